package io.thalweg.server.config;

import static io.thalweg.server.config.Kinds.bytes;
import static io.thalweg.server.config.Kinds.bytesOrUnlimited;
import static io.thalweg.server.config.Kinds.count;
import static io.thalweg.server.config.Kinds.flag;
import static io.thalweg.server.config.Kinds.listeners;
import static io.thalweg.server.config.Kinds.millis;
import static io.thalweg.server.config.Kinds.millisOrUnlimited;
import static io.thalweg.server.config.Kinds.oneOf;
import static io.thalweg.server.config.Kinds.optionalListeners;
import static io.thalweg.server.config.Kinds.path;
import static io.thalweg.server.config.Kinds.pathOrNone;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The table of every key: to add a setting, add it here and to [Config].
public final class Keys {
  /// Filled by [#key] as the constants below are made, so it comes first.
  private static final List<Key<?>> TABLE = new ArrayList<>();

  /// Every key, in the order in which people read them.
  public static final List<Key<?>> ALL = Collections.unmodifiableList(TABLE);

  static final Key<List<ListenAddress>> LISTENERS_KAFKA =
      key(
          "listeners.kafka",
          listeners(),
          "127.0.0.1:9092,[::1]:9092",
          "where Kafka clients connect; port 0 takes a free one");

  static final Key<OptionalListeners> LISTENERS_AMQP =
      key(
          "listeners.amqp",
          optionalListeners(OptionalListeners.AMQP),
          "auto",
          "where AMQP 0-9-1 clients connect; auto: 127.0.0.1:5672 and [::1]:5672, as far as they"
              + " are free");

  static final Key<OptionalListeners> LISTENERS_METRICS =
      key(
          "listeners.metrics",
          optionalListeners(OptionalListeners.METRICS),
          "auto",
          "where /metrics is read; auto: 127.0.0.1:9464, or nowhere if that is taken");

  static final Key<OptionalListeners> LISTENERS_ADMIN =
      key(
          "listeners.admin",
          optionalListeners(OptionalListeners.ADMIN),
          "auto",
          "where administrators ask, as thalweg user does; auto: 127.0.0.1:9460, or nowhere if that"
              + " is taken");

  static final Key<Path> DATA_DIRECTORY =
      key("data.directory", path(), "./data", "where everything is kept; made if missing");
  static final Key<Durability> DATA_DURABILITY =
      key(
          "data.durability",
          oneOf(Durability.class),
          "sync",
          "what an acknowledgement waits for: the device (sync) or the operating system (os)");

  static final Key<LogLevel> LOG_LEVEL =
      key("log.level", oneOf(LogLevel.class), "info", "the least weighty line that is logged");
  static final Key<String> LOG_FILE =
      key("log.file", pathOrNone(), "none", "rotating log file; none: standard error");
  static final Key<Long> LOG_FILE_BYTES =
      key("log.file-bytes", bytes("64KiB", "1GiB"), "10MiB", "size at which a log file rotates");
  static final Key<Integer> LOG_FILES =
      key("log.files", count(1, 100), "5", "rotated log files that are kept");

  static final Key<Boolean> TOPICS_AUTO_CREATE =
      key(
          "topics.auto-create",
          flag(),
          "true",
          "a topic is created when a client first asks for it");
  static final Key<Integer> TOPICS_DEFAULT_PARTITIONS =
      key(
          "topics.default-partitions",
          count(1, 10_000),
          "1",
          "partitions of a topic whose creator does not say");
  static final Key<Long> TOPICS_DEFAULT_RETENTION_MS =
      key(
          "topics.default-retention-ms",
          millisOrUnlimited("1ms", "36500d"),
          "7d",
          "how long a topic keeps events unless it says otherwise");
  static final Key<Long> TOPICS_DEFAULT_RETENTION_BYTES =
      key(
          "topics.default-retention-bytes",
          bytesOrUnlimited("1", "1024TiB"),
          "unlimited",
          "how much each partition of a topic keeps unless it says otherwise");
  static final Key<Long> TOPICS_CLEANUP_CHECK_MS =
      key(
          "topics.cleanup-check-ms",
          millis("10ms", "1h"),
          "5s",
          "how often old events are looked for that are to be deleted or compacted");
  static final Key<Integer> TOPICS_MAX =
      key("topics.max", count(1, 1_000_000), "10000", "topics that may exist");
  static final Key<Integer> TOPICS_MAX_PARTITIONS =
      key(
          "topics.max-partitions",
          count(1, 1_000_000),
          "20000",
          "partitions that may exist, of all topics; at most one per 16KiB of storage.ring-bytes");

  static final Key<Long> KAFKA_MAX_REQUEST_BYTES =
      key(
          "kafka.max-request-bytes",
          bytes("1KiB", "1GiB"),
          "32MiB",
          "largest request; a larger one closes its connection (one that is not Produce: 4MiB)");
  static final Key<Long> KAFKA_MAX_BATCH_BYTES =
      key(
          "kafka.max-batch-bytes",
          bytes("128", "1048588"),
          "1048588",
          "largest batch of events that a topic takes unless it says otherwise");

  static final Key<Long> AMQP_MAX_MESSAGE_BYTES =
      key(
          "amqp.max-message-bytes",
          bytes("1KiB", "512MiB"),
          "16MiB",
          "largest body of a message; a larger one closes its channel");
  static final Key<Long> AMQP_ACKNOWLEDGEMENT_TIMEOUT_MS =
      key(
          "amqp.acknowledgement-timeout-ms",
          millis("0", "365d"),
          "30m",
          "how long a delivery may be unsettled before its channel is closed; 0: any time");
  static final Key<Product> AMQP_PRODUCT =
      key(
          "amqp.product",
          oneOf(Product.class),
          "rabbitmq",
          "what clients are told that they talk to: many look for rabbitmq, as Celery does");

  static final Key<Long> STORAGE_RING_BYTES =
      key(
          "storage.ring-bytes",
          bytes("16MiB", "64GiB"),
          "1GiB",
          "limit of the journal on disk; at least four files");
  static final Key<Long> STORAGE_RING_FILE_BYTES =
      key("storage.ring-file-bytes", bytes("4MiB", "1GiB"), "64MiB", "size of each journal file");
  static final Key<Long> STORAGE_BLOCK_BYTES =
      key(
          "storage.block-bytes",
          bytes("2MiB", "64MiB"),
          "2MiB",
          "size of a memory block; a multiple of 4KiB");
  static final Key<Integer> STORAGE_BLOCKS =
      key(
          "storage.blocks",
          count(8, 4096),
          "24",
          "memory blocks: recent events are served from them");
  static final Key<Long> GROUPS_MIN_SESSION_TIMEOUT_MS =
      key(
          "groups.min-session-timeout-ms",
          millis("1ms", "1d"),
          "6s",
          "shortest session timeout that a member may ask for");
  static final Key<Long> GROUPS_MAX_SESSION_TIMEOUT_MS =
      key(
          "groups.max-session-timeout-ms",
          millis("1ms", "1d"),
          "30m",
          "longest session timeout that a member may ask for");
  static final Key<Long> GROUPS_INITIAL_REBALANCE_DELAY_MS =
      key(
          "groups.initial-rebalance-delay-ms",
          millis("0", "5m"),
          "100ms",
          "how long a new group waits for further members");
  static final Key<Long> GROUPS_OFFSETS_RETENTION_MS =
      key(
          "groups.offsets-retention-ms",
          millis("1m", "36500d"),
          "7d",
          "how long an empty group keeps its committed offsets");

  static final Key<Integer> CONNECTIONS_MAX =
      key("connections.max", count(1, 1_000_000), "10000", "connections that may be open");
  static final Key<Long> CONNECTIONS_IDLE_MS =
      key(
          "connections.idle-ms",
          millis("1s", "30d"),
          "10m",
          "how long a connection may bring no whole request and read no answer before it is"
              + " closed");

  static final Key<Long> MEMORY_INBOUND_BYTES =
      key(
          "memory.inbound-bytes",
          bytes("1MiB", "64GiB"),
          "64MiB",
          "requests being received, of all connections; beyond it, the one that takes longest is"
              + " closed");
  static final Key<Long> MEMORY_OUTBOUND_BYTES =
      key(
          "memory.outbound-bytes",
          bytes("1MiB", "64GiB"),
          "128MiB",
          "answers that clients have not read, of all connections: near it, answers shrink; beyond"
              + " it, the connection that has read nothing for longest is closed");
  static final Key<Long> MEMORY_MESSAGES_BYTES =
      key(
          "memory.messages-bytes",
          bytes("2MiB", "64GiB"),
          "32MiB",
          "AMQP messages that have not come whole, wait for a commit or may have to be returned, of"
              + " all connections; beyond it, sockets are not read");

  static final Key<Integer> METRICS_QUEUES =
      key(
          "metrics.queues",
          count(0, 10_000),
          "100",
          "queues that /metrics shows one by one, those with the most events; all count for their"
              + " vhosts");

  private Keys() {}

  private static <T> Key<T> key(String name, Kind<T> kind, String byDefault, String meaning) {
    Key<T> key = new Key<>(name, kind, byDefault, meaning);
    TABLE.add(key);
    return key;
  }
}
