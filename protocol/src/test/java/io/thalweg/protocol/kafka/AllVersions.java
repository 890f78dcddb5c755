package io.thalweg.protocol.kafka;

import io.thalweg.protocol.kafka.admin.Served;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/// A valid request of every API and version that is served, about one topic and one member.
///
/// @param topic exists, with two partitions, by that name and id
/// @param id the same topic's
/// @param member of [#GROUP]; empty: none yet
record AllVersions(String topic, Uuid id, String member) {
  static final String GROUP = "group";
  static final int GENERATION = 1;

  private static final AllVersions SOMETHING =
      new AllVersions(RequestStream.TOPIC, Uuid.ZERO_UUID, "");

  /// Every request as a frame; the topic's id and the member are nobody's.
  static List<byte[]> frames() {
    List<byte[]> frames = new ArrayList<>();
    for (Served served : ApiTable.SERVED) {
      for (int version = served.lowest(); version <= served.highest(); version++) {
        frames.add(KafkaFrames.request(SOMETHING.of(served.api(), version), version, 1));
      }
    }
    return frames;
  }

  /// The request of `api` in `version`.
  ApiMessage of(ApiKeys api, int version) {
    return switch (api) {
      case PRODUCE -> produce(version);
      case FETCH -> fetch(version);
      case LIST_OFFSETS -> listOffsets(version);
      case METADATA -> metadata(version);
      case OFFSET_COMMIT -> commit(version);
      case OFFSET_FETCH -> committed(version);
      case FIND_COORDINATOR -> findCoordinator(version);
      case JOIN_GROUP -> join(version);
      case HEARTBEAT ->
          new HeartbeatRequestData()
              .setGroupId(GROUP)
              .setMemberId(member)
              .setGenerationId(GENERATION);
      case LEAVE_GROUP -> leave(version);
      case SYNC_GROUP -> sync(version);
      case API_VERSIONS ->
          version < 3
              ? new ApiVersionsRequestData()
              : new ApiVersionsRequestData()
                  .setClientSoftwareName("name")
                  .setClientSoftwareVersion("1");
      case CREATE_TOPICS -> createTopics();
      case DELETE_TOPICS -> deleteTopics(version);
      case INIT_PRODUCER_ID ->
          new InitProducerIdRequestData().setTransactionalId(null).setTransactionTimeoutMs(1);
      case DESCRIBE_CONFIGS -> describeConfigs();
      case DESCRIBE_CLUSTER -> new DescribeClusterRequestData();
      default -> throw new IllegalArgumentException("expected an API with a request here: " + api);
    };
  }

  private ProduceRequestData produce(int version) {
    var request = KafkaPeer.produceRequest(topic, 1, KafkaFrames.batch("a", "b"));
    if (version >= 13) {
      request.topicData().iterator().next().setName("").setTopicId(id);
    }
    return request;
  }

  private FetchRequestData fetch(int version) {
    var partition =
        new FetchPartition().setPartition(0).setFetchOffset(0).setPartitionMaxBytes(1 << 20);
    var asked = new FetchTopic().setPartitions(List.of(partition));
    if (version >= 13) {
      asked.setTopicId(id);
    } else {
      asked.setTopic(topic);
    }
    return new FetchRequestData()
        .setMaxWaitMs(100)
        .setMinBytes(1)
        .setMaxBytes(1 << 20)
        .setTopics(List.of(asked));
  }

  private ListOffsetsRequestData listOffsets(int version) {
    long[] special = {-2, -1, 1001, -3, -4, -5, -6};
    int[] since = {1, 1, 1, 7, 8, 9, 11};
    var request = new ListOffsetsRequestData().setReplicaId(-1);
    for (int i = 0; i < special.length; i++) {
      if (version >= since[i]) {
        var partition = new ListOffsetsPartition().setPartitionIndex(0).setTimestamp(special[i]);
        request
            .topics()
            .add(new ListOffsetsTopic().setName(topic).setPartitions(List.of(partition)));
      }
    }
    return request;
  }

  private MetadataRequestData metadata(int version) {
    var topics = new ArrayList<MetadataRequestTopic>();
    topics.add(new MetadataRequestTopic().setName(topic));
    if (version >= 12) {
      topics.add(new MetadataRequestTopic().setName(null).setTopicId(id));
    }
    return new MetadataRequestData().setTopics(topics);
  }

  private OffsetCommitRequestData commit(int version) {
    var asked = new OffsetCommitRequestTopic().setTopicId(version >= 10 ? id : Uuid.ZERO_UUID);
    asked.setName(version >= 10 ? "" : topic);
    asked.setPartitions(
        List.of(
            new OffsetCommitRequestPartition()
                .setPartitionIndex(0)
                .setCommittedOffset(40 + version)
                .setCommittedMetadata("said")));
    return new OffsetCommitRequestData().setGroupId("lone").setTopics(List.of(asked));
  }

  private OffsetFetchRequestData committed(int version) {
    if (version < 8) {
      return new OffsetFetchRequestData()
          .setGroupId("lone")
          .setTopics(
              List.of(
                  new OffsetFetchRequestTopic().setName(topic).setPartitionIndexes(List.of(0, 1))));
    }
    var asked = new OffsetFetchRequestTopics().setPartitionIndexes(List.of(0, 1));
    asked.setTopicId(version >= 10 ? id : Uuid.ZERO_UUID).setName(version >= 10 ? "" : topic);
    return new OffsetFetchRequestData()
        .setGroups(
            List.of(
                new OffsetFetchRequestGroup().setGroupId("lone").setTopics(List.of(asked)),
                new OffsetFetchRequestGroup().setGroupId("lone").setTopics(null),
                new OffsetFetchRequestGroup().setGroupId("other").setTopics(List.of(asked))));
  }

  private static FindCoordinatorRequestData findCoordinator(int version) {
    return version < 4
        ? new FindCoordinatorRequestData().setKey(GROUP)
        : new FindCoordinatorRequestData().setCoordinatorKeys(List.of(GROUP, "other"));
  }

  private JoinGroupRequestData join(int version) {
    var request =
        new JoinGroupRequestData()
            .setGroupId(GROUP)
            .setMemberId(member)
            .setSessionTimeoutMs(10_000)
            .setRebalanceTimeoutMs(version >= 1 ? 10_000 : -1)
            .setProtocolType("consumer");
    request
        .protocols()
        .add(new JoinGroupRequestProtocol().setName("range").setMetadata(new byte[] {1, 2}));
    return request;
  }

  private SyncGroupRequestData sync(int version) {
    var request =
        new SyncGroupRequestData()
            .setGroupId(GROUP)
            .setMemberId(member)
            .setGenerationId(GENERATION)
            .setAssignments(
                List.of(
                    new SyncGroupRequestAssignment()
                        .setMemberId(member)
                        .setAssignment(new byte[] {9})));
    return version < 5 ? request : request.setProtocolType("consumer").setProtocolName("range");
  }

  private LeaveGroupRequestData leave(int version) {
    var request = new LeaveGroupRequestData().setGroupId(GROUP);
    return version < 3
        ? request.setMemberId(member)
        : request.setMembers(List.of(new MemberIdentity().setMemberId(member)));
  }

  private static CreateTopicsRequestData createTopics() {
    var request = new CreateTopicsRequestData();
    var topic = new CreatableTopic().setName("made").setNumPartitions(3);
    topic.setReplicationFactor((short) 1);
    topic.configs().add(new CreatableTopicConfig().setName("retention.ms").setValue("60000"));
    request.topics().add(topic);
    return request;
  }

  private DeleteTopicsRequestData deleteTopics(int version) {
    return version < 6
        ? new DeleteTopicsRequestData().setTopicNames(List.of(topic, "none"))
        : new DeleteTopicsRequestData()
            .setTopics(
                List.of(
                    new DeleteTopicState().setName(null).setTopicId(id),
                    new DeleteTopicState().setName("none")));
  }

  private DescribeConfigsRequestData describeConfigs() {
    var request = new DescribeConfigsRequestData();
    request
        .resources()
        .add(new DescribeConfigsResource().setResourceType((byte) 2).setResourceName(topic));
    request
        .resources()
        .add(
            new DescribeConfigsResource()
                .setResourceType((byte) 4)
                .setResourceName(Integer.toString(MemoryBroker.NODE_ID)));
    request
        .resources()
        .add(new DescribeConfigsResource().setResourceType((byte) 2).setResourceName("none"));
    return request;
  }
}
