package io.thalweg.protocol.kafka;

import io.thalweg.protocol.kafka.admin.Served;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsAssignment;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DescribeClientQuotasRequestData;
import org.apache.kafka.common.message.DescribeClientQuotasRequestData.ComponentData;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData.DescribableLogDirTopic;
import org.apache.kafka.common.message.DescribeProducersRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData.Cursor;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData.TopicRequest;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.ListConfigResourcesRequestData;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
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
      case LIST_OFFSETS -> listOffsets();
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
      case DESCRIBE_GROUPS ->
          new DescribeGroupsRequestData().setGroups(List.of(GROUP, "none", GROUP, "lone"));
      case LIST_GROUPS -> listGroups(version);
      case DELETE_GROUPS ->
          new DeleteGroupsRequestData().setGroupsNames(List.of("lone", "none", "lone", GROUP));
      case OFFSET_DELETE -> offsetDelete();
      case API_VERSIONS ->
          version < 3
              ? new ApiVersionsRequestData()
              : new ApiVersionsRequestData()
                  .setClientSoftwareName("name")
                  .setClientSoftwareVersion("1");
      case CREATE_TOPICS -> createTopics();
      case DELETE_TOPICS -> deleteTopics(version);
      case CREATE_PARTITIONS -> createPartitions();
      case DELETE_RECORDS -> deleteRecords();
      case ALTER_CONFIGS -> alterConfigs();
      case INCREMENTAL_ALTER_CONFIGS -> incrementalAlterConfigs();
      case LIST_CONFIG_RESOURCES -> new ListConfigResourcesRequestData();
      case INIT_PRODUCER_ID ->
          new InitProducerIdRequestData().setTransactionalId(null).setTransactionTimeoutMs(1);
      case DESCRIBE_CONFIGS -> describeConfigs(version);
      case DESCRIBE_CLUSTER -> new DescribeClusterRequestData();
      case OFFSET_FOR_LEADER_EPOCH -> endOfEpoch();
      case DESCRIBE_LOG_DIRS -> logDirs();
      case DESCRIBE_CLIENT_QUOTAS ->
          new DescribeClientQuotasRequestData()
              .setComponents(List.of(new ComponentData().setEntityType("user").setMatch(null)));
      case DESCRIBE_PRODUCERS -> producers();
      case DESCRIBE_TOPIC_PARTITIONS -> topicPartitions();
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

  private ListOffsetsRequestData listOffsets() {
    var byTime = new ListOffsetsPartition().setPartitionIndex(0).setTimestamp(1001);
    var earliest = new ListOffsetsPartition().setPartitionIndex(1).setTimestamp(-2);
    var asked = new ListOffsetsTopic().setName(topic).setPartitions(List.of(byTime, earliest));
    return new ListOffsetsRequestData().setReplicaId(-1).setTopics(List.of(asked));
  }

  private OffsetForLeaderEpochRequestData endOfEpoch() {
    var current = new OffsetForLeaderPartition().setPartition(0).setLeaderEpoch(0);
    var next = new OffsetForLeaderPartition().setPartition(1).setLeaderEpoch(1);
    var request = new OffsetForLeaderEpochRequestData().setReplicaId(-1);
    request
        .topics()
        .add(
            new OffsetForLeaderTopic()
                .setTopic(topic)
                .setPartitions(List.of(current.setCurrentLeaderEpoch(0), next)));
    return request;
  }

  private DescribeLogDirsRequestData logDirs() {
    var request = new DescribeLogDirsRequestData();
    request
        .topics()
        .add(new DescribableLogDirTopic().setTopic(topic).setPartitions(List.of(0, 1, 2)));
    return request;
  }

  private DescribeProducersRequestData producers() {
    var request = new DescribeProducersRequestData();
    request
        .topics()
        .add(
            new DescribeProducersRequestData.TopicRequest()
                .setName(topic)
                .setPartitionIndexes(List.of(0, 1)));
    return request;
  }

  private DescribeTopicPartitionsRequestData topicPartitions() {
    return new DescribeTopicPartitionsRequestData()
        .setTopics(List.of(new TopicRequest().setName(topic), new TopicRequest().setName("none")))
        .setCursor(new Cursor().setTopicName(topic).setPartitionIndex(1));
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
                new OffsetFetchRequestGroup().setGroupId("other").setTopics(List.of(asked)),
                new OffsetFetchRequestGroup().setGroupId("lone").setTopics(null)));
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

  private static ListGroupsRequestData listGroups(int version) {
    return new ListGroupsRequestData()
        .setStatesFilter(version < 4 ? List.of() : List.of("stable", "Dead"))
        .setTypesFilter(version < 5 ? List.of() : List.of("Classic", "share"));
  }

  private OffsetDeleteRequestData offsetDelete() {
    var request = new OffsetDeleteRequestData().setGroupId("lone");
    for (String name : List.of(topic, "none")) {
      var partitions =
          List.of(
              new OffsetDeleteRequestPartition().setPartitionIndex(0),
              new OffsetDeleteRequestPartition().setPartitionIndex(1),
              new OffsetDeleteRequestPartition().setPartitionIndex(2));
      request.topics().add(new OffsetDeleteRequestTopic().setName(name).setPartitions(partitions));
    }
    return request;
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

  private CreatePartitionsRequestData createPartitions() {
    var here = new CreatePartitionsAssignment().setBrokerIds(List.of(MemoryBroker.NODE_ID));
    var request = new CreatePartitionsRequestData();
    request
        .topics()
        .add(new CreatePartitionsTopic().setName(topic).setCount(3).setAssignments(List.of(here)));
    request.topics().add(new CreatePartitionsTopic().setName("none").setCount(3));
    return request;
  }

  private DeleteRecordsRequestData deleteRecords() {
    var asked = new DeleteRecordsTopic().setName(topic);
    long[] offsets = {2, -1, 0};
    for (int i = 0; i < offsets.length; i++) {
      asked
          .partitions()
          .add(new DeleteRecordsPartition().setPartitionIndex(i).setOffset(offsets[i]));
    }
    return new DeleteRecordsRequestData().setTopics(List.of(asked));
  }

  private AlterConfigsRequestData alterConfigs() {
    var configs = new AlterConfigsRequestData.AlterableConfigCollection();
    configs.add(
        new AlterConfigsRequestData.AlterableConfig().setName("retention.ms").setValue("7000"));
    var request = new AlterConfigsRequestData();
    for (String name : List.of(topic, "none")) {
      request
          .resources()
          .add(
              new AlterConfigsRequestData.AlterConfigsResource()
                  .setResourceType((byte) 2)
                  .setResourceName(name)
                  .setConfigs(configs.duplicate()));
    }
    return request;
  }

  private IncrementalAlterConfigsRequestData incrementalAlterConfigs() {
    var configs = new IncrementalAlterConfigsRequestData.AlterableConfigCollection();
    configs.add(
        new IncrementalAlterConfigsRequestData.AlterableConfig()
            .setName("retention.ms")
            .setConfigOperation((byte) 0)
            .setValue("7000"));
    var request = new IncrementalAlterConfigsRequestData();
    for (String name : List.of(topic, "none")) {
      request
          .resources()
          .add(
              new IncrementalAlterConfigsRequestData.AlterConfigsResource()
                  .setResourceType((byte) 2)
                  .setResourceName(name)
                  .setConfigs(configs.duplicate()));
    }
    return request;
  }

  private DescribeConfigsRequestData describeConfigs(int version) {
    var request = new DescribeConfigsRequestData().setIncludeSynonyms(true);
    request.setIncludeDocumentation(version >= 3);
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
