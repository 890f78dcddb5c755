package io.thalweg.protocol.kafka;

import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.protocol.kafka.admin.ApiVersionsHandler;
import io.thalweg.protocol.kafka.admin.CreateTopicsHandler;
import io.thalweg.protocol.kafka.admin.DeleteTopicsHandler;
import io.thalweg.protocol.kafka.admin.DescribeClusterHandler;
import io.thalweg.protocol.kafka.admin.DescribeConfigsHandler;
import io.thalweg.protocol.kafka.admin.FindCoordinatorHandler;
import io.thalweg.protocol.kafka.admin.MetadataHandler;
import io.thalweg.protocol.kafka.admin.Served;
import io.thalweg.protocol.kafka.fetch.FetchHandler;
import io.thalweg.protocol.kafka.fetch.ListOffsetsHandler;
import io.thalweg.protocol.kafka.group.GroupExchange;
import io.thalweg.protocol.kafka.group.GroupRequests;
import io.thalweg.protocol.kafka.group.HeartbeatHandler;
import io.thalweg.protocol.kafka.group.JoinGroupHandler;
import io.thalweg.protocol.kafka.group.LeaveGroupHandler;
import io.thalweg.protocol.kafka.group.OffsetCommitHandler;
import io.thalweg.protocol.kafka.group.OffsetFetchHandler;
import io.thalweg.protocol.kafka.group.SyncGroupHandler;
import io.thalweg.protocol.kafka.produce.InitProducerIdHandler;
import io.thalweg.protocol.kafka.produce.ProduceHandler;
import io.thalweg.protocol.kafka.request.Endpoint;
import io.thalweg.protocol.kafka.request.Handler;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import io.thalweg.protocol.kafka.request.KafkaSettings;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
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
          new Served(ApiKeys.API_VERSIONS, 0, 5),
          new Served(ApiKeys.CREATE_TOPICS, 2, 7),
          new Served(ApiKeys.DELETE_TOPICS, 1, 6),
          new Served(ApiKeys.INIT_PRODUCER_ID, 0, 5),
          new Served(ApiKeys.DESCRIBE_CONFIGS, 1, 4),
          new Served(ApiKeys.DESCRIBE_CLUSTER, 0, 2));

  private final Map<ApiKeys, Handler> handlers = new EnumMap<>(ApiKeys.class);
  private final Map<ApiKeys, Served> versions = new EnumMap<>(ApiKeys.class);

  /// Handlers for one connection, which has reached the broker at `endpoint`.
  public ApiTable(KafkaSettings settings, TopicDirectory topics, Endpoint endpoint) {
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
    handlers.put(ApiKeys.CREATE_TOPICS, new CreateTopicsHandler(settings));
    handlers.put(ApiKeys.DELETE_TOPICS, new DeleteTopicsHandler(topics));
    handlers.put(ApiKeys.DESCRIBE_CONFIGS, new DescribeConfigsHandler(settings, topics));
    putGroups(topics);
  }

  private void putGroups(TopicDirectory topics) {
    group(
        ApiKeys.JOIN_GROUP,
        r -> {
          var asked = new JoinGroupRequestData(r.accessor(), r.version());
          return JoinGroupHandler.exchange(asked, r.version(), r.clientId(), "/127.0.0.1");
        });
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
