package io.thalweg.protocol.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.protocol.kafka.admin.Served;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.DescribeClientQuotasResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeProducersResponseData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.ListConfigResourcesResponseData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every API in every version: a request of Kafka's own client is answered by what that client can
/// read to the last byte.
class EveryVersionTest {
  private static final String TOPIC = "events";

  /// One API in one version.
  record Case(ApiKeys api, int version) {
    @Override
    public String toString() {
      return api + " v" + version;
    }
  }

  static Stream<Case> cases() {
    return ApiTable.SERVED.stream()
        .flatMap(
            served ->
                IntStream.rangeClosed(served.lowest(), served.highest())
                    .mapToObj(version -> new Case(served.api(), version)));
  }

  private final MemoryBroker broker = new MemoryBroker();
  private final KafkaPeer peer = new KafkaPeer(broker);
  private final Uuid id = peer.create(TOPIC, 2);
  private AllVersions requests = new AllVersions(TOPIC, id, "");

  /// But InitProducerId 6, which prepares transactions in two phases.
  @Test
  void theRangesAreThoseOfKafkasNewestClient() {
    for (Served served : ApiTable.SERVED) {
      int newest = served.api() == ApiKeys.INIT_PRODUCER_ID ? 5 : served.api().latestVersion();
      assertThat(served.highest()).as("%s", served.api()).isEqualTo(newest);
      assertThat((short) served.lowest())
          .as("%s", served.api())
          .isEqualTo(served.api().oldestVersion());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isAnsweredInItsVersion(Case each) {
    prepare(each);
    ApiMessage response = peer.ask(requests.of(each.api, each.version), each.version);
    check(each, response);
    peer.session().closed();
    assertThat(broker.heldByOthers()).isZero();
    assertThat(broker.shardFailure()).isNull();
  }

  private void prepare(Case each) {
    assertThat(peer.produce(TOPIC, 0, KafkaFrames.batch("a", "b", "c"))).isZero();
    switch (each.api) {
      case SYNC_GROUP, HEARTBEAT, LEAVE_GROUP -> requests = new AllVersions(TOPIC, id, joined());
      case DESCRIBE_GROUPS, LIST_GROUPS, DELETE_GROUPS -> {
        requests = new AllVersions(TOPIC, id, joined());
        peer.ask(requests.of(ApiKeys.SYNC_GROUP, 5), 5);
        peer.ask(requests.of(ApiKeys.OFFSET_COMMIT, 8), 8);
      }
      case OFFSET_FETCH, OFFSET_DELETE -> peer.ask(requests.of(ApiKeys.OFFSET_COMMIT, 8), 8);
      default -> {}
    }
    if (each.api == ApiKeys.HEARTBEAT) {
      peer.ask(requests.of(ApiKeys.SYNC_GROUP, 5), 5);
    }
  }

  private String joined() {
    return ((JoinGroupResponseData) peer.ask(requests.of(ApiKeys.JOIN_GROUP, 3), 3)).memberId();
  }

  @SuppressWarnings("MethodLength") // a flat table of checks
  private void check(Case each, ApiMessage response) {
    int version = each.version;
    switch (response) {
      case ProduceResponseData produced -> produced(produced, version);
      case FetchResponseData fetched -> fetched(fetched, version);
      case ListOffsetsResponseData found -> found(found, version);
      case MetadataResponseData metadata -> metadata(metadata, version);
      case OffsetCommitResponseData committed ->
          assertThat(committed.topics().getFirst().partitions().getFirst().errorCode()).isZero();
      case OffsetFetchResponseData offsets -> offsets(offsets, version);
      case FindCoordinatorResponseData found -> coordinator(found, version);
      case JoinGroupResponseData joined -> joined(joined, version);
      case HeartbeatResponseData heartbeat -> assertThat(heartbeat.errorCode()).isZero();
      case LeaveGroupResponseData left -> {
        assertThat(left.errorCode()).isZero();
        assertThat(left.members()).hasSize(version < 3 ? 0 : 1);
        left.members().forEach(member -> assertThat(member.errorCode()).isZero());
      }
      case SyncGroupResponseData synced -> {
        assertThat(synced.errorCode()).isZero();
        assertThat(synced.assignment()).containsExactly(9);
        assertThat(synced.protocolName()).isEqualTo(version < 5 ? null : "range");
      }
      case DescribeGroupsResponseData described -> described(described, version);
      case ListGroupsResponseData listed -> listed(listed, version);
      case DeleteGroupsResponseData deleted -> deleted(deleted, version);
      case OffsetDeleteResponseData deleted -> deleted(deleted);
      case ApiVersionsResponseData versions -> versions(versions, version);
      case CreateTopicsResponseData created -> created(created, version);
      case DeleteTopicsResponseData deleted -> deleted(deleted, version);
      case InitProducerIdResponseData producer -> {
        assertThat(producer.errorCode()).isZero();
        assertThat(producer.producerId()).isNotNegative();
        assertThat(producer.producerEpoch()).isZero();
      }
      case CreatePartitionsResponseData grown ->
          assertThat(grown.results())
              .extracting(it -> it.name() + " " + Errors.forCode(it.errorCode()))
              .containsExactly("events NONE", "none UNKNOWN_TOPIC_OR_PARTITION");
      case DeleteRecordsResponseData trimmed ->
          assertThat(trimmed.topics().find(TOPIC).partitions())
              .extracting(it -> it.lowWatermark() + " " + Errors.forCode(it.errorCode()))
              .containsExactly("2 NONE", "0 NONE", "-1 UNKNOWN_TOPIC_OR_PARTITION");
      case AlterConfigsResponseData altered ->
          assertThat(altered.responses())
              .extracting(it -> it.resourceName() + " " + Errors.forCode(it.errorCode()))
              .containsExactly("events NONE", "none UNKNOWN_TOPIC_OR_PARTITION");
      case IncrementalAlterConfigsResponseData altered ->
          assertThat(altered.responses())
              .extracting(it -> it.resourceName() + " " + Errors.forCode(it.errorCode()))
              .containsExactly("events NONE", "none UNKNOWN_TOPIC_OR_PARTITION");
      case ListConfigResourcesResponseData listed -> {
        assertThat(listed.errorCode()).isZero();
        assertThat(listed.configResources())
            .extracting(it -> it.resourceType() + it.resourceName())
            .containsExactlyElementsOf(version < 1 ? List.of() : List.of("2events", "47"));
      }
      case DescribeConfigsResponseData configs -> configs(configs, version);
      case DescribeClusterResponseData cluster -> {
        assertThat(cluster.errorCode()).isZero();
        assertThat(cluster.controllerId()).isEqualTo(MemoryBroker.NODE_ID);
        assertThat(cluster.brokers()).hasSize(1);
        assertThat(cluster.brokers().iterator().next().host()).isEqualTo("127.0.0.1");
      }
      case OffsetForLeaderEpochResponseData ends -> ends(ends);
      case DescribeLogDirsResponseData directory -> directory(directory, version);
      case DescribeClientQuotasResponseData quotas -> {
        assertThat(quotas.errorCode()).isZero();
        assertThat(quotas.entries()).isEmpty();
      }
      case DescribeProducersResponseData producers ->
          assertThat(producers.topics().getFirst().partitions())
              .hasSize(2)
              .allSatisfy(one -> assertThat(one.errorCode()).isZero())
              .allSatisfy(one -> assertThat(one.activeProducers()).isEmpty());
      case DescribeTopicPartitionsResponseData topics -> partitions(topics);
      default -> throw new AssertionError("no check for " + response);
    }
  }

  private void produced(ProduceResponseData response, int version) {
    var topic = response.responses().iterator().next();
    assertThat(topic.name()).isEqualTo(version < 13 ? TOPIC : "");
    assertThat(topic.topicId()).isEqualTo(version < 13 ? Uuid.ZERO_UUID : id);
    var partition = topic.partitionResponses().getFirst();
    assertThat(partition.index()).isEqualTo(1);
    assertThat(partition.errorCode()).isZero();
    assertThat(partition.baseOffset()).isZero();
    assertThat(partition.logAppendTimeMs()).isEqualTo(-1);
    assertThat(partition.logStartOffset()).isEqualTo(version < 5 ? -1 : 0);
    assertThat(partition.recordErrors()).isEmpty();
    assertThat(partition.errorMessage()).isNull();
  }

  private void fetched(FetchResponseData response, int version) {
    assertThat(response.errorCode()).isZero();
    assertThat(response.sessionId()).isZero();
    var topic = response.responses().getFirst();
    assertThat(topic.topic()).isEqualTo(version < 13 ? TOPIC : "");
    assertThat(topic.topicId()).isEqualTo(version < 13 ? Uuid.ZERO_UUID : id);
    var partition = topic.partitions().getFirst();
    assertThat(partition.errorCode()).isZero();
    assertThat(partition.highWatermark()).isEqualTo(3);
    assertThat(partition.lastStableOffset()).isEqualTo(3);
    assertThat(partition.logStartOffset()).isEqualTo(version < 5 ? -1 : 0);
    assertThat(partition.preferredReadReplica()).isEqualTo(-1);
    assertThat(FetchTest.values(partition)).containsExactly("a", "b", "c");
  }

  private static void found(ListOffsetsResponseData response, int version) {
    var partitions = response.topics().getFirst().partitions();
    long[][] expected = {{1, 1001}, {0, -1}};
    for (int i = 0; i < expected.length; i++) {
      assertThat(partitions.get(i).errorCode()).isZero();
      assertThat(partitions.get(i).offset()).isEqualTo(expected[i][0]);
      assertThat(partitions.get(i).timestamp()).isEqualTo(expected[i][1]);
      assertThat(partitions.get(i).leaderEpoch()).isEqualTo(version >= 4 ? 0 : -1);
    }
  }

  private static void ends(OffsetForLeaderEpochResponseData response) {
    var partitions = response.topics().find(TOPIC).partitions();
    assertThat(partitions).extracting(each -> each.errorCode()).containsOnly((short) 0);
    assertThat(partitions).extracting(each -> each.leaderEpoch()).containsExactly(0, -1);
    assertThat(partitions).extracting(each -> each.endOffset()).containsExactly(3L, -1L);
  }

  private static void directory(DescribeLogDirsResponseData response, int version) {
    var only = response.results().getFirst();
    assertThat(only.errorCode()).isZero();
    assertThat(only.logDir()).isEqualTo("/data");
    assertThat(only.totalBytes()).isEqualTo(version < 4 ? -1 : 1000);
    assertThat(only.usableBytes()).isEqualTo(version < 4 ? -1 : 900);
    var partitions = only.topics().getFirst().partitions();
    int stored = KafkaFrames.batch("a", "b", "c").sizeInBytes();
    assertThat(partitions)
        .extracting(each -> each.partitionSize())
        .containsExactly((long) stored, 0L);
  }

  private void partitions(DescribeTopicPartitionsResponseData response) {
    var topic = response.topics().find(TOPIC);
    assertThat(topic.errorCode()).isZero();
    assertThat(topic.topicId()).isEqualTo(id);
    assertThat(topic.partitions()).hasSize(1);
    assertThat(topic.partitions().getFirst().partitionIndex()).isEqualTo(1);
    assertThat(topic.partitions().getFirst().replicaNodes()).containsExactly(MemoryBroker.NODE_ID);
    assertThat(response.topics()).hasSize(2);
    assertThat(response.topics().find("none").errorCode())
        .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
    assertThat(response.nextCursor()).isNull();
  }

  private void metadata(MetadataResponseData response, int version) {
    assertThat(response.brokers()).hasSize(1);
    assertThat(response.brokers().iterator().next().port()).isEqualTo(9092);
    assertThat(response.topics()).hasSize(version < 12 ? 1 : 2);
    for (var topic : response.topics()) {
      assertThat(topic.errorCode()).isZero();
      assertThat(topic.name()).isEqualTo(TOPIC);
      assertThat(topic.topicId()).isEqualTo(version < 10 ? Uuid.ZERO_UUID : id);
      assertThat(topic.partitions()).hasSize(2);
      assertThat(topic.partitions().getFirst().leaderId()).isEqualTo(MemoryBroker.NODE_ID);
      assertThat(topic.partitions().getFirst().isrNodes()).containsExactly(MemoryBroker.NODE_ID);
    }
  }

  private static void offsets(OffsetFetchResponseData response, int version) {
    assertThat(response.errorCode()).isZero();
    if (version < 8) {
      var partitions = response.topics().getFirst().partitions();
      assertThat(partitions.get(0).committedOffset()).isEqualTo(48);
      assertThat(partitions.get(0).metadata()).isEqualTo("said");
      assertThat(partitions.get(1).committedOffset()).isEqualTo(-1);
      return;
    }
    assertThat(response.groups()).hasSize(3);
    var again = response.groups().getLast();
    assertThat(again.groupId() + " " + Errors.forCode(again.errorCode()))
        .isEqualTo("lone INVALID_REQUEST");
    assertThat(again.topics()).isEmpty();
    for (var group : response.groups().subList(0, 2)) {
      assertThat(group.errorCode()).isZero();
      long expected = "lone".equals(group.groupId()) ? 48 : -1;
      var first = group.topics().getFirst().partitions().getFirst();
      assertThat(first.errorCode()).isZero();
      assertThat(first.committedOffset()).isEqualTo(expected);
    }
  }

  private static void coordinator(FindCoordinatorResponseData response, int version) {
    if (version < 4) {
      assertThat(response.errorCode()).isZero();
      assertThat(response.nodeId()).isEqualTo(MemoryBroker.NODE_ID);
      assertThat(response.port()).isEqualTo(9092);
    } else {
      assertThat(response.coordinators())
          .extracting(c -> c.key() + c.errorCode() + c.host() + c.nodeId())
          .containsExactly("group0127.0.0.17", "other0127.0.0.17");
    }
  }

  private static void joined(JoinGroupResponseData response, int version) {
    assertThat(response.memberId()).isNotEmpty();
    if (version >= 4) {
      assertThat(response.errorCode()).isEqualTo(Errors.MEMBER_ID_REQUIRED.code());
      return;
    }
    assertThat(response.errorCode()).isZero();
    assertThat(response.generationId()).isEqualTo(1);
    assertThat(response.leader()).isEqualTo(response.memberId());
    assertThat(response.protocolName()).isEqualTo("range");
    assertThat(response.members()).hasSize(1);
    assertThat(response.members().getFirst().metadata()).containsExactly(1, 2);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aMemberThatComesBackWithItsIdJoins(Case each) {
    if (each.api != ApiKeys.JOIN_GROUP || each.version < 4) {
      return;
    }
    var first = (JoinGroupResponseData) peer.ask(requests.of(each.api, each.version), each.version);
    requests = new AllVersions(TOPIC, id, first.memberId());
    var second =
        (JoinGroupResponseData) peer.ask(requests.of(each.api, each.version), each.version);
    assertThat(second.errorCode()).isZero();
    assertThat(second.memberId()).isEqualTo(first.memberId());
    assertThat(second.members()).hasSize(1);
    assertThat(second.protocolType()).isEqualTo(each.version < 7 ? null : "consumer");
  }

  private static void versions(ApiVersionsResponseData response, int version) {
    assertThat(response.errorCode()).isZero();
    assertThat(response.apiKeys()).hasSize(ApiTable.SERVED.size());
    assertThat(response.apiKeys().find(ApiKeys.PRODUCE.id).minVersion()).isZero();
    assertThat(response.apiKeys().find(ApiKeys.FETCH.id).minVersion()).isEqualTo((short) 4);
    assertThat(response.finalizedFeaturesEpoch()).isEqualTo(version < 3 ? -1 : 0);
  }

  private static void described(DescribeGroupsResponseData response, int version) {
    assertThat(response.groups())
        .extracting(group -> group.groupId() + " " + group.groupState())
        .containsExactly("group Stable", "none Dead", "lone Empty");
    var stable = response.groups().get(0);
    assertThat(stable.errorCode()).isZero();
    assertThat(stable.protocolType()).isEqualTo("consumer");
    assertThat(stable.protocolData()).isEqualTo("range");
    assertThat(stable.authorizedOperations()).isEqualTo(Integer.MIN_VALUE);
    var member = stable.members().getFirst();
    assertThat(member.clientId()).isEqualTo(KafkaFrames.CLIENT_ID);
    assertThat(member.clientHost()).isEqualTo(MemoryBroker.PEER);
    assertThat(member.groupInstanceId()).isNull();
    assertThat(member.memberMetadata()).containsExactly(1, 2);
    assertThat(member.memberAssignment()).containsExactly(9);
    var none = response.groups().get(1);
    assertThat(none.members()).isEmpty();
    Errors expected = version < 6 ? Errors.NONE : Errors.GROUP_ID_NOT_FOUND;
    assertThat(Errors.forCode(none.errorCode())).isEqualTo(expected);
    assertThat(none.errorMessage()).isEqualTo(version < 6 ? null : "Group none not found.");
  }

  private static void listed(ListGroupsResponseData response, int version) {
    assertThat(response.errorCode()).isZero();
    String stable = version < 4 ? "group consumer " : "group consumer Stable";
    String empty = "lone  ";
    assertThat(response.groups())
        .extracting(g -> g.groupId() + " " + g.protocolType() + " " + g.groupState())
        .containsExactlyElementsOf(version < 4 ? List.of(stable, empty) : List.of(stable));
    assertThat(response.groups().getFirst().groupType()).isEqualTo(version < 5 ? "" : "classic");
  }

  private static void deleted(DeleteGroupsResponseData response, int version) {
    assertThat(response.results())
        .extracting(result -> result.groupId() + " " + Errors.forCode(result.errorCode()))
        .containsExactly("lone NONE", "none GROUP_ID_NOT_FOUND", "group NON_EMPTY_GROUP");
    String why = version < 3 ? null : Errors.NON_EMPTY_GROUP.message();
    assertThat(response.results().find("group").errorMessage()).isEqualTo(why);
    assertThat(response.results().find("lone").errorMessage()).isNull();
  }

  private static void deleted(OffsetDeleteResponseData response) {
    assertThat(response.errorCode()).isZero();
    assertThat(response.topics().find(TOPIC).partitions())
        .extracting(partition -> Errors.forCode(partition.errorCode()))
        .containsExactly(Errors.NONE, Errors.NONE, Errors.UNKNOWN_TOPIC_OR_PARTITION);
    assertThat(response.topics().find("none").partitions())
        .extracting(partition -> Errors.forCode(partition.errorCode()))
        .containsOnly(Errors.UNKNOWN_TOPIC_OR_PARTITION);
  }

  private static void created(CreateTopicsResponseData response, int version) {
    var topic = response.topics().iterator().next();
    assertThat(topic.name()).isEqualTo("made");
    assertThat(topic.errorCode()).isZero();
    assertThat(topic.numPartitions()).isEqualTo(version < 5 ? -1 : 3);
    assertThat(topic.topicId().equals(Uuid.ZERO_UUID)).isEqualTo(version < 7);
    if (version >= 5) {
      assertThat(topic.configs())
          .anyMatch(c -> "retention.ms".equals(c.name()) && "60000".equals(c.value()));
    }
  }

  private static void deleted(DeleteTopicsResponseData response, int version) {
    assertThat(response.responses()).hasSize(2);
    assertThat(response.responses().find(TOPIC).errorCode()).isZero();
    assertThat(response.responses().find("none").errorCode())
        .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
    assertThat(response.responses().find(TOPIC).topicId().equals(Uuid.ZERO_UUID))
        .isEqualTo(version < 6);
  }

  private static void configs(DescribeConfigsResponseData response, int version) {
    var topic = response.results().get(0);
    assertThat(topic.errorCode()).isZero();
    var retention =
        topic.configs().stream().filter(c -> c.name().equals("retention.ms")).findFirst().get();
    assertThat(retention.configSource()).isEqualTo((byte) 5);
    assertThat(retention.configType()).isEqualTo((byte) (version < 3 ? 0 : 5));
    assertThat(retention.documentation().isEmpty()).isEqualTo(version < 3);
    assertThat(retention.synonyms())
        .extracting(each -> each.name() + each.value() + each.source())
        .containsExactly("log.retention.ms-15");
    var broker = response.results().get(1);
    assertThat(broker.errorCode()).isZero();
    assertThat(broker.configs()).extracting(c -> c.name()).contains("auto.create.topics.enable");
    assertThat(response.results().get(2).errorCode())
        .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
    assertThat(version).isBetween(1, 4);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void otherVersionsCloseTheConnection(Case each) {
    for (short version : new short[] {-1, (short) (each.api.latestVersion() + 1), 0x7fff}) {
      KafkaPeer other = new KafkaPeer(broker);
      byte[] frame = KafkaFrames.request(requests.of(each.api, each.version), each.version, 5);
      ByteBuffer.wrap(frame).putShort(6, version);
      other.give(frame);
      if (each.api == ApiKeys.API_VERSIONS) {
        var answer =
            (ApiVersionsResponseData)
                KafkaFrames.response(other.poll(), ApiKeys.API_VERSIONS, 0, 5);
        assertThat(answer.errorCode()).isEqualTo(Errors.UNSUPPORTED_VERSION.code());
        assertThat(answer.apiKeys().find(ApiKeys.API_VERSIONS.id).maxVersion())
            .isEqualTo(ApiKeys.API_VERSIONS.latestVersion());
      } else {
        assertThat(other.socket().closedWhy()).contains(each.api.name);
      }
    }
  }

  @Test
  void apisThatAreNotServedCloseTheConnection() {
    List<ApiKeys> served = ApiTable.SERVED.stream().map(Served::api).toList();
    for (int key = -1; key < 200; key++) {
      if (ApiKeys.hasId(key) && served.contains(ApiKeys.forId(key))) {
        continue;
      }
      KafkaPeer other = new KafkaPeer(broker);
      other.give(ByteBuffer.allocate(20).putInt(16).putShort((short) key).array());
      assertThat(other.socket().closedWhy()).as("API key %d", key).isNotNull();
    }
  }

  @Test
  void produceBeforeRecordBatchesIsRefused() {
    for (short version : new short[] {0, 1, 2}) {
      KafkaPeer other = new KafkaPeer(broker);
      byte[] frame = KafkaFrames.request(requests.of(ApiKeys.PRODUCE, 3), 3, 5);
      ByteBuffer.wrap(frame).putShort(6, version);
      other.give(frame);
      assertThat(other.socket().closedWhy()).contains("Produce version " + version);
    }
  }
}
