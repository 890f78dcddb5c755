package io.thalweg.core.group;

import static io.thalweg.core.group.Members.REBALANCE;
import static io.thalweg.core.group.Members.SESSION;
import static io.thalweg.core.group.Members.assign;
import static io.thalweg.core.group.Members.beat;
import static io.thalweg.core.group.Members.bytes;
import static io.thalweg.core.group.Members.id;
import static io.thalweg.core.group.Members.join;
import static io.thalweg.core.group.Members.leave;
import static io.thalweg.core.group.Members.stable;
import static io.thalweg.core.group.Members.sync;
import static io.thalweg.core.group.Members.syncAll;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.group.Group.Phase;
import io.thalweg.core.group.GroupCommand.Join;
import io.thalweg.core.group.GroupCommand.Joined;
import io.thalweg.core.group.GroupCommand.JoinedMember;
import io.thalweg.core.group.GroupCommand.Synced;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Scenario;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Joining, assigning, living and leaving, with members that come and go.
class JoinTest {
  private final GroupScenario broker = new GroupScenario();

  @AfterEach
  void replayEqualsLife() {
    broker.checkReplay();
  }

  @Test
  void aNewMemberIsToldItsIdFirst() {
    Joined joined = broker.get(Joined.class, join(""));
    assertThat(joined.problem()).isEqualTo(Problem.MEMBER_ID_REQUIRED);
    assertThat(joined.memberId()).startsWith("c-").hasSize(38);
    assertThat(broker.journal).isEmpty();
  }

  @Test
  void aPromisedIdIsForgottenAfterTheSessionTimeout() {
    String id = id(broker);
    broker.pass(SESSION);
    assertThat(broker.get(Joined.class, join(id)).problem()).isEqualTo(Problem.UNKNOWN_MEMBER);
    assertThat(broker.alarms()).as("only the sweep").isEqualTo(1);
  }

  @Test
  void threeMembersFormAGenerationAfterTheInitialDelay() {
    String a = id(broker);
    long joinA = broker.ask(join(a, null, "range:A"));
    String b = id(broker);
    long joinB = broker.ask(join(b, null, "range:B"));
    broker.pass(2_999);
    assertThat(broker.answered(joinA)).isFalse();
    broker.pass(1);
    String c = id(broker);
    long joinC = broker.ask(join(c, null, "range:C"));
    broker.pass(6_000);
    assertThat(broker.reply(Joined.class, joinA))
        .isEqualTo(
            new Joined(
                Problem.NONE,
                1,
                "consumer",
                "range",
                a,
                a,
                List.of(
                    new JoinedMember(a, null, bytes("A")),
                    new JoinedMember(b, null, bytes("B")),
                    new JoinedMember(c, null, bytes("C"))),
                false));
    assertThat(broker.reply(Joined.class, joinB).members()).isEmpty();
    assertThat(broker.reply(Joined.class, joinC).leader()).isEqualTo(a);

    long syncB = broker.ask(sync(b, 1));
    assertThat(broker.answered(syncB)).isFalse();
    Synced syncA = broker.get(Synced.class, sync(a, 1, assign(a, "1"), assign(b, "2")));
    assertThat(syncA.assignment()).isEqualTo(bytes("1"));
    assertThat(broker.reply(Synced.class, syncB).assignment()).isEqualTo(bytes("2"));
    assertThat(broker.get(Synced.class, sync(c, 1)).assignment()).isEqualTo(Opaque.EMPTY);
    assertThat(beat(broker, b, 1)).isEqualTo(Problem.NONE);
    assertThat(beat(broker, b, 2)).isEqualTo(Problem.STALE_GENERATION);
    assertThat(beat(broker, "who", 1)).isEqualTo(Problem.UNKNOWN_MEMBER);
  }

  /// Each of them known to all but one member, and one to all.
  @Test
  void ofManyProtocolsOneThatAllKnowIsChosen() {
    List<Long> joins = new ArrayList<>();
    for (int member = 0; member < 3; member++) {
      List<String> known = new ArrayList<>();
      for (int i = 0; i < 3_000; i++) {
        if (i % 3 != member) {
          known.add("p" + i);
        }
      }
      known.add("range");
      known.add("own" + member);
      joins.add(broker.ask(join(id(broker), null, known.toArray(new String[0]))));
    }
    Joined stranger = broker.get(Joined.class, join(id(broker), null, "p0", "own0"));
    assertThat(stranger.problem()).isEqualTo(Problem.INCONSISTENT_PROTOCOL);
    broker.pass(REBALANCE);
    for (long join : joins) {
      assertThat(broker.reply(Joined.class, join).protocol()).isEqualTo("range");
    }
  }

  @Test
  void theInitialDelayEndsWithTheRebalanceTimeout() {
    long first = broker.ask(join(id(broker)));
    for (int i = 0; i < REBALANCE / 2_000; i++) {
      broker.pass(2_000);
      if (!broker.answered(first)) {
        broker.ask(join(id(broker)));
      }
    }
    assertThat(broker.answered(first)).isTrue();
  }

  @Test
  void aFourthMemberMakesTheOthersJoinAgain() {
    List<String> ids = stable(broker, 3);
    String d = id(broker);
    long joinD = broker.ask(join(d));
    for (String id : ids) {
      assertThat(broker.answered(joinD)).isFalse();
      assertThat(beat(broker, id, 1)).isEqualTo(Problem.REBALANCING);
      broker.ask(join(id));
    }
    Joined joined = broker.reply(Joined.class, joinD);
    assertThat(joined.generation()).isEqualTo(2);
    assertThat(joined.leader()).isEqualTo(ids.getFirst());
    assertThat(broker.state.named("g").members()).hasSize(4);
  }

  @Test
  void whoDoesNotJoinAgainInTimeIsOut() {
    List<String> ids = stable(broker, 2);
    long join = broker.ask(join(ids.get(1), null, "range:changed"));
    for (int i = 0; i < REBALANCE / 5_000; i++) {
      assertThat(beat(broker, ids.get(0), 1)).isEqualTo(Problem.REBALANCING);
      broker.pass(5_000);
    }
    Joined joined = broker.reply(Joined.class, join);
    assertThat(joined.leader()).isEqualTo(ids.get(1));
    assertThat(joined.members()).hasSize(1);
    assertThat(beat(broker, ids.get(0), 1)).isEqualTo(Problem.UNKNOWN_MEMBER);
  }

  @Test
  void leavingStartsARebalance() {
    List<String> ids = stable(broker, 3);
    assertThat(leave(broker, ids.get(0), "who").problems())
        .containsExactly(Problem.NONE, Problem.UNKNOWN_MEMBER);
    assertThat(beat(broker, ids.get(0), 1)).isEqualTo(Problem.UNKNOWN_MEMBER);
    assertThat(beat(broker, ids.get(1), 1)).isEqualTo(Problem.REBALANCING);
    broker.ask(join(ids.get(2)));
    long last = broker.ask(join(ids.get(1)));
    assertThat(broker.reply(Joined.class, last).leader()).isEqualTo(ids.get(1));
    syncAll(broker, ids.subList(1, 3), 2);
  }

  @Test
  void aGroupWhoseMembersAllLeftIsEmpty() {
    List<String> ids = stable(broker, 2);
    leave(broker, ids.get(0), ids.get(1));
    Group group = broker.state.named("g");
    assertThat(group.phase()).isEqualTo(Phase.EMPTY);
    assertThat(group.generation()).isEqualTo(2);
    assertThat(broker.alarms()).as("only the sweep").isEqualTo(1);
    assertThat(leave(broker, ids.get(0)).problem()).isEqualTo(Problem.NONE);
  }

  @Test
  void silenceEndsASession() {
    List<String> ids = stable(broker, 2);
    broker.pass(SESSION - 1);
    assertThat(beat(broker, ids.get(0), 1)).isEqualTo(Problem.NONE);
    broker.pass(SESSION - 1);
    assertThat(beat(broker, ids.get(0), 1)).isEqualTo(Problem.REBALANCING);
    assertThat(broker.state.named("g").members()).containsOnlyKeys(ids.get(0));
    Joined joined = broker.get(Joined.class, join(ids.get(0)));
    assertThat(joined.generation()).isEqualTo(2);
  }

  @Test
  void aMemberThatWaitsIsAlive() {
    List<String> ids = stable(broker, 2);
    long join = broker.ask(join(ids.get(0)));
    for (int i = 0; i < 6; i++) {
      broker.pass(SESSION - 1);
      beat(broker, ids.get(1), 1);
    }
    assertThat(broker.answered(join)).isFalse();
    broker.ask(join(ids.get(1)));
    assertThat(broker.reply(Joined.class, join).problem()).isEqualTo(Problem.NONE);
  }

  @Test
  void whoNeverAsksForItsAssignmentIsRemoved() {
    List<String> ids = List.of(id(broker), id(broker));
    ids.forEach(id -> broker.ask(join(id)));
    broker.pass(6_000);
    broker.get(Synced.class, sync(ids.get(0), 1, assign(ids.get(0), "1")));
    for (int i = 0; i < 13; i++) {
      ids.forEach(id -> beat(broker, id, 1));
      broker.pass(5_000);
    }
    assertThat(broker.state.named("g").members()).containsOnlyKeys(ids.get(0));
  }

  @Test
  void aRepeatedJoinGetsTheSameAnswer() {
    List<String> ids = stable(broker, 2);
    Joined again = broker.get(Joined.class, join(ids.get(1)));
    assertThat(again.generation()).isEqualTo(1);
    assertThat(again.members()).isEmpty();
    long leader = broker.ask(join(ids.get(0)));
    assertThat(broker.answered(leader)).as("a leader's join begins a new generation").isFalse();
    assertThat(broker.get(Synced.class, sync(ids.get(1), 1)).problem())
        .isEqualTo(Problem.REBALANCING);
  }

  @Test
  void aRebalanceEndsTheWaitForAnAssignment() {
    List<String> ids = List.of(id(broker), id(broker));
    ids.forEach(id -> broker.ask(join(id)));
    broker.pass(6_000);
    long sync = broker.ask(sync(ids.get(1), 1));
    broker.ask(join(id(broker)));
    assertThat(broker.reply(Synced.class, sync).problem()).isEqualTo(Problem.REBALANCING);
  }

  @Test
  void theProtocolThatAllKnowAndMostPreferIsChosen() {
    String a = id(broker);
    long joinA = broker.ask(join(a, null, "range", "sticky", "own"));
    broker.ask(join(id(broker), null, "sticky", "range"));
    broker.ask(join(id(broker), null, "sticky", "other", "range"));
    assertThat(broker.get(Joined.class, join("", null, "own")).problem())
        .isEqualTo(Problem.INCONSISTENT_PROTOCOL);
    broker.pass(9_000);
    assertThat(broker.reply(Joined.class, joinA).protocol()).isEqualTo("sticky");
    Join other = join("", null, "sticky");
    Join connect =
        new Join(
            "g", "", null, "c", "", SESSION, REBALANCE, "connect", other.protocols(), true, true);
    assertThat(broker.get(Joined.class, connect).problem())
        .isEqualTo(Problem.INCONSISTENT_PROTOCOL);
  }

  @Test
  void boundsAreKept() {
    Join join = join("");
    for (int session : new int[] {0, 5_999, 1_800_001, -1}) {
      Join bad =
          new Join("g", "", null, "c", "", session, 1, "consumer", join.protocols(), true, true);
      assertThat(broker.get(Joined.class, bad).problem())
          .isEqualTo(Problem.INVALID_SESSION_TIMEOUT);
    }
    Join unnamed =
        new Join("", "", null, "c", "", SESSION, 1, "consumer", join.protocols(), true, true);
    assertThat(broker.get(Joined.class, unnamed).problem()).isEqualTo(Problem.INVALID_GROUP);
    assertThat(broker.get(Joined.class, join("", null)).problem())
        .isEqualTo(Problem.INCONSISTENT_PROTOCOL);
    assertThat(broker.get(Joined.class, join("who")).problem()).isEqualTo(Problem.UNKNOWN_MEMBER);
    Join large = join("", null, "range:" + "x".repeat(GroupLimits.LARGEST_STATEMENT));
    assertThat(broker.get(Joined.class, large).problem()).isEqualTo(Problem.GROUP_FULL);
    assertThat(broker.alarms()).as("only the sweep").isEqualTo(1);
  }

  /// Else it would be chosen, and a chosen protocol without a name is none.
  @Test
  void aProtocolNeedsAName() {
    for (String[] protocols : new String[][] {{""}, {"range", ""}, {"", "range"}}) {
      assertThat(broker.get(Joined.class, join("", null, protocols)).problem())
          .isEqualTo(Problem.INCONSISTENT_PROTOCOL);
    }
    broker.pass(SESSION);
    assertThat(broker.state.groups()).isEmpty();
  }

  @Test
  void anAssignmentTooLargeIsRefused() {
    String a = id(broker);
    broker.ask(join(a));
    broker.pass(3_000);
    String large = "x".repeat(GroupLimits.LARGEST_STATEMENT);
    assertThat(broker.get(Synced.class, sync(a, 1, assign(a, large))).problem())
        .isEqualTo(Problem.GROUP_FULL);
    assertThat(broker.get(Synced.class, sync(a, 1, assign(a, "1"))).problem())
        .isEqualTo(Problem.NONE);
  }

  @Test
  void aClosedConnectionWaitsNoMore() {
    List<String> ids = stable(broker, 2);
    Scenario.Asker other = new Scenario.Asker();
    broker.ask(join(ids.get(1), null, "range:changed"), other);
    broker.gone(other);
    long join = broker.ask(join(ids.get(0)));
    assertThat(broker.answered(join)).as("the other one is still expected").isFalse();
    broker.pass(SESSION);
    assertThat(other.replies).isEmpty();
    assertThat(broker.reply(Joined.class, join).members()).hasSize(1);
  }

  @Test
  void afterARestartMembersGoOnWithAFreshSession() {
    List<String> ids = stable(broker, 3);
    broker.pass(SESSION - 1);
    broker.restart();
    broker.pass(SESSION - 1);
    assertThat(beat(broker, ids.get(0), 1)).isEqualTo(Problem.NONE);
    assertThat(beat(broker, ids.get(1), 1)).isEqualTo(Problem.NONE);
    broker.pass(1);
    assertThat(beat(broker, ids.get(0), 1)).isEqualTo(Problem.REBALANCING);
    broker.restart();
    assertThat(beat(broker, ids.get(0), 1)).isEqualTo(Problem.REBALANCING);
    broker.ask(join(ids.get(0)));
    long last = broker.ask(join(ids.get(1)));
    assertThat(broker.reply(Joined.class, last).generation()).isEqualTo(2);
    broker.restart();
    assertThat(beat(broker, ids.get(0), 2)).isEqualTo(Problem.NONE);
    syncAll(broker, ids.subList(0, 2), 2);
  }
}
