package io.thalweg.protocol.kafka.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.group.CommittedOffset;
import io.thalweg.core.group.GroupCommand.Assignment;
import io.thalweg.core.group.GroupCommand.CommitOffsets;
import io.thalweg.core.group.GroupCommand.Committed;
import io.thalweg.core.group.GroupCommand.FetchOffsets;
import io.thalweg.core.group.GroupCommand.Heartbeat;
import io.thalweg.core.group.GroupCommand.Join;
import io.thalweg.core.group.GroupCommand.Joined;
import io.thalweg.core.group.GroupCommand.JoinedMember;
import io.thalweg.core.group.GroupCommand.Leave;
import io.thalweg.core.group.GroupCommand.Leaver;
import io.thalweg.core.group.GroupCommand.Left;
import io.thalweg.core.group.GroupCommand.Offsets;
import io.thalweg.core.group.GroupCommand.Position;
import io.thalweg.core.group.GroupCommand.Sync;
import io.thalweg.core.group.GroupCommand.Synced;
import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.topic.TopicSettings;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.protocol.kafka.request.RequestFields;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.MessageUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every version of every request, through the codecs of Kafka's own messages.
class GroupHandlersTest {
  private static final TopicInfo TOPIC =
      new TopicInfo(7, new UUID(1, 2), "orders", 3, new TopicSettings(-1, -1, 1 << 20));
  private static final Uuid ID = new Uuid(1, 2);
  private static final Uuid OTHER = new Uuid(3, 4);

  private final TopicDirectory topics = new TopicDirectory();

  GroupHandlersTest() {
    topics.show(TOPIC);
  }

  static Stream<Short> upTo(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> (short) i);
  }

  static Stream<Short> joins() {
    return upTo(0, 9);
  }

  static Stream<Short> syncs() {
    return upTo(0, 5);
  }

  static Stream<Short> heartbeats() {
    return upTo(0, 4);
  }

  static Stream<Short> commits() {
    return upTo(2, 10);
  }

  static Stream<Short> fetches() {
    return upTo(1, 10);
  }

  /// Writes and reads a message as a version of the protocol does.
  private static <M extends ApiMessage> M through(ApiMessage message, M into, short version) {
    ByteBufferAccessor bytes = MessageUtil.toByteBufferAccessor(message, version);
    into.read(new ByteBufferAccessor(bytes.buffer()), version);
    return into;
  }

  private static <M extends ApiMessage> M answer(
      GroupExchange exchange, M into, short version, Reply... replies) {
    return through(exchange.answer().apply(List.of(replies)), into, version);
  }

  private static JoinGroupRequestData joinRequest(short version) {
    JoinGroupRequestData request =
        new JoinGroupRequestData()
            .setGroupId("g")
            .setSessionTimeoutMs(10_000)
            .setMemberId("m")
            .setProtocolType("consumer");
    if (version >= 1) {
      request.setRebalanceTimeoutMs(60_000);
    }
    if (version >= 5) {
      request.setGroupInstanceId("i");
    }
    request
        .protocols()
        .add(new JoinGroupRequestProtocol().setName("range").setMetadata(new byte[] {1}));
    return request;
  }

  @ParameterizedTest
  @MethodSource("joins")
  void join(short version) {
    ByteBuffer bytes = MessageUtil.toByteBufferAccessor(joinRequest(version), version).buffer();
    RequestFields request = new RequestFields(bytes, ApiKeys.JOIN_GROUP, version);
    GroupExchange exchange = JoinGroupHandler.exchange(request, null, "/host");
    assertThat(bytes.remaining()).isZero();
    Join join = (Join) exchange.commands().getFirst();
    assertThat(join.group()).isEqualTo("g");
    assertThat(join.memberId()).isEqualTo("m");
    assertThat(join.instance()).isEqualTo(version >= 5 ? "i" : null);
    assertThat(join.rebalanceMillis()).isEqualTo(version >= 1 ? 60_000 : 10_000);
    assertThat(join.idRequired()).isEqualTo(version >= 4);
    assertThat(join.maySkip()).isEqualTo(version >= 9);
    assertThat(join.protocols().getFirst().metadata()).isEqualTo(new Opaque(new byte[] {1}));

    JoinedMember member = new JoinedMember("m", "i", new Opaque(new byte[] {2}));
    Joined joined =
        new Joined(Problem.NONE, 4, "consumer", "range", "m", "m", List.of(member), version >= 9);
    JoinGroupResponseData response = answer(exchange, new JoinGroupResponseData(), version, joined);
    assertThat(response.errorCode()).isZero();
    assertThat(response.generationId()).isEqualTo(4);
    assertThat(response.protocolType()).isEqualTo(version >= 7 ? "consumer" : null);
    assertThat(response.protocolName()).isEqualTo("range");
    assertThat(response.leader()).isEqualTo("m");
    assertThat(response.skipAssignment()).isEqualTo(version >= 9);
    assertThat(response.members().getFirst().metadata()).containsExactly(2);
    assertThat(response.members().getFirst().groupInstanceId())
        .isEqualTo(version >= 5 ? "i" : null);

    Joined named = new Joined(Problem.MEMBER_ID_REQUIRED, -1, "", "", "", "new", List.of(), false);
    JoinGroupResponseData required = answer(exchange, new JoinGroupResponseData(), version, named);
    assertThat(required.errorCode()).isEqualTo(Errors.MEMBER_ID_REQUIRED.code());
    assertThat(required.memberId()).isEqualTo("new");
    assertThat(required.protocolName()).isEqualTo(version >= 7 ? null : "");

    JoinGroupResponseData busy =
        answer(exchange, new JoinGroupResponseData(), version, new Reply.Done(Problem.TRY_AGAIN));
    assertThat(busy.errorCode()).isEqualTo(Errors.COORDINATOR_LOAD_IN_PROGRESS.code());
    assertThat(busy.memberId()).isEqualTo("m");
  }

  @ParameterizedTest
  @MethodSource("syncs")
  void sync(short version) {
    SyncGroupRequestData said =
        new SyncGroupRequestData().setGroupId("g").setGenerationId(4).setMemberId("m");
    if (version >= 5) {
      said.setProtocolType("consumer").setProtocolName("range");
    }
    said.assignments()
        .add(new SyncGroupRequestAssignment().setMemberId("m").setAssignment(new byte[] {3}));
    SyncGroupRequestData request = through(said, new SyncGroupRequestData(), version);
    GroupExchange exchange = SyncGroupHandler.exchange(request, version);
    Sync sync = (Sync) exchange.commands().getFirst();
    assertThat(sync.generation()).isEqualTo(4);
    assertThat(sync.protocol()).isEqualTo(version >= 5 ? "range" : null);
    assertThat(sync.assignments()).containsExactly(new Assignment("m", new Opaque(new byte[] {3})));

    Synced synced = new Synced(Problem.NONE, "consumer", "range", new Opaque(new byte[] {5}));
    SyncGroupResponseData response = answer(exchange, new SyncGroupResponseData(), version, synced);
    assertThat(response.assignment()).containsExactly(5);
    assertThat(response.protocolName()).isEqualTo(version >= 5 ? "range" : null);
    Reply refused = new Synced(Problem.REBALANCING, "", "", Opaque.EMPTY);
    assertThat(answer(exchange, new SyncGroupResponseData(), version, refused).errorCode())
        .isEqualTo(Errors.REBALANCE_IN_PROGRESS.code());
  }

  @Test
  void aSyncMustSayItsProtocolSinceVersion5() {
    Sync sync =
        (Sync)
            SyncGroupHandler.exchange(new SyncGroupRequestData(), (short) 5).commands().getFirst();
    assertThat(sync.protocol()).isEmpty();
    assertThat(sync.protocolType()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("heartbeats")
  void heartbeat(short version) {
    HeartbeatRequestData said =
        new HeartbeatRequestData().setGroupId("g").setGenerationId(4).setMemberId("m");
    if (version >= 3) {
      said.setGroupInstanceId("i");
    }
    GroupExchange exchange =
        HeartbeatHandler.exchange(through(said, new HeartbeatRequestData(), version));
    assertThat(exchange.commands().getFirst())
        .isEqualTo(new Heartbeat("g", "m", version >= 3 ? "i" : null, 4));
    Reply fenced = new Reply.Done(Problem.FENCED_INSTANCE);
    assertThat(answer(exchange, new HeartbeatResponseData(), version, fenced).errorCode())
        .isEqualTo(Errors.FENCED_INSTANCE_ID.code());
  }

  @ParameterizedTest
  @MethodSource("syncs")
  void leave(short version) {
    LeaveGroupRequestData said = new LeaveGroupRequestData().setGroupId("g");
    if (version < 3) {
      said.setMemberId("m");
    } else {
      said.members().add(new MemberIdentity().setMemberId("m"));
      said.members().add(new MemberIdentity().setGroupInstanceId("i"));
    }
    LeaveGroupRequestData request = through(said, new LeaveGroupRequestData(), version);
    GroupExchange exchange = LeaveGroupHandler.exchange(request, version);
    Leave leave = (Leave) exchange.commands().getFirst();
    assertThat(leave.leavers().getFirst()).isEqualTo(new Leaver("m", null));
    List<Problem> problems = new ArrayList<>(List.of(Problem.UNKNOWN_MEMBER));
    if (version >= 3) {
      assertThat(leave.leavers().get(1)).isEqualTo(new Leaver("", "i"));
      problems.add(Problem.NONE);
    }
    LeaveGroupResponseData response =
        answer(exchange, new LeaveGroupResponseData(), version, new Left(Problem.NONE, problems));
    short unknown = Errors.UNKNOWN_MEMBER_ID.code();
    assertThat(response.errorCode()).isEqualTo(version < 3 ? unknown : 0);
    if (version >= 3) {
      assertThat(response.members()).extracting("errorCode").containsExactly(unknown, (short) 0);
      assertThat(response.members().get(1).groupInstanceId()).isEqualTo("i");
    }
    Reply none = new Left(Problem.UNKNOWN_MEMBER, List.of());
    assertThat(answer(exchange, new LeaveGroupResponseData(), version, none).errorCode())
        .isEqualTo(unknown);
  }

  private static OffsetCommitRequestTopic commitTopic(
      short version, String name, Uuid id, int... partitions) {
    OffsetCommitRequestTopic topic = new OffsetCommitRequestTopic();
    if (version >= 10) {
      topic.setTopicId(id);
    } else {
      topic.setName(name);
    }
    for (int partition : partitions) {
      topic
          .partitions()
          .add(
              new OffsetCommitRequestPartition()
                  .setPartitionIndex(partition)
                  .setCommittedOffset(40 + partition)
                  .setCommittedMetadata(null));
    }
    return topic;
  }

  @ParameterizedTest
  @MethodSource("commits")
  void commit(short version) {
    OffsetCommitRequestData said =
        new OffsetCommitRequestData()
            .setGroupId("g")
            .setMemberId("m")
            .setGenerationIdOrMemberEpoch(4);
    said.topics().add(commitTopic(version, "orders", ID, 0, 9, 2));
    said.topics().add(commitTopic(version, "unknown", OTHER, 0));
    OffsetCommitRequestData request = through(said, new OffsetCommitRequestData(), version);
    GroupExchange exchange = OffsetCommitHandler.exchange(request, version, topics);
    assertThat(exchange.commands())
        .isEqualTo(
            List.of(
                new CommitOffsets(
                    "g",
                    "m",
                    null,
                    4,
                    List.of(
                        new Position(TOPIC.partition(0), 40, -1, ""),
                        new Position(TOPIC.partition(2), 42, -1, "")))));
    Reply committed =
        new Committed(Problem.NONE, List.of(Problem.NONE, Problem.METADATA_TOO_LARGE));
    OffsetCommitResponseData response =
        answer(exchange, new OffsetCommitResponseData(), version, committed);
    assertThat(response.topics().get(0).partitions())
        .extracting("errorCode")
        .containsExactly(
            Errors.NONE.code(),
            Errors.UNKNOWN_TOPIC_OR_PARTITION.code(),
            Errors.OFFSET_METADATA_TOO_LARGE.code());
    Errors unknown = version >= 10 ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION;
    assertThat(response.topics().get(1).partitions())
        .extracting("errorCode")
        .containsExactly(unknown.code());
    assertThat(response.topics().get(0).name()).isEqualTo(version >= 10 ? "" : "orders");
    Reply stale = new Committed(Problem.STALE_GENERATION, List.of());
    assertThat(
            answer(exchange, new OffsetCommitResponseData(), version, stale)
                .topics()
                .getFirst()
                .partitions()
                .getFirst()
                .errorCode())
        .isEqualTo(Errors.ILLEGAL_GENERATION.code());
  }

  @Test
  void aLargeCommitIsGivenInSeveralCommands() {
    OffsetCommitRequestData request = new OffsetCommitRequestData().setGroupId("g");
    OffsetCommitRequestTopic topic = new OffsetCommitRequestTopic().setName("orders");
    request.topics().add(topic);
    for (int i = 0; i < 200; i++) {
      topic
          .partitions()
          .add(
              new OffsetCommitRequestPartition()
                  .setPartitionIndex(i % 3)
                  .setCommittedMetadata("x".repeat(4096)));
    }
    GroupExchange exchange = OffsetCommitHandler.exchange(request, (short) 9, topics);
    List<Reply> replies = new ArrayList<>();
    int sum = 0;
    for (var command : exchange.commands()) {
      assertThat(command.journalBytes()).isLessThan(600 * 1024);
      int size = ((CommitOffsets) command).positions().size();
      replies.add(
          new Committed(
              Problem.NONE, IntStream.range(0, size).mapToObj(_ -> Problem.NONE).toList()));
      sum += size;
    }
    assertThat(sum).isEqualTo(200);
    assertThat(replies).hasSizeGreaterThan(2);
    assertThat(exchange.answer().apply(replies)).isInstanceOf(OffsetCommitResponseData.class);
  }

  private static OffsetFetchRequestData fetchRequest(short version, boolean all) {
    OffsetFetchRequestData request = new OffsetFetchRequestData();
    if (version < 8) {
      request.setGroupId("g");
      OffsetFetchRequestTopic topic = new OffsetFetchRequestTopic().setName("orders");
      OffsetFetchRequestTopic other = new OffsetFetchRequestTopic().setName("unknown");
      List<OffsetFetchRequestTopic> asked =
          List.of(
              topic.setPartitionIndexes(List.of(1, 2, 9)), other.setPartitionIndexes(List.of(0)));
      return request.setTopics(all ? null : asked);
    }
    OffsetFetchRequestTopics topic = new OffsetFetchRequestTopics();
    OffsetFetchRequestTopics other = new OffsetFetchRequestTopics();
    if (version >= 10) {
      topic.setTopicId(ID);
      other.setTopicId(OTHER);
    } else {
      topic.setName("orders");
      other.setName("unknown");
    }
    List<OffsetFetchRequestTopics> asked =
        List.of(topic.setPartitionIndexes(List.of(1, 2, 9)), other.setPartitionIndexes(List.of(0)));
    OffsetFetchRequestGroup group = new OffsetFetchRequestGroup().setGroupId("g");
    OffsetFetchRequestGroup second = new OffsetFetchRequestGroup().setGroupId("h").setTopics(null);
    return request.setGroups(List.of(group.setTopics(all ? null : asked), second));
  }

  @ParameterizedTest
  @MethodSource("fetches")
  void fetch(short version) {
    OffsetFetchRequestData request =
        through(fetchRequest(version, false), new OffsetFetchRequestData(), version);
    GroupExchange exchange = OffsetFetchHandler.exchange(request, version, topics);
    assertThat(exchange.commands().getFirst())
        .isEqualTo(new FetchOffsets("g", List.of(TOPIC.partition(1), TOPIC.partition(2))));
    CommittedOffset one = new CommittedOffset(TOPIC.partition(1), 11, 5, "meta", 99);
    Reply found = new Offsets(Problem.NONE, List.of(one));
    Reply[] replies = version >= 8 ? new Reply[] {found, found} : new Reply[] {found};
    OffsetFetchResponseData response =
        answer(exchange, new OffsetFetchResponseData(), version, replies);
    short none = Errors.NONE.code();
    if (version < 8) {
      assertThat(response.topics().getFirst().partitions())
          .extracting("committedOffset")
          .containsExactly(11L, -1L, -1L);
      assertThat(response.topics().get(1).partitions().getFirst().errorCode()).isEqualTo(none);
      return;
    }
    var group = response.groups().getFirst();
    assertThat(group.topics().getFirst().partitions())
        .extracting("committedOffset")
        .containsExactly(11L, -1L, -1L);
    assertThat(group.topics().getFirst().partitions().getFirst().metadata()).isEqualTo("meta");
    assertThat(group.topics().get(1).partitions().getFirst().errorCode())
        .isEqualTo(version >= 10 ? Errors.UNKNOWN_TOPIC_ID.code() : none);
    var second = response.groups().get(1);
    assertThat(second.groupId()).isEqualTo("h");
    assertThat(second.topics().getFirst().partitions().getFirst().partitionIndex()).isEqualTo(1);
    assertThat(second.topics().getFirst().topicId()).isEqualTo(version >= 10 ? ID : Uuid.ZERO_UUID);
  }

  @Test
  void whatIsNamedAgainIsFetchedOnce() {
    OffsetFetchRequestTopics topic =
        new OffsetFetchRequestTopics().setName("orders").setPartitionIndexes(List.of(1, 2, 1, 9));
    List<OffsetFetchRequestGroup> groups = new ArrayList<>();
    for (String name : List.of("g", "h", "g", "g")) {
      groups.add(new OffsetFetchRequestGroup().setGroupId(name).setTopics(List.of(topic, topic)));
    }
    OffsetFetchRequestData request = new OffsetFetchRequestData().setGroups(groups);
    GroupExchange exchange = OffsetFetchHandler.exchange(request, (short) 9, topics);
    List<Long> partitions = List.of(TOPIC.partition(1), TOPIC.partition(2));
    assertThat(exchange.commands())
        .isEqualTo(List.of(new FetchOffsets("g", partitions), new FetchOffsets("h", partitions)));
    Reply found =
        new Offsets(
            Problem.NONE, List.of(new CommittedOffset(TOPIC.partition(1), 11, 5, "meta", 99)));
    OffsetFetchResponseData response =
        answer(exchange, new OffsetFetchResponseData(), (short) 9, found, found);
    assertThat(response.groups())
        .extracting(group -> group.groupId() + " " + Errors.forCode(group.errorCode()))
        .containsExactly("g NONE", "h NONE", "g INVALID_REQUEST", "g INVALID_REQUEST");
    assertThat(response.groups().get(3).topics()).isEmpty();
    assertThat(response.groups().get(1).topics().getFirst().partitions())
        .extracting(
            each ->
                each.committedOffset() + each.metadata() + " " + Errors.forCode(each.errorCode()))
        .containsExactly("11meta NONE", "-1 NONE", "-1 INVALID_REQUEST", "-1 NONE");
    assertThat(response.groups().get(1).topics().get(1).partitions())
        .extracting(each -> Errors.forCode(each.errorCode()))
        .containsExactly(
            Errors.INVALID_REQUEST, Errors.INVALID_REQUEST, Errors.INVALID_REQUEST, Errors.NONE);
  }

  @ParameterizedTest
  @MethodSource("fetches")
  void fetchEverything(short version) {
    if (version < 2) {
      return;
    }
    OffsetFetchRequestData request =
        through(fetchRequest(version, true), new OffsetFetchRequestData(), version);
    GroupExchange exchange = OffsetFetchHandler.exchange(request, version, topics);
    assertThat(exchange.commands().getFirst()).isEqualTo(new FetchOffsets("g", null));
  }

  @ParameterizedTest
  @MethodSource("fetches")
  void aRefusedFetchSaysWhy(short version) {
    GroupExchange exchange =
        OffsetFetchHandler.exchange(fetchRequest(version, false), version, topics);
    Reply refused = new Offsets(Problem.INVALID_GROUP, List.of());
    Reply[] replies = version >= 8 ? new Reply[] {refused, refused} : new Reply[] {refused};
    OffsetFetchResponseData response =
        answer(exchange, new OffsetFetchResponseData(), version, replies);
    short code = Errors.INVALID_GROUP_ID.code();
    if (version < 2) {
      assertThat(response.topics().getFirst().partitions().getFirst().errorCode()).isEqualTo(code);
    } else if (version < 8) {
      assertThat(response.errorCode()).isEqualTo(code);
    } else {
      assertThat(response.groups().getFirst().errorCode()).isEqualTo(code);
    }
  }
}
