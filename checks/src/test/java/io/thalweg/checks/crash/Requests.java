package io.thalweg.checks.crash;

import io.thalweg.checks.crash.RawClient.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopic;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;

/// The requests that these tests send, in versions that name topics by their names.
final class Requests {
  private static final int WAIT_MILLIS = 30_000;
  private static final int MAX_BYTES = 8 << 20;

  private Requests() {}

  static MemoryRecords batch(String... values) {
    return MemoryRecords.withRecords(Compression.NONE, records(values));
  }

  static MemoryRecords batch(long producer, int sequence, String... values) {
    return MemoryRecords.withIdempotentRecords(
        Compression.NONE, producer, (short) 0, sequence, records(values));
  }

  private static SimpleRecord[] records(String... values) {
    return Arrays.stream(values)
        .map(value -> new SimpleRecord(1_000L, null, value.getBytes(StandardCharsets.UTF_8)))
        .toArray(SimpleRecord[]::new);
  }

  static Request<ProduceResponseData> produce(String topic, int acks, MemoryRecords records) {
    TopicProduceDataCollection topics = new TopicProduceDataCollection();
    topics.add(
        new TopicProduceData()
            .setName(topic)
            .setPartitionData(List.of(new PartitionProduceData().setIndex(0).setRecords(records))));
    var body =
        new ProduceRequestData()
            .setAcks((short) acks)
            .setTimeoutMs(WAIT_MILLIS)
            .setTopicData(topics);
    return new Request<>(ApiKeys.PRODUCE, 9, body, ProduceResponseData::new);
  }

  /// The error and the base offset of the one partition produced to.
  static List<Long> produced(ProduceResponseData answer) {
    var partition = answer.responses().iterator().next().partitionResponses().getFirst();
    return List.of((long) partition.errorCode(), partition.baseOffset());
  }

  static Request<FetchResponseData> fetch(String topic, int partition, long offset, int maxWait) {
    var wanted =
        new FetchPartition()
            .setPartition(partition)
            .setFetchOffset(offset)
            .setPartitionMaxBytes(MAX_BYTES);
    var body =
        new FetchRequestData()
            .setMaxWaitMs(maxWait)
            .setMinBytes(1)
            .setMaxBytes(MAX_BYTES)
            .setSessionId(0)
            .setSessionEpoch(-1)
            .setTopics(List.of(new FetchTopic().setTopic(topic).setPartitions(List.of(wanted))));
    return new Request<>(ApiKeys.FETCH, 12, body, FetchResponseData::new);
  }

  /// What a fetch brought of its one partition.
  static PartitionData fetched(FetchResponseData answer) {
    return answer.responses().getFirst().partitions().getFirst();
  }

  static List<String> values(PartitionData fetched) {
    List<String> values = new ArrayList<>();
    for (Record each : ((MemoryRecords) fetched.records()).records()) {
      values.add(StandardCharsets.UTF_8.decode(each.value()).toString());
    }
    return values;
  }

  static Request<ListOffsetsResponseData> listOffsets(String topic, long at) {
    var partition = new ListOffsetsPartition().setPartitionIndex(0).setTimestamp(at);
    var body =
        new ListOffsetsRequestData()
            .setReplicaId(-1)
            .setTopics(
                List.of(new ListOffsetsTopic().setName(topic).setPartitions(List.of(partition))));
    return new Request<>(ApiKeys.LIST_OFFSETS, 7, body, ListOffsetsResponseData::new);
  }

  static Request<CreateTopicsResponseData> create(String topic, int partitions) {
    var topics = new CreateTopicsRequestData.CreatableTopicCollection();
    topics.add(
        new CreatableTopic()
            .setName(topic)
            .setNumPartitions(partitions)
            .setReplicationFactor((short) 1));
    var body = new CreateTopicsRequestData().setTopics(topics).setTimeoutMs(WAIT_MILLIS);
    return new Request<>(ApiKeys.CREATE_TOPICS, 5, body, CreateTopicsResponseData::new);
  }

  static Request<DeleteTopicsResponseData> delete(String topic) {
    var body =
        new DeleteTopicsRequestData().setTopicNames(List.of(topic)).setTimeoutMs(WAIT_MILLIS);
    return new Request<>(ApiKeys.DELETE_TOPICS, 5, body, DeleteTopicsResponseData::new);
  }

  /// About every topic.
  static Request<MetadataResponseData> metadata() {
    var body = new MetadataRequestData().setTopics(null);
    return new Request<>(ApiKeys.METADATA, 8, body, MetadataResponseData::new);
  }

  /// About one topic, which is created if there is none.
  static Request<MetadataResponseData> metadata(String topic) {
    var body =
        new MetadataRequestData()
            .setTopics(List.of(new MetadataRequestTopic().setName(topic)))
            .setAllowAutoTopicCreation(true);
    return new Request<>(ApiKeys.METADATA, 8, body, MetadataResponseData::new);
  }

  static List<String> names(MetadataResponseData answer) {
    return answer.topics().stream().map(MetadataResponseData.MetadataResponseTopic::name).toList();
  }

  static Request<OffsetCommitResponseData> commit(String group, String topic, long offset) {
    var partition =
        new OffsetCommitRequestPartition().setPartitionIndex(0).setCommittedOffset(offset);
    var body =
        new OffsetCommitRequestData()
            .setGroupId(group)
            .setTopics(
                List.of(
                    new OffsetCommitRequestTopic()
                        .setName(topic)
                        .setPartitions(List.of(partition))));
    return new Request<>(ApiKeys.OFFSET_COMMIT, 8, body, OffsetCommitResponseData::new);
  }

  static Request<OffsetFetchResponseData> committed(String group, String topic, int partitions) {
    var wanted =
        new OffsetFetchRequestTopic()
            .setName(topic)
            .setPartitionIndexes(IntStream.range(0, partitions).boxed().toList());
    var body = new OffsetFetchRequestData().setGroupId(group).setTopics(List.of(wanted));
    return new Request<>(ApiKeys.OFFSET_FETCH, 5, body, OffsetFetchResponseData::new);
  }

  static Request<JoinGroupResponseData> join(String group) {
    var protocols = new JoinGroupRequestData.JoinGroupRequestProtocolCollection();
    protocols.add(new JoinGroupRequestProtocol().setName("range").setMetadata(new byte[] {1}));
    var body =
        new JoinGroupRequestData()
            .setGroupId(group)
            .setSessionTimeoutMs(WAIT_MILLIS)
            .setRebalanceTimeoutMs(WAIT_MILLIS)
            .setMemberId("")
            .setProtocolType("consumer")
            .setProtocols(protocols);
    return new Request<>(ApiKeys.JOIN_GROUP, 2, body, JoinGroupResponseData::new);
  }

  static Request<HeartbeatResponseData> heartbeat(String group, String member) {
    var body = new HeartbeatRequestData().setGroupId(group).setMemberId(member).setGenerationId(1);
    return new Request<>(ApiKeys.HEARTBEAT, 1, body, HeartbeatResponseData::new);
  }

  static Request<InitProducerIdResponseData> initProducer() {
    var body = new InitProducerIdRequestData().setTransactionTimeoutMs(WAIT_MILLIS);
    return new Request<>(
        ApiKeys.INIT_PRODUCER_ID,
        1,
        body.setTransactionalId(null),
        InitProducerIdResponseData::new);
  }

  static Request<ApiVersionsResponseData> apiVersions() {
    return new Request<>(
        ApiKeys.API_VERSIONS, 2, new ApiVersionsRequestData(), ApiVersionsResponseData::new);
  }
}
