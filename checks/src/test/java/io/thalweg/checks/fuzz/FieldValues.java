package io.thalweg.checks.fuzz;

import io.thalweg.core.base.Chance;
import java.util.List;

/// What a client might say in a field of that name.
final class FieldValues {
  private static final List<String> CONFIGS =
      List.of(
          "retention.ms",
          "retention.bytes",
          "cleanup.policy",
          "max.message.bytes",
          "message.timestamp.type",
          "compression.type");

  private static final List<String> CONFIG_VALUES =
      List.of("-1", "600000", "delete", "compact,delete", "1000000", "CreateTime", "producer");

  private final World world;
  private final Chance chance;

  FieldValues(World world, Chance chance) {
    this.world = world;
    this.chance = chance;
  }

  private <T> T of(List<T> some) {
    return some.get(chance.nextInt(some.size()));
  }

  long number(String name) {
    return switch (name) {
      case "partition", "partitions", "partition_index", "partition_indexes", "index" ->
          chance.nextInt(4);
      case "num_partitions", "count" -> 1 + chance.nextInt(5);
      case "replication_factor" -> 1;
      case "broker_ids", "node_id" -> world.node();
      case "acks" -> chance.nextInt(8) == 0 ? chance.nextInt(2) : -1;
      case "max_wait_ms", "min_bytes" -> chance.nextInt(3);
      case "max_bytes", "partition_max_bytes" -> 1L << chance.nextInt(21);
      case "fetch_offset", "offset", "committed_offset" -> chance.nextInt(40) - 1;
      case "timestamp" -> chance.nextInt(3) == 0 ? -1 - chance.nextInt(6) : chance.nextInt(9500);
      case "session_timeout_ms" -> 50 + chance.nextInt(50);
      case "rebalance_timeout_ms" -> 1 + chance.nextInt(20);
      case "timeout_ms", "transaction_timeout_ms" -> 1000;
      case "retention_time_ms", "replica_id", "committed_leader_epoch", "member_epoch" -> -1;
      case "generation_id" -> 1;
      case "generation_id_or_member_epoch" -> chance.nextInt(2) == 0 ? -1 : 1;
      case "session_id", "session_epoch" -> chance.nextInt(3);
      case "resource_type", "resource_types" -> chance.nextInt(4) == 0 ? 4 : 2;
      case "config_operation" -> chance.nextInt(4);
      case "producer_id" -> chance.nextInt(2) == 0 ? -1 : world.producer(chance);
      case "producer_epoch" -> chance.nextInt(2) - 1;
      case "response_partition_limit" -> 1 + chance.nextInt(2000);
      case "endpoint_type" -> 1;
      default -> 0;
    };
  }

  /// @param in the API or, where names repeat, the array that holds it
  String text(String name, String in) {
    return switch (name) {
      case "topic", "topic_name", "topic_names", "name" -> named(in);
      case "resource_name" ->
          chance.nextInt(4) == 0 ? Integer.toString(world.node()) : world.topic(chance);
      case "group_id", "groups", "key", "coordinator_keys" -> world.group(chance);
      case "groups_names" -> "other-" + chance.nextInt(20);
      case "member_id" ->
          in.equals("JoinGroup") && chance.nextInt(2) == 0
              ? ""
              : world.members().get(world.group(chance));
      case "value" -> of(CONFIG_VALUES);
      case "configuration_keys" -> of(CONFIGS);
      case "protocol_type" -> "consumer";
      case "protocol_name" -> "range";
      case "states_filter" -> "Stable";
      case "types_filter" -> "Classic";
      case "entity_type" -> "user";
      case "client_software_name", "client_software_version", "rack_id" -> "x";
      case "committed_metadata", "reason" -> "said";
      default -> null; // instances, transactions, clusters, matches
    };
  }

  private String named(String in) {
    return switch (in) {
      case "configs" -> of(CONFIGS);
      case "protocols" -> chance.nextInt(2) == 0 ? "range" : "roundrobin";
      case "CreateTopics" -> "made-" + chance.nextInt(30);
      case "DeleteTopics" ->
          chance.nextInt(20) == 0 ? world.topic(chance) : "made-" + chance.nextInt(30);
      default -> world.topic(chance);
    };
  }
}
