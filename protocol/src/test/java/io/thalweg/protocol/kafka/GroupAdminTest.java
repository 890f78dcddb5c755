package io.thalweg.protocol.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.ListGroupsResponseData.ListedGroup;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Groups of any kind, as administrators see them and take things away.
class GroupAdminTest {
  private static final String CONSUMER = "consumer";
  private static final int PARTITIONS = 3;

  private final MemoryBroker broker = new MemoryBroker();
  private final KafkaPeer peer = new KafkaPeer(broker);

  GroupAdminTest() {
    peer.create("one", PARTITIONS);
    peer.create("two", PARTITIONS);
  }

  private static byte[] subscription(String... topics) {
    ByteBuffer bytes = ConsumerProtocol.serializeSubscription(new Subscription(List.of(topics)));
    byte[] metadata = new byte[bytes.remaining()];
    bytes.get(metadata);
    return metadata;
  }

  private static JoinGroupRequestData join(String group, String type, byte[] metadata) {
    var request =
        new JoinGroupRequestData()
            .setGroupId(group)
            .setSessionTimeoutMs(10_000)
            .setRebalanceTimeoutMs(10_000)
            .setProtocolType(type);
    request.protocols().add(new JoinGroupRequestProtocol().setName("p").setMetadata(metadata));
    return request;
  }

  private JoinGroupResponseData joined(String group, String type, byte[] metadata) {
    var joined = (JoinGroupResponseData) peer.ask(join(group, type, metadata), 3);
    assertThat(Errors.forCode(joined.errorCode())).isEqualTo(Errors.NONE);
    return joined;
  }

  /// A stable group of one member with its assignment.
  private String member(String group, String type, byte[] metadata) {
    JoinGroupResponseData joined = joined(group, type, metadata);
    var sync =
        new SyncGroupRequestData()
            .setGroupId(group)
            .setMemberId(joined.memberId())
            .setGenerationId(joined.generationId());
    sync.assignments()
        .add(
            new SyncGroupRequestAssignment()
                .setMemberId(joined.memberId())
                .setAssignment(new byte[] {7}));
    assertThat(((SyncGroupResponseData) peer.ask(sync, 3)).errorCode()).isZero();
    return joined.memberId();
  }

  private void commit(String group, String... topics) {
    commit(group, "", -1, topics);
  }

  private void commit(String group, String member, int generation, String... topics) {
    var request =
        new OffsetCommitRequestData()
            .setGroupId(group)
            .setMemberId(member)
            .setGenerationIdOrMemberEpoch(generation);
    for (String topic : topics) {
      var partitions =
          IntStream.range(0, PARTITIONS)
              .mapToObj(i -> new OffsetCommitRequestPartition().setPartitionIndex(i))
              .toList();
      request.topics().add(new OffsetCommitRequestTopic().setName(topic).setPartitions(partitions));
    }
    peer.ask(request, 8);
  }

  /// What is committed, as topic and partition.
  private List<String> committed(String group) {
    var asked = new OffsetFetchRequestGroup().setGroupId(group).setTopics(null);
    var request = new OffsetFetchRequestData().setGroups(List.of(asked));
    List<String> all = new ArrayList<>();
    for (var topic :
        ((OffsetFetchResponseData) peer.ask(request, 8)).groups().getFirst().topics()) {
      topic.partitions().forEach(each -> all.add(topic.name() + each.partitionIndex()));
    }
    return all;
  }

  private List<DescribedGroup> describe(String... groups) {
    var request = new DescribeGroupsRequestData().setGroups(List.of(groups));
    return ((DescribeGroupsResponseData) peer.ask(request, 6)).groups();
  }

  private List<String> list(List<String> states, List<String> types) {
    var request = new ListGroupsRequestData().setStatesFilter(states).setTypesFilter(types);
    return ((ListGroupsResponseData) peer.ask(request, 5))
        .groups().stream().map(ListedGroup::groupId).toList();
  }

  private static OffsetDeleteRequestData deletion(String group, String topic, int... partitions) {
    var request = new OffsetDeleteRequestData().setGroupId(group);
    return topic.isEmpty() ? request : and(request, topic, partitions);
  }

  private static OffsetDeleteRequestData and(
      OffsetDeleteRequestData request, String topic, int... partitions) {
    var asked =
        IntStream.of(partitions)
            .mapToObj(i -> new OffsetDeleteRequestPartition().setPartitionIndex(i))
            .toList();
    request.topics().mustAdd(new OffsetDeleteRequestTopic().setName(topic).setPartitions(asked));
    return request;
  }

  /// The error of the whole, or those of all partitions.
  private List<Errors> delete(OffsetDeleteRequestData request) {
    return errors((OffsetDeleteResponseData) peer.ask(request, 0));
  }

  private static List<Errors> errors(OffsetDeleteResponseData response) {
    List<Errors> errors = new ArrayList<>();
    if (response.errorCode() != 0) {
      assertThat(response.topics()).isEmpty();
      return List.of(Errors.forCode(response.errorCode()));
    }
    for (var topic : response.topics()) {
      topic.partitions().forEach(each -> errors.add(Errors.forCode(each.errorCode())));
    }
    return errors;
  }

  /// Connect's workers and schema registries find each other as consumers do.
  @ParameterizedTest
  @ValueSource(strings = {"consumer", "connect", "sr", "anything"})
  void groupsOfEveryKindWork(String type) {
    String member = member("g", type, new byte[] {1, 2, 3});
    DescribedGroup group = describe("g").getFirst();
    assertThat(group.groupState()).isEqualTo("Stable");
    assertThat(group.protocolType()).isEqualTo(type);
    assertThat(group.protocolData()).isEqualTo("p");
    assertThat(group.members().getFirst().memberId()).isEqualTo(member);
    assertThat(group.members().getFirst().memberMetadata()).containsExactly(1, 2, 3);
    assertThat(group.members().getFirst().memberAssignment()).containsExactly(7);
    var other = (JoinGroupResponseData) peer.ask(join("g", "other", new byte[1]), 3);
    assertThat(Errors.forCode(other.errorCode())).isEqualTo(Errors.INCONSISTENT_GROUP_PROTOCOL);
    var listed = (ListGroupsResponseData) peer.ask(new ListGroupsRequestData(), 5);
    assertThat(listed.groups().getFirst().protocolType()).isEqualTo(type);
  }

  @Test
  void aGroupWithoutAnAssignmentShowsItsMembersOnly() {
    peer.send(join("g", CONSUMER, subscription("one")), 3);
    KafkaPeer other = new KafkaPeer(broker);
    broker.turn();
    var asked = new DescribeGroupsRequestData().setGroups(List.of("g"));
    var preparing = ((DescribeGroupsResponseData) other.ask(asked, 6)).groups().getFirst();
    assertThat(preparing.groupState()).isEqualTo("PreparingRebalance");
    assertThat(preparing.protocolType()).isEqualTo(CONSUMER);
    assertThat(preparing.members()).hasSize(1);
    assertThat(preparing.members().getFirst().memberMetadata()).isEmpty();
    broker.turnAfter(5_000);
    var completing = ((DescribeGroupsResponseData) other.ask(asked, 6)).groups().getFirst();
    assertThat(completing.groupState()).isEqualTo("CompletingRebalance");
    assertThat(completing.protocolData()).isEmpty();
    assertThat(completing.members().getFirst().memberMetadata()).isEmpty();
  }

  /// A large answer cannot be asked for many times in one small request.
  @Test
  void whatIsNamedTwiceIsAnsweredOnce() {
    member("g", CONSUMER, subscription("one"));
    assertThat(describe("g", "none", "g", "none"))
        .extracting(DescribedGroup::groupId)
        .containsExactly("g", "none");
    assertThat(describe()).isEmpty();
    assertThat(describe("").getFirst().groupState()).isEqualTo("Dead");
  }

  @Test
  void groupsAreListedByStateAndType() {
    member("stable", CONSUMER, subscription("one"));
    commit("empty", "one");
    List<String> any = List.of();
    assertThat(list(any, any)).containsExactlyInAnyOrder("stable", "empty");
    assertThat(list(List.of("Empty"), any)).containsExactly("empty");
    assertThat(list(List.of("STABLE", "nonsense"), any)).containsExactly("stable");
    assertThat(list(List.of("Dead", ""), any)).isEmpty();
    assertThat(list(any, List.of("classic"))).hasSize(2);
    assertThat(list(any, List.of("consumer", "Classic"))).hasSize(2);
    assertThat(list(any, List.of("consumer", "share", ""))).isEmpty();
    assertThat(list(List.of("Empty"), List.of("streams"))).isEmpty();
  }

  @Test
  void onlyAGroupWithoutMembersIsDeleted() {
    member("used", CONSUMER, subscription("one"));
    commit("g", "one");
    var request =
        new DeleteGroupsRequestData().setGroupsNames(List.of("used", "g", "none", "", "g"));
    var response = (DeleteGroupsResponseData) peer.ask(request, 2);
    assertThat(response.results())
        .extracting(result -> result.groupId() + " " + Errors.forCode(result.errorCode()))
        .containsExactly(
            "used NON_EMPTY_GROUP", "g NONE", "none GROUP_ID_NOT_FOUND", " GROUP_ID_NOT_FOUND");
    assertThat(committed("g")).isEmpty();
    assertThat(describe("g").getFirst().groupState()).isEqualTo("Dead");
    var nothing = new DeleteGroupsRequestData().setGroupsNames(List.of());
    assertThat(((DeleteGroupsResponseData) peer.ask(nothing, 2)).results()).isEmpty();
  }

  /// Deleting is answered when it is durable, and so is whatever shows that it was done.
  @Test
  void nothingIsAnsweredBeforeItIsDurable() {
    commit("g", "one");
    KafkaPeer lists = new KafkaPeer(broker);
    KafkaPeer describes = new KafkaPeer(broker);
    peer.send(new DeleteGroupsRequestData().setGroupsNames(List.of("g")), 2);
    lists.send(new ListGroupsRequestData(), 5);
    describes.send(new DescribeGroupsRequestData().setGroups(List.of("g")), 6);
    broker.turnUnsynced();
    broker.turnUnsynced();
    assertThat(peer.poll()).isNull();
    assertThat(lists.poll()).isNull();
    assertThat(describes.poll()).isNull();
    broker.turn();
    assertThat(peer.poll()).isNotNull();
    assertThat(lists.poll()).isNotNull();
    assertThat(describes.poll()).isNotNull();
  }

  @Test
  void offsetsOfAGroupWithoutMembersAreDeleted() {
    commit("g", "one", "two");
    var request = and(deletion("g", "one", 0, 0, 2, 9, -1), "none", 0);
    assertThat(delete(request))
        .containsExactly(
            Errors.NONE,
            Errors.NONE,
            Errors.NONE,
            Errors.UNKNOWN_TOPIC_OR_PARTITION,
            Errors.UNKNOWN_TOPIC_OR_PARTITION,
            Errors.UNKNOWN_TOPIC_OR_PARTITION);
    assertThat(committed("g")).containsExactly("one1", "two0", "two1", "two2");
    assertThat(delete(and(deletion("g", "two", 1), "two", 1)))
        .containsExactly(Errors.NONE, Errors.NONE);
    assertThat(committed("g")).containsExactly("one1", "two0", "two2");
    assertThat(delete(deletion("g", ""))).isEmpty();
    assertThat(delete(deletion("none", "one", 0))).containsExactly(Errors.GROUP_ID_NOT_FOUND);
    assertThat(delete(deletion("", "one", 0))).containsExactly(Errors.INVALID_GROUP_ID);
  }

  /// Kafka's own reader of the answer is too slow for so many equal partitions, so it is not read.
  @Test
  void moreOffsetsThanFitOneJournalEntryAreDeleted() {
    commit("g", "one");
    int[] many = IntStream.range(0, 60_000).map(i -> i % PARTITIONS).toArray();
    peer.send(deletion("g", "one", many), 0);
    broker.turn();
    broker.turn();
    ByteBuffer answer = ByteBuffer.wrap(peer.poll());
    assertThat(answer.remaining()).isEqualTo(4 + 4 + 2 + 4 + 4 + 2 + 3 + 4 + 60_000 * 6);
    assertThat(answer.getShort(8)).isZero();
    assertThat(committed("g")).isEmpty();
  }

  @Test
  void offsetsOfTopicsThatConsumersUseStay() {
    JoinGroupResponseData joined = joined("g", CONSUMER, subscription("one"));
    commit("g", joined.memberId(), joined.generationId());
    String member = member("h", CONSUMER, subscription("one"));
    commit("h", member, 1, "one", "two");
    assertThat(delete(and(deletion("h", "one", 0, 7), "two", 0)))
        .containsExactly(
            Errors.GROUP_SUBSCRIBED_TO_TOPIC, Errors.UNKNOWN_TOPIC_OR_PARTITION, Errors.NONE);
    assertThat(committed("h")).containsExactly("one0", "one1", "one2", "two1", "two2");
    assertThat(delete(deletion("g", "one", 0))).containsExactly(Errors.GROUP_SUBSCRIBED_TO_TOPIC);
  }

  @Test
  void offsetsOfAnotherKindOfGroupStayWhileItHasMembers() {
    String member = member("g", "connect", subscription("one"));
    commit("g", member, 1, "one", "two");
    assertThat(delete(deletion("g", "two", 0))).containsExactly(Errors.NON_EMPTY_GROUP);
    broker.turnAfter(20_000);
    broker.turnAfter(20_000);
    assertThat(describe("g").getFirst().groupState()).isEqualTo("Empty");
    assertThat(delete(deletion("g", "two", 0))).containsExactly(Errors.NONE);
  }

  /// What a member says of its topics may be anything.
  @Test
  void aSubscriptionThatIsNotUnderstoodIsToEveryTopic() {
    byte[] negative = subscription("one");
    negative[0] = -1;
    byte[] many = ByteBuffer.allocate(6).putShort((short) 1).putInt(Integer.MAX_VALUE).array();
    byte[] newer = subscription("one");
    newer[1] = 99;
    List<byte[]> lies = List.of(new byte[0], new byte[1], new byte[] {0, 0, 0}, negative, many);
    for (int i = 0; i < lies.size(); i++) {
      member("g" + i, CONSUMER, lies.get(i));
      assertThat(delete(deletion("g" + i, "two", 0)))
          .as("lie %d", i)
          .containsExactly(Errors.GROUP_SUBSCRIBED_TO_TOPIC);
    }
    member("newer", CONSUMER, newer);
    assertThat(delete(and(deletion("newer", "one", 0), "two", 0)))
        .containsExactly(Errors.GROUP_SUBSCRIBED_TO_TOPIC, Errors.NONE);
  }

  /// Between looking at the group and removing its offsets a consumer joins: they stay.
  @Test
  void whoJoinsMeanwhileKeepsItsOffsets() {
    commit("g", "one");
    KafkaPeer other = new KafkaPeer(broker);
    int asked = peer.send(deletion("g", "one", 0), 0);
    other.send(join("g", CONSUMER, subscription("one")), 3);
    broker.turn();
    broker.turn();
    var response =
        (OffsetDeleteResponseData)
            KafkaFrames.response(peer.poll(), ApiKeys.OFFSET_DELETE, 0, asked);
    assertThat(errors(response)).containsExactly(Errors.COORDINATOR_LOAD_IN_PROGRESS);
    assertThat(delete(deletion("g", "one", 0))).containsExactly(Errors.GROUP_SUBSCRIBED_TO_TOPIC);
    assertThat(committed("g")).hasSize(3);
  }
}
