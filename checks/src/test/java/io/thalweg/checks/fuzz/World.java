package io.thalweg.checks.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.hostile.RawPeer;
import io.thalweg.core.base.Chance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

/// What requests speak of, so that they reach far: topics, groups and producers that exist, or
/// existed until a mutation removed them.
///
/// @param members of each group in [#groups]
record World(
    int node,
    Map<String, Uuid> topics,
    List<String> groups,
    Map<String, String> members,
    List<Long> producers) {
  static final List<String> TOPICS = List.of("fuzz-0", "fuzz-1", "fuzz-2");

  /// More topics than these are removed.
  private static final int MOST_TOPICS = 120;

  private static final int PARTITIONS = 3;
  private static final int GROUPS = 3;
  private static final int SESSION_MILLIS = 2000;

  /// Makes what is missing; everything of group number `round` is new. `spared` is nobody's
  /// business.
  static World made(RawPeer peer, int round, String spared) {
    MetadataResponseData before = metadata(peer);
    List<String> gone = new ArrayList<>(List.of(TOPICS.get(round % TOPICS.size())));
    if (before.topics().size() > MOST_TOPICS) {
      before.topics().forEach(topic -> gone.add(topic.name()));
      gone.removeIf(name -> name.equals(spared));
    }
    peer.ask(new DeleteTopicsRequestData().setTopicNames(gone).setTimeoutMs(1000), 5);
    CreateTopicsRequestData create = new CreateTopicsRequestData().setTimeoutMs(1000);
    for (String name : TOPICS) {
      CreatableTopic topic = new CreatableTopic().setName(name).setNumPartitions(PARTITIONS);
      create.topics().add(topic.setReplicationFactor((short) 1));
    }
    peer.ask(create, 7);
    MetadataResponseData after = metadata(peer);
    Map<String, Uuid> topics = new HashMap<>();
    for (String name : TOPICS) {
      topics.put(name, after.topics().find(name).topicId());
    }
    assertThat(after.topics().find(spared)).as(spared).isNotNull();
    Map<String, String> members = new HashMap<>();
    for (int i = 0; i < GROUPS; i++) {
      String group = "crowd-" + round + "-" + i;
      members.put(group, member(peer, group));
    }
    int node = after.brokers().iterator().next().nodeId();
    List<String> groups = List.copyOf(members.keySet());
    return new World(node, topics, groups, members, List.of(producer(peer), producer(peer)));
  }

  /// Publishes so many bytes, so that memory that keeps recent events is full of them.
  static void filled(int port, int bytes) {
    try (RawPeer peer = new RawPeer(port)) {
      SimpleRecord large = new SimpleRecord(new byte[500_000]);
      for (int left = bytes; left > 0; left -= large.value().remaining()) {
        MemoryRecords records = MemoryRecords.withRecords(Compression.NONE, large);
        PartitionProduceData partition = new PartitionProduceData().setRecords(records);
        TopicProduceData topic = new TopicProduceData().setName(TOPICS.getFirst());
        ProduceRequestData request = new ProduceRequestData().setAcks((short) -1);
        request.topicData().add(topic.setPartitionData(List.of(partition)));
        peer.ask(request, 9);
      }
    }
  }

  private static MetadataResponseData metadata(RawPeer peer) {
    return (MetadataResponseData) peer.ask(new MetadataRequestData().setTopics(null), 12);
  }

  private static String member(RawPeer peer, String group) {
    JoinGroupRequestData join =
        new JoinGroupRequestData()
            .setGroupId(group)
            .setSessionTimeoutMs(SESSION_MILLIS)
            .setRebalanceTimeoutMs(50)
            .setProtocolType("consumer");
    join.protocols().add(new JoinGroupRequestProtocol().setName("range").setMetadata(new byte[9]));
    String member = ((JoinGroupResponseData) peer.ask(join, 3)).memberId();
    SyncGroupRequestAssignment own =
        new SyncGroupRequestAssignment().setMemberId(member).setAssignment(new byte[3]);
    peer.ask(
        new SyncGroupRequestData()
            .setGroupId(group)
            .setMemberId(member)
            .setGenerationId(1)
            .setAssignments(List.of(own)),
        3);
    return member;
  }

  private static long producer(RawPeer peer) {
    var asked = new InitProducerIdRequestData().setTransactionalId(null).setTransactionTimeoutMs(1);
    return ((InitProducerIdResponseData) peer.ask(asked, 1)).producerId();
  }

  String topic(Chance chance) {
    return TOPICS.get(chance.nextInt(TOPICS.size()));
  }

  Uuid topicId(Chance chance) {
    return topics.get(topic(chance));
  }

  String group(Chance chance) {
    return groups.get(chance.nextInt(groups.size()));
  }

  long producer(Chance chance) {
    return producers.get(chance.nextInt(producers.size()));
  }
}
