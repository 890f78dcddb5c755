package io.thalweg.protocol.kafka;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopicCollection;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
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
import org.apache.kafka.common.message.ListConfigResourcesRequestData;
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
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.protocol.ApiMessage;

/// Valid requests of every API that is served, as one client would send them one after the other.
final class RequestStream {
  /// A topic that is there before the stream, with events.
  static final String TOPIC = "events";

  private static final String GROUP = "group";

  private final List<byte[]> frames = new ArrayList<>();

  private RequestStream() {}

  private RequestStream add(int version, ApiMessage request) {
    frames.add(KafkaFrames.request(request, version, frames.size() + 1));
    return this;
  }

  /// The requests, as whole frames.
  static List<byte[]> frames() {
    RequestStream stream = new RequestStream();
    stream.topics().events().groups();
    return stream.frames;
  }

  private RequestStream topics() {
    var create = new CreateTopicsRequestData();
    create.topics().add(new CreatableTopic().setName("new").setNumPartitions(2));
    create.topics().iterator().next().setReplicationFactor((short) -1);
    var metadata = new MetadataRequestData().setTopics(List.of(named(TOPIC), named("auto")));
    var configs = new DescribeConfigsRequestData();
    configs
        .resources()
        .add(new DescribeConfigsResource().setResourceType((byte) 2).setResourceName(TOPIC));
    var more = new CreatePartitionsTopicCollection();
    more.add(new CreatePartitionsTopic().setName(TOPIC).setCount(1).setAssignments(null));
    var trim = new DeleteRecordsTopic().setName(TOPIC);
    trim.partitions().add(new DeleteRecordsPartition().setPartitionIndex(1).setOffset(-1));
    var delete =
        new DeleteTopicsRequestData().setTopics(List.of(new DeleteTopicState().setName("none")));
    return add(3, new ApiVersionsRequestData().setClientSoftwareName("a"))
        .add(5, create)
        .add(12, metadata)
        .add(4, configs)
        .add(2, new CreatePartitionsRequestData().setTopics(more))
        .add(2, new DeleteRecordsRequestData().setTopics(List.of(trim)))
        .add(1, new ListConfigResourcesRequestData())
        .add(1, new DescribeClusterRequestData())
        .add(6, delete);
  }

  private static MetadataRequestTopic named(String topic) {
    return new MetadataRequestTopic().setName(topic);
  }

  private RequestStream events() {
    var lookUp = new ListOffsetsRequestData().setReplicaId(-1);
    lookUp
        .topics()
        .add(
            new ListOffsetsTopic()
                .setName(TOPIC)
                .setPartitions(List.of(new ListOffsetsPartition().setTimestamp(1000))));
    return add(
            4, new InitProducerIdRequestData().setTransactionalId(null).setTransactionTimeoutMs(1))
        .add(9, KafkaPeer.produceRequest(TOPIC, 1, KafkaFrames.batch("a", "b")))
        .add(3, KafkaPeer.produceRequest(TOPIC, 1, KafkaFrames.batch("c")))
        .add(7, lookUp)
        .add(12, fetch(1, 100))
        .add(4, fetch(1, 100));
  }

  /// A fetch of one partition of [#TOPIC] from its start.
  static FetchRequestData fetch(int partition, int maxBytes) {
    return new FetchRequestData()
        .setMaxWaitMs(100)
        .setMinBytes(1)
        .setMaxBytes(maxBytes)
        .setTopics(
            List.of(
                new FetchTopic()
                    .setTopic(TOPIC)
                    .setPartitions(
                        List.of(
                            new FetchPartition()
                                .setPartition(partition)
                                .setPartitionMaxBytes(maxBytes)))));
  }

  private RequestStream groups() {
    var find = new FindCoordinatorRequestData().setCoordinatorKeys(List.of(GROUP));
    var join =
        new JoinGroupRequestData()
            .setGroupId(GROUP)
            .setSessionTimeoutMs(10_000)
            .setRebalanceTimeoutMs(10_000)
            .setProtocolType("consumer");
    join.protocols().add(new JoinGroupRequestProtocol().setName("range").setMetadata(new byte[3]));
    var sync =
        new SyncGroupRequestData()
            .setGroupId(GROUP)
            .setMemberId("nobody")
            .setAssignments(
                List.of(
                    new SyncGroupRequestAssignment()
                        .setMemberId("nobody")
                        .setAssignment(new byte[2])));
    var commit =
        new OffsetCommitRequestData()
            .setGroupId("lone")
            .setTopics(
                List.of(
                    new OffsetCommitRequestTopic()
                        .setName(TOPIC)
                        .setPartitions(
                            List.of(new OffsetCommitRequestPartition().setCommittedOffset(2)))));
    var committed =
        new OffsetFetchRequestData()
            .setGroups(
                List.of(
                    new OffsetFetchRequestGroup()
                        .setGroupId("lone")
                        .setTopics(
                            List.of(
                                new OffsetFetchRequestTopics()
                                    .setName(TOPIC)
                                    .setPartitionIndexes(List.of(0, 1))))));
    var leave =
        new LeaveGroupRequestData()
            .setGroupId(GROUP)
            .setMembers(List.of(new MemberIdentity().setMemberId("nobody")));
    return add(4, find)
        .add(3, join)
        .add(4, sync)
        .add(4, new HeartbeatRequestData().setGroupId(GROUP).setMemberId("nobody"))
        .add(8, commit)
        .add(8, committed)
        .add(4, leave);
  }
}
