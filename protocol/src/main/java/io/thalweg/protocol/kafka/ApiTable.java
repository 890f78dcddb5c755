package io.thalweg.protocol.kafka;

import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicSettings;
import io.thalweg.protocol.kafka.admin.AlterConfigsHandler;
import io.thalweg.protocol.kafka.admin.ApiVersionsHandler;
import io.thalweg.protocol.kafka.admin.CreatePartitionsHandler;
import io.thalweg.protocol.kafka.admin.CreateTopicsHandler;
import io.thalweg.protocol.kafka.admin.DeleteRecordsHandler;
import io.thalweg.protocol.kafka.admin.DeleteTopicsHandler;
import io.thalweg.protocol.kafka.admin.DescribeClientQuotasHandler;
import io.thalweg.protocol.kafka.admin.DescribeClusterHandler;
import io.thalweg.protocol.kafka.admin.DescribeConfigsHandler;
import io.thalweg.protocol.kafka.admin.DescribeLogDirsHandler;
import io.thalweg.protocol.kafka.admin.DescribeTopicPartitionsHandler;
import io.thalweg.protocol.kafka.admin.FindCoordinatorHandler;
import io.thalweg.protocol.kafka.admin.ListConfigResourcesHandler;
import io.thalweg.protocol.kafka.admin.MetadataHandler;
import io.thalweg.protocol.kafka.admin.Served;
import io.thalweg.protocol.kafka.fetch.FetchHandler;
import io.thalweg.protocol.kafka.fetch.ListOffsetsHandler;
import io.thalweg.protocol.kafka.fetch.OffsetForLeaderEpochHandler;
import io.thalweg.protocol.kafka.group.DeleteGroupsHandler;
import io.thalweg.protocol.kafka.group.DescribeGroupsHandler;
import io.thalweg.protocol.kafka.group.GroupExchange;
import io.thalweg.protocol.kafka.group.GroupRequests;
import io.thalweg.protocol.kafka.group.HeartbeatHandler;
import io.thalweg.protocol.kafka.group.JoinGroupHandler;
import io.thalweg.protocol.kafka.group.LeaveGroupHandler;
import io.thalweg.protocol.kafka.group.ListGroupsHandler;
import io.thalweg.protocol.kafka.group.OffsetCommitHandler;
import io.thalweg.protocol.kafka.group.OffsetDeleteHandler;
import io.thalweg.protocol.kafka.group.OffsetFetchHandler;
import io.thalweg.protocol.kafka.group.SyncGroupHandler;
import io.thalweg.protocol.kafka.produce.DescribeProducersHandler;
import io.thalweg.protocol.kafka.produce.InitProducerIdHandler;
import io.thalweg.protocol.kafka.produce.ProduceHandler;
import io.thalweg.protocol.kafka.request.Endpoint;
import io.thalweg.protocol.kafka.request.Handler;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import io.thalweg.protocol.kafka.request.KafkaSettings;
import io.thalweg.protocol.kafka.request.RequestStats;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/// Every API that works, its versions, and the handlers of one connection.
public final class ApiTable {
  /// What ApiVersions advertises: exactly what works, but for Produce 0 to 2, without which
  /// librdkafka would write old record formats.
  static final List<Served> SERVED =
      List.of(
          new Served(ApiKeys.PRODUCE, 0, 3, 13),
          new Served(ApiKeys.FETCH, 4, 18),
          new Served(ApiKeys.LIST_OFFSETS, 1, 11),
          new Served(ApiKeys.METADATA, 0, 13),
          new Served(ApiKeys.OFFSET_COMMIT, 2, 10),
          new Served(ApiKeys.OFFSET_FETCH, 1, 10),
          new Served(ApiKeys.FIND_COORDINATOR, 0, 6),
          new Served(ApiKeys.JOIN_GROUP, 0, 9),
          new Served(ApiKeys.HEARTBEAT, 0, 4),
          new Served(ApiKeys.LEAVE_GROUP, 0, 5),
          new Served(ApiKeys.SYNC_GROUP, 0, 5),
          new Served(ApiKeys.DESCRIBE_GROUPS, 0, 6),
          new Served(ApiKeys.LIST_GROUPS, 0, 5),
          new Served(ApiKeys.API_VERSIONS, 0, 5),
          new Served(ApiKeys.CREATE_TOPICS, 2, 7),
          new Served(ApiKeys.DELETE_TOPICS, 1, 6),
          new Served(ApiKeys.DELETE_RECORDS, 0, 2),
          new Served(ApiKeys.INIT_PRODUCER_ID, 0, 5),
          new Served(ApiKeys.OFFSET_FOR_LEADER_EPOCH, 2, 4),
          new Served(ApiKeys.DESCRIBE_CONFIGS, 1, 4),
          new Served(ApiKeys.ALTER_CONFIGS, 0, 2),
          new Served(ApiKeys.DESCRIBE_LOG_DIRS, 1, 5),
          new Served(ApiKeys.CREATE_PARTITIONS, 0, 3),
          new Served(ApiKeys.DELETE_GROUPS, 0, 3),
          new Served(ApiKeys.INCREMENTAL_ALTER_CONFIGS, 0, 1),
          new Served(ApiKeys.OFFSET_DELETE, 0, 0),
          new Served(ApiKeys.DESCRIBE_CLIENT_QUOTAS, 0, 1),
          new Served(ApiKeys.DESCRIBE_CLUSTER, 0, 2),
          new Served(ApiKeys.DESCRIBE_PRODUCERS, 0, 0),
          new Served(ApiKeys.LIST_CONFIG_RESOURCES, 0, 1),
          new Served(ApiKeys.DESCRIBE_TOPIC_PARTITIONS, 0, 0));

  /// Numbers for sessions of this table, told the time by `nanoClock`.
  public static RequestStats stats(LongSupplier nanoClock) {
    return new RequestStats(SERVED.stream().map(Served::api).toList(), nanoClock);
  }

  private final Map<ApiKeys, Handler> handlers = new EnumMap<>(ApiKeys.class);
  private final Map<ApiKeys, Served> versions = new EnumMap<>(ApiKeys.class);

  /// Handlers for one connection.
  ///
  /// @param endpoint where the client has reached the broker
  /// @param peer the client's address, for people to read
  public ApiTable(KafkaSettings settings, TopicDirectory topics, Endpoint endpoint, String peer) {
    for (Served served : SERVED) {
      versions.put(served.api(), served);
    }
    handlers.put(ApiKeys.PRODUCE, new ProduceHandler(topics));
    handlers.put(ApiKeys.INIT_PRODUCER_ID, new InitProducerIdHandler());
    handlers.put(ApiKeys.FETCH, new FetchHandler(topics, settings.maxFetchBytes()));
    handlers.put(ApiKeys.LIST_OFFSETS, new ListOffsetsHandler(topics));
    handlers.put(ApiKeys.API_VERSIONS, new ApiVersionsHandler(SERVED));
    handlers.put(ApiKeys.METADATA, new MetadataHandler(settings, topics, endpoint));
    handlers.put(ApiKeys.FIND_COORDINATOR, new FindCoordinatorHandler(settings, endpoint));
    handlers.put(ApiKeys.DESCRIBE_CLUSTER, new DescribeClusterHandler(settings, endpoint));
    putTopics(settings, topics);
    putDescriptions(settings, topics);
    putGroups(topics, peer);
    putGroupAdmin(topics);
  }

  private void putTopics(KafkaSettings settings, TopicDirectory topics) {
    TopicSettings defaults = settings.defaults();
    int nodeId = settings.nodeId();
    handlers.put(ApiKeys.CREATE_TOPICS, new CreateTopicsHandler(settings));
    handlers.put(ApiKeys.DELETE_TOPICS, new DeleteTopicsHandler(topics));
    handlers.put(ApiKeys.CREATE_PARTITIONS, new CreatePartitionsHandler(nodeId, topics));
    handlers.put(ApiKeys.DELETE_RECORDS, new DeleteRecordsHandler(topics));
    handlers.put(ApiKeys.DESCRIBE_CONFIGS, new DescribeConfigsHandler(settings, topics));
    Handler alter = new AlterConfigsHandler(defaults, topics);
    handlers.put(ApiKeys.ALTER_CONFIGS, alter);
    handlers.put(ApiKeys.INCREMENTAL_ALTER_CONFIGS, alter);
    handlers.put(ApiKeys.LIST_CONFIG_RESOURCES, new ListConfigResourcesHandler(nodeId, topics));
  }

  private void putDescriptions(KafkaSettings settings, TopicDirectory topics) {
    handlers.put(
        ApiKeys.DESCRIBE_TOPIC_PARTITIONS, new DescribeTopicPartitionsHandler(settings, topics));
    handlers.put(ApiKeys.DESCRIBE_LOG_DIRS, new DescribeLogDirsHandler(settings, topics));
    handlers.put(ApiKeys.DESCRIBE_PRODUCERS, new DescribeProducersHandler(topics));
    handlers.put(ApiKeys.DESCRIBE_CLIENT_QUOTAS, new DescribeClientQuotasHandler());
    handlers.put(ApiKeys.OFFSET_FOR_LEADER_EPOCH, new OffsetForLeaderEpochHandler(topics));
  }

  private void putGroups(TopicDirectory topics, String peer) {
    group(ApiKeys.JOIN_GROUP, r -> JoinGroupHandler.exchange(r.fields(), r.clientId(), peer));
    group(
        ApiKeys.SYNC_GROUP,
        r -> {
          var asked = new SyncGroupRequestData(r.accessor(), r.version());
          return SyncGroupHandler.exchange(asked, r.version());
        });
    group(
        ApiKeys.HEARTBEAT,
        r -> HeartbeatHandler.exchange(new HeartbeatRequestData(r.accessor(), r.version())));
    group(
        ApiKeys.LEAVE_GROUP,
        r -> {
          var asked = new LeaveGroupRequestData(r.accessor(), r.version());
          return LeaveGroupHandler.exchange(asked, r.version());
        });
    group(
        ApiKeys.OFFSET_COMMIT,
        r -> {
          var asked = new OffsetCommitRequestData(r.accessor(), r.version());
          return OffsetCommitHandler.exchange(asked, r.version(), topics);
        });
    group(
        ApiKeys.OFFSET_FETCH,
        r -> {
          var asked = new OffsetFetchRequestData(r.accessor(), r.version());
          return OffsetFetchHandler.exchange(asked, r.version(), topics);
        });
  }

  private void putGroupAdmin(TopicDirectory topics) {
    handlers.put(ApiKeys.OFFSET_DELETE, new OffsetDeleteHandler(topics));
    group(
        ApiKeys.DESCRIBE_GROUPS,
        r -> {
          var asked = new DescribeGroupsRequestData(r.accessor(), r.version());
          return DescribeGroupsHandler.exchange(asked, r.version());
        });
    group(
        ApiKeys.LIST_GROUPS,
        r -> ListGroupsHandler.exchange(new ListGroupsRequestData(r.accessor(), r.version())));
    group(
        ApiKeys.DELETE_GROUPS,
        r -> DeleteGroupsHandler.exchange(new DeleteGroupsRequestData(r.accessor(), r.version())));
  }

  private void group(ApiKeys api, Function<KafkaRequest, GroupExchange> exchanges) {
    handlers.put(api, new GroupRequests(exchanges));
  }

  /// The handler for that version, or null if it is not served.
  @Nullable Handler handler(ApiKeys api, short version) {
    Served served = versions.get(api);
    boolean works = served != null && (served.works(version) || api == ApiKeys.API_VERSIONS);
    return works ? handlers.get(api) : null;
  }
}
