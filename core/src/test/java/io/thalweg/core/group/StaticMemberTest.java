package io.thalweg.core.group;

import static io.thalweg.core.group.Members.SESSION;
import static io.thalweg.core.group.Members.assign;
import static io.thalweg.core.group.Members.bytes;
import static io.thalweg.core.group.Members.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.group.GroupCommand.Assignment;
import io.thalweg.core.group.GroupCommand.Heartbeat;
import io.thalweg.core.group.GroupCommand.Join;
import io.thalweg.core.group.GroupCommand.Joined;
import io.thalweg.core.group.GroupCommand.Leave;
import io.thalweg.core.group.GroupCommand.Leaver;
import io.thalweg.core.group.GroupCommand.Left;
import io.thalweg.core.group.GroupCommand.Sync;
import io.thalweg.core.group.GroupCommand.Synced;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Members with a lasting name (KIP-345).
class StaticMemberTest {
  private final GroupScenario broker = new GroupScenario();
  private String one;
  private String two;

  @BeforeEach
  void twoStaticMembers() {
    long first = broker.ask(join("", "i1", "range:A"));
    long second = broker.ask(join("", "i2", "range:B"));
    broker.pass(6_000);
    one = broker.reply(Joined.class, first).memberId();
    two = broker.reply(Joined.class, second).memberId();
    assertThat(one).startsWith("i1-");
    sync(one, "i1", assign(one, "1"), assign(two, "2"));
    sync(two, "i2");
  }

  @AfterEach
  void replayEqualsLife() {
    broker.checkReplay();
  }

  private Synced sync(String member, String instance, Assignment... assignments) {
    return broker.get(
        Synced.class, new Sync("g", member, instance, 1, null, null, List.of(assignments)));
  }

  private Problem beat(String member, String instance) {
    return broker.get(Reply.Done.class, new Heartbeat("g", member, instance, 1)).problem();
  }

  @Test
  void aRestartKeepsGenerationAndAssignment() {
    Joined again = broker.get(Joined.class, join("", "i2", "range:B"));
    assertThat(again.problem()).isEqualTo(Problem.NONE);
    assertThat(again.generation()).isEqualTo(1);
    assertThat(again.memberId()).isNotEqualTo(two);
    assertThat(again.skipAssignment()).isFalse();
    assertThat(sync(again.memberId(), "i2").assignment()).isEqualTo(bytes("2"));
    assertThat(beat(two, "i2")).isEqualTo(Problem.FENCED_INSTANCE);
    assertThat(beat(again.memberId(), "i2")).isEqualTo(Problem.NONE);
    assertThat(beat(one, "i1")).isEqualTo(Problem.NONE);
  }

  @Test
  void aLeaderThatRestartsSkipsTheAssignment() {
    Joined again = broker.get(Joined.class, join("", "i1", "range:A"));
    assertThat(again.leader()).isEqualTo(again.memberId());
    assertThat(again.skipAssignment()).isTrue();
    assertThat(again.members()).hasSize(2);
  }

  @Test
  void anOlderClientIsToldTheOldLeader() {
    Join join = join("", "i1", "range:A");
    Join old =
        new Join(
            "g", "", "i1", "c", "", SESSION, 60_000, "consumer", join.protocols(), false, false);
    Joined again = broker.get(Joined.class, old);
    assertThat(again.leader()).isEqualTo(one);
    assertThat(again.members()).isEmpty();
    assertThat(broker.state.named("g").leader()).isEqualTo(again.memberId());
  }

  @Test
  void theOldOneIsFencedWhereverItWaits() {
    long waiting = broker.ask(join(one, "i1", "range:changed"));
    assertThat(broker.answered(waiting)).isFalse();
    long join = broker.ask(join("", "i1", "range:A"));
    assertThat(broker.reply(Joined.class, waiting).problem()).isEqualTo(Problem.FENCED_INSTANCE);
    assertThat(broker.get(Joined.class, join(one, "i1", "range:A")).problem())
        .isEqualTo(Problem.FENCED_INSTANCE);
    assertThat(sync(one, "i1").problem()).isEqualTo(Problem.FENCED_INSTANCE);
    broker.ask(join(two, "i2", "range:B"));
    assertThat(broker.reply(Joined.class, join).generation()).isEqualTo(2);
    assertThat(broker.state.named("g").members()).hasSize(2).doesNotContainKey(one);
  }

  @Test
  void anotherProtocolLeadsToANewGeneration() {
    long join = broker.ask(join("", "i2", "range:B", "sticky:B"));
    assertThat(broker.reply(Joined.class, join).generation()).as("range stays").isEqualTo(1);
    String now = broker.reply(Joined.class, join).memberId();
    broker.ask(join(one, "i1", "sticky:A", "range:A"));
    broker.ask(join(now, "i2", "sticky:B", "range:B"));
    assertThat(broker.state.named("g").protocol()).isEqualTo("sticky");
  }

  @Test
  void itsPlaceIsKeptThroughARebalance() {
    long join = broker.ask(join(two, "i2", "range:changed"));
    for (int i = 0; i < 12; i++) {
      beat(one, "i1");
      broker.pass(5_000);
    }
    assertThat(broker.reply(Joined.class, join).generation()).isEqualTo(2);
    assertThat(broker.reply(Joined.class, join).leader()).isEqualTo(two);
    assertThat(broker.state.named("g").members()).containsKey(one);
  }

  @Test
  void anAdministratorRemovesItByName() {
    Leave leave =
        new Leave("g", List.of(new Leaver("", "i1"), new Leaver("", "i9"), new Leaver("x", "i2")));
    assertThat(broker.get(Left.class, leave).problems())
        .containsExactly(Problem.NONE, Problem.UNKNOWN_MEMBER, Problem.FENCED_INSTANCE);
    assertThat(broker.state.named("g").members()).containsOnlyKeys(two);
  }

  @Test
  void theRestartedBrokerKnowsIt() {
    broker.restart();
    Joined again = broker.get(Joined.class, join("", "i2", "range:B"));
    assertThat(again.generation()).isEqualTo(1);
    broker.restart();
    assertThat(beat(two, "i2")).isEqualTo(Problem.FENCED_INSTANCE);
    assertThat(beat(again.memberId(), "i2")).isEqualTo(Problem.NONE);
  }
}
