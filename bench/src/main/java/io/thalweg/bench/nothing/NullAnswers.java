package io.thalweg.bench.nothing;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResult;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsTopicResponse;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

/// What the null broker says. Everything succeeds.
final class NullAnswers {
  private static final int PARTITIONS = 4;
  private static final int NODE = 1;
  private static final int SERVED_BYTES = 50 << 20;

  /// High enough that no client ever reaches the end.
  private static final long END = 1L << 60;

  private static final ApiMessageType[] SERVED = {
    ApiMessageType.API_VERSIONS,
    ApiMessageType.METADATA,
    ApiMessageType.CREATE_TOPICS,
    ApiMessageType.DELETE_TOPICS,
    ApiMessageType.INIT_PRODUCER_ID,
    ApiMessageType.PRODUCE,
    ApiMessageType.LIST_OFFSETS,
    ApiMessageType.FETCH
  };

  private final int port;
  private final EndlessLog log;
  private final Map<Uuid, String> names = new ConcurrentHashMap<>();

  NullAnswers(int port, EndlessLog log) {
    this.port = port;
    this.log = log;
  }

  /// The answer to `request`, or null if it wants none.
  @Nullable ApiMessage to(ApiMessage request) {
    return switch (request) {
      case ApiVersionsRequestData _ -> apiVersions();
      case MetadataRequestData metadata -> metadata(metadata);
      case CreateTopicsRequestData create -> create(create);
      case DeleteTopicsRequestData delete -> delete(delete);
      case InitProducerIdRequestData _ ->
          new InitProducerIdResponseData().setProducerId(1).setProducerEpoch((short) 0);
      case ProduceRequestData produce -> produce.acks() == 0 ? null : produce(produce);
      case ListOffsetsRequestData list -> list(list);
      case FetchRequestData fetch -> fetch(fetch);
      default -> throw new IllegalArgumentException("not served: " + request.apiKey());
    };
  }

  private static ApiMessage apiVersions() {
    ApiVersionsResponseData answer = new ApiVersionsResponseData().setFinalizedFeaturesEpoch(0);
    for (ApiMessageType type : SERVED) {
      answer
          .apiKeys()
          .add(
              new ApiVersion()
                  .setApiKey(type.apiKey())
                  .setMinVersion(type.lowestSupportedVersion())
                  .setMaxVersion(type.highestSupportedVersion(false)));
    }
    return answer;
  }

  private Uuid id(String name) {
    UUID uuid = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    Uuid id = new Uuid(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    names.put(id, name);
    return id;
  }

  private ApiMessage metadata(MetadataRequestData request) {
    MetadataResponseData answer =
        new MetadataResponseData().setClusterId("nothing").setControllerId(NODE);
    answer
        .brokers()
        .add(new MetadataResponseBroker().setNodeId(NODE).setHost("127.0.0.1").setPort(port));
    if (request.topics() != null) {
      for (var topic : request.topics()) {
        String name = topic.name() == null ? names.get(topic.topicId()) : topic.name();
        if (name != null) {
          answer.topics().add(described(name));
        }
      }
    }
    return answer;
  }

  private MetadataResponseTopic described(String name) {
    MetadataResponseTopic topic = new MetadataResponseTopic().setName(name).setTopicId(id(name));
    for (int i = 0; i < PARTITIONS; i++) {
      topic
          .partitions()
          .add(
              new MetadataResponsePartition()
                  .setPartitionIndex(i)
                  .setLeaderId(NODE)
                  .setLeaderEpoch(0)
                  .setReplicaNodes(List.of(NODE))
                  .setIsrNodes(List.of(NODE)));
    }
    return topic;
  }

  private ApiMessage create(CreateTopicsRequestData request) {
    CreateTopicsResponseData answer = new CreateTopicsResponseData();
    for (var topic : request.topics()) {
      answer
          .topics()
          .add(
              new CreatableTopicResult()
                  .setName(topic.name())
                  .setTopicId(id(topic.name()))
                  .setNumPartitions(PARTITIONS)
                  .setReplicationFactor((short) 1));
    }
    return answer;
  }

  private static ApiMessage delete(DeleteTopicsRequestData request) {
    DeleteTopicsResponseData answer = new DeleteTopicsResponseData();
    for (var topic : request.topics()) {
      answer
          .responses()
          .add(new DeletableTopicResult().setName(topic.name()).setTopicId(topic.topicId()));
    }
    return answer;
  }

  private static ApiMessage produce(ProduceRequestData request) {
    ProduceResponseData answer = new ProduceResponseData();
    for (var topic : request.topicData()) {
      TopicProduceResponse produced =
          new TopicProduceResponse().setName(topic.name()).setTopicId(topic.topicId());
      for (var partition : topic.partitionData()) {
        produced
            .partitionResponses()
            .add(
                new PartitionProduceResponse()
                    .setIndex(partition.index())
                    .setBaseOffset(0)
                    .setLogStartOffset(0));
      }
      answer.responses().add(produced);
    }
    return answer;
  }

  private static ApiMessage list(ListOffsetsRequestData request) {
    ListOffsetsResponseData answer = new ListOffsetsResponseData();
    for (var topic : request.topics()) {
      ListOffsetsTopicResponse listed = new ListOffsetsTopicResponse().setName(topic.name());
      for (var partition : topic.partitions()) {
        listed
            .partitions()
            .add(
                new ListOffsetsPartitionResponse()
                    .setPartitionIndex(partition.partitionIndex())
                    .setOffset(0)
                    .setLeaderEpoch(0));
      }
      answer.topics().add(listed);
    }
    return answer;
  }

  private ApiMessage fetch(FetchRequestData request) {
    FetchResponseData answer = new FetchResponseData();
    int left = Math.min(SERVED_BYTES, request.maxBytes());
    for (var topic : request.topics()) {
      FetchableTopicResponse fetched =
          new FetchableTopicResponse().setTopic(topic.topic()).setTopicId(topic.topicId());
      for (var partition : topic.partitions()) {
        int bytes = Math.min(left, partition.partitionMaxBytes());
        left -= bytes;
        fetched
            .partitions()
            .add(
                new FetchResponseData.PartitionData()
                    .setPartitionIndex(partition.partition())
                    .setHighWatermark(END)
                    .setLastStableOffset(END)
                    .setLogStartOffset(0)
                    .setRecords(log.from(partition.fetchOffset(), bytes)));
      }
      answer.responses().add(fetched);
    }
    return answer;
  }
}
