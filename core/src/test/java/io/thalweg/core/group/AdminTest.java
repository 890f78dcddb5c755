package io.thalweg.core.group;

import static io.thalweg.core.group.Members.id;
import static io.thalweg.core.group.Members.join;
import static io.thalweg.core.group.Members.leave;
import static io.thalweg.core.group.Members.stable;
import static io.thalweg.core.group.Members.sync;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.group.Group.Phase;
import io.thalweg.core.group.GroupCommand.CommitOffsets;
import io.thalweg.core.group.GroupCommand.Delete;
import io.thalweg.core.group.GroupCommand.Describe;
import io.thalweg.core.group.GroupCommand.Description;
import io.thalweg.core.group.GroupCommand.Descriptions;
import io.thalweg.core.group.GroupCommand.FetchOffsets;
import io.thalweg.core.group.GroupCommand.Joined;
import io.thalweg.core.group.GroupCommand.ListAll;
import io.thalweg.core.group.GroupCommand.Listed;
import io.thalweg.core.group.GroupCommand.Listing;
import io.thalweg.core.group.GroupCommand.Offsets;
import io.thalweg.core.group.GroupCommand.Position;
import io.thalweg.core.group.GroupCommand.RemoveOffsets;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What administrators see of groups, and what they may take away.
class AdminTest {
  private final GroupScenario broker = new GroupScenario();

  @AfterEach
  void replayEqualsLife() {
    broker.checkReplay();
  }

  private Description describe(String group) {
    return broker.get(Descriptions.class, new Describe(List.of(group))).groups().getFirst();
  }

  private List<Listing> list() {
    return broker.get(Listed.class, new ListAll()).groups();
  }

  private Problem delete(String group) {
    return broker.get(Reply.Done.class, new Delete(group)).problem();
  }

  private void commit(String group, long... partitions) {
    List<Position> positions = new ArrayList<>();
    for (long partition : partitions) {
      positions.add(new Position(partition, 10, -1, ""));
    }
    broker.ask(new CommitOffsets(group, "", null, -1, positions));
  }

  private List<Long> committed(String group) {
    return broker.get(Offsets.class, new FetchOffsets(group, null)).offsets().stream()
        .map(CommittedOffset::partition)
        .toList();
  }

  private Problem remove(String group, List<Member> seen, Long... partitions) {
    RemoveOffsets remove = new RemoveOffsets(group, seen, List.of(partitions));
    return broker.get(Reply.Done.class, remove).problem();
  }

  @Test
  void nothingIsToldOfAGroupThatThereIsNot() {
    for (String name : List.of("g", "", "x".repeat(300))) {
      Description none = describe(name);
      assertThat(none).isEqualTo(new Description(name, null, "", "", List.of()));
      assertThat(delete(name)).isEqualTo(Problem.UNKNOWN_GROUP);
      assertThat(remove(name, List.of(), 1L)).isEqualTo(Problem.UNKNOWN_GROUP);
    }
    assertThat(list()).isEmpty();
    assertThat(broker.journal).isEmpty();
    assertThat(broker.get(Descriptions.class, new Describe(List.of())).groups()).isEmpty();
  }

  /// An id that was given away makes no group yet.
  @Test
  void aGroupIsSeenThroughItsPhases() {
    String a = id(broker);
    assertThat(describe("g").phase()).isNull();
    assertThat(list()).isEmpty();
    broker.ask(join(a));
    Description joining = describe("g");
    assertThat(joining.phase()).isEqualTo(Phase.PREPARING);
    assertThat(joining.protocolType()).isEqualTo("consumer");
    assertThat(joining.members()).extracting(Member::id).containsExactly(a);
    assertThat(list()).containsExactly(new Listing("g", Phase.PREPARING, "consumer"));
    assertThat(delete("g")).isEqualTo(Problem.NON_EMPTY_GROUP);
    broker.pass(10_000);
    assertThat(describe("g").phase()).isEqualTo(Phase.COMPLETING);
    broker.ask(sync(a, 1, Members.assign(a, "all")));
    Description stable = describe("g");
    assertThat(stable.phase()).isEqualTo(Phase.STABLE);
    assertThat(stable.protocol()).isEqualTo("range");
    assertThat(stable.members().getFirst().assignment()).isEqualTo(Members.bytes("all"));
    assertThat(stable.members().getFirst().metadata("range")).isEqualTo(Members.bytes("sub"));
    assertThat(delete("g")).isEqualTo(Problem.NON_EMPTY_GROUP);
    broker.restart();
    assertThat(describe("g")).isEqualTo(stable);
    leave(broker, a);
    assertThat(describe("g"))
        .isEqualTo(new Description("g", Phase.EMPTY, "consumer", "", List.of()));
    assertThat(list()).containsExactly(new Listing("g", Phase.EMPTY, "consumer"));
  }

  @Test
  void whoJoinsAStableGroupIsAmongItsMembers() {
    List<String> members = stable(broker, 2);
    String third = id(broker);
    assertThat(describe("g").members()).hasSize(2);
    broker.ask(join(third));
    Description rebalancing = describe("g");
    assertThat(rebalancing.phase()).isEqualTo(Phase.PREPARING);
    assertThat(rebalancing.members())
        .extracting(Member::id)
        .containsExactly(members.get(0), members.get(1), third);
    assertThat(list()).containsExactly(new Listing("g", Phase.PREPARING, "consumer"));
    broker.restart();
    assertThat(describe("g").phase()).as("the third was never in a generation").isNotNull();
    assertThat(describe("g").members()).hasSize(2);
  }

  @Test
  void eachNameTakesItsPlace() {
    commit("b", 1);
    commit("a", 1);
    List<Description> described =
        broker.get(Descriptions.class, new Describe(List.of("a", "none", "b", "a"))).groups();
    assertThat(described).extracting(Description::group).containsExactly("a", "none", "b", "a");
    assertThat(described)
        .extracting(Description::phase)
        .containsExactly(Phase.EMPTY, null, Phase.EMPTY, Phase.EMPTY);
    assertThat(list())
        .containsExactly(new Listing("b", Phase.EMPTY, ""), new Listing("a", Phase.EMPTY, ""));
  }

  @Test
  void aDeletedGroupIsGoneWithItsOffsets() {
    commit("g", 1, 2);
    commit("other", 1);
    assertThat(delete("g")).isEqualTo(Problem.NONE);
    assertThat(delete("g")).isEqualTo(Problem.UNKNOWN_GROUP);
    assertThat(committed("g")).isEmpty();
    assertThat(committed("other")).containsExactly(1L);
    broker.restart();
    assertThat(describe("g").phase()).isNull();
    commit("g", 3);
    assertThat(committed("g")).as("the group made anew").containsExactly(3L);
    broker.restateAll();
    broker.restart();
    assertThat(committed("g")).containsExactly(3L);
  }

  /// Who was given an id before may join: that makes a group of the same name.
  @Test
  void whoIsAboutToJoinADeletedGroupJoinsAnother() {
    List<String> members = stable(broker, 1);
    leave(broker, members.getFirst());
    String next = id(broker);
    assertThat(delete("g")).isEqualTo(Problem.NONE);
    long joins = broker.ask(join(next));
    broker.pass(10_000);
    assertThat(broker.reply(Joined.class, joins).problem()).isEqualTo(Problem.NONE);
    assertThat(broker.reply(Joined.class, joins).generation()).isEqualTo(1);
  }

  @Test
  void offsetsAreRemovedAlone() {
    commit("g", 1, 2, 3);
    assertThat(remove("g", List.of(), 2L, 9L, 2L)).isEqualTo(Problem.NONE);
    assertThat(committed("g")).containsExactly(1L, 3L);
    int before = broker.journal.size();
    assertThat(remove("g", List.of(), 2L)).isEqualTo(Problem.NONE);
    assertThat(broker.journal).hasSize(before);
    broker.restart();
    assertThat(committed("g")).containsExactly(1L, 3L);
    List<Long> most = new ArrayList<>();
    for (long i = 1; i <= RemoveOffsets.MOST_PARTITIONS; i++) {
      most.add(i);
    }
    RemoveOffsets all = new RemoveOffsets("g", List.of(), most);
    assertThat(all.journalBytes()).isLessThan(512 * 1024);
    assertThat(broker.get(Reply.Done.class, all).problem()).isEqualTo(Problem.NONE);
    assertThat(committed("g")).isEmpty();
  }

  /// The journal bytes of a command are the most that it may write.
  @Test
  void manyOffsetsFitTheirCommand() {
    List<Long> some = new ArrayList<>();
    for (long i = 1; i <= 1_000; i++) {
      commit("g", i);
      some.add(i);
    }
    assertThat(remove("g", List.of(), some.toArray(Long[]::new))).isEqualTo(Problem.NONE);
    assertThat(committed("g")).isEmpty();
  }

  @Test
  void offsetsStayIfTheMembersAreOthersThanWereSeen() {
    commit("g", 1);
    String a = stable(broker, 1).getFirst();
    List<Member> seen = describe("g").members();
    assertThat(remove("g", List.of(), 1L)).isEqualTo(Problem.TRY_AGAIN);
    broker.ask(join(id(broker)));
    assertThat(remove("g", seen, 1L)).as("one more joins").isEqualTo(Problem.TRY_AGAIN);
    broker.ask(join(a, null, "range:other"));
    assertThat(describe("g").phase()).isEqualTo(Phase.COMPLETING);
    List<Member> both = describe("g").members();
    assertThat(remove("g", seen, 1L)).isEqualTo(Problem.TRY_AGAIN);
    assertThat(committed("g")).containsExactly(1L);
    assertThat(remove("g", both, 1L)).isEqualTo(Problem.NONE);
    assertThat(committed("g")).isEmpty();
  }

  @Test
  void aGroupInItsFirstRoundHasNoOffsets() {
    broker.ask(join(id(broker)));
    assertThat(remove("g", describe("g").members(), 1L)).isEqualTo(Problem.NONE);
    assertThat(broker.journal).isEmpty();
  }
}
