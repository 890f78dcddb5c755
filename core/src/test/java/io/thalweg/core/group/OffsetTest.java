package io.thalweg.core.group;

import static io.thalweg.core.group.Members.id;
import static io.thalweg.core.group.Members.join;
import static io.thalweg.core.group.Members.leave;
import static io.thalweg.core.group.Members.stable;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.group.GroupCommand.CommitOffsets;
import io.thalweg.core.group.GroupCommand.Committed;
import io.thalweg.core.group.GroupCommand.FetchOffsets;
import io.thalweg.core.group.GroupCommand.Offsets;
import io.thalweg.core.group.GroupCommand.Position;
import io.thalweg.core.turn.Problem;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Committed offsets: who may commit, what is read back, and for how long.
class OffsetTest {
  private static final long WEEK = GroupLimits.DEFAULT.retentionMillis();

  private final GroupScenario broker = new GroupScenario();

  @AfterEach
  void replayEqualsLife() {
    broker.checkReplay();
  }

  private Committed commit(String member, int generation, Position... positions) {
    return broker.get(
        Committed.class, new CommitOffsets("g", member, null, generation, List.of(positions)));
  }

  private static Position at(long partition, long offset) {
    return new Position(partition, offset, 3, "m");
  }

  private List<CommittedOffset> fetch(Long... partitions) {
    List<Long> wanted = partitions.length == 0 ? null : List.of(partitions);
    return broker.get(Offsets.class, new FetchOffsets("g", wanted)).offsets();
  }

  @Test
  void whatIsCommittedIsReadBack() {
    assertThat(fetch(1L)).isEmpty();
    assertThat(commit("", -1, at(1, 10), at(2, 20)).problems())
        .containsExactly(Problem.NONE, Problem.NONE);
    assertThat(fetch(2L, 3L)).containsExactly(new CommittedOffset(2, 20, 3, "m", broker.now));
    commit("", -1, at(1, 11));
    assertThat(fetch()).extracting(CommittedOffset::offset).containsExactly(11L, 20L);
    broker.restart();
    assertThat(fetch()).extracting(CommittedOffset::offset).containsExactly(11L, 20L);
  }

  @Test
  void membersCommitInTheirGeneration() {
    String a = stable(broker, 1).getFirst();
    assertThat(commit(a, 1, at(1, 10)).problems()).containsExactly(Problem.NONE);
    assertThat(commit(a, 0, at(1, 10)).problem()).isEqualTo(Problem.STALE_GENERATION);
    assertThat(commit(a, -1, at(1, 10)).problem()).isEqualTo(Problem.STALE_GENERATION);
    assertThat(commit("who", 1, at(1, 10)).problem()).isEqualTo(Problem.UNKNOWN_MEMBER);
    assertThat(commit("", -1, at(1, 10)).problem()).isEqualTo(Problem.UNKNOWN_MEMBER);
    broker.ask(join(id(broker)));
    assertThat(commit(a, 1, at(1, 12)).problems())
        .as("before it joins again, a member commits what it did")
        .containsExactly(Problem.NONE);
    broker.ask(join(a));
    assertThat(commit(a, 2, at(1, 12)).problem()).isEqualTo(Problem.REBALANCING);
  }

  @Test
  void aCommitKeepsAMemberAlive() {
    String a = stable(broker, 1).getFirst();
    for (int i = 0; i < 5; i++) {
      broker.pass(Members.SESSION - 1);
      assertThat(commit(a, 1, at(1, i)).problem()).isEqualTo(Problem.NONE);
    }
  }

  @Test
  void anUnknownGroupTakesNoMembersCommit() {
    assertThat(commit("m", 1, at(1, 10)).problem()).isEqualTo(Problem.STALE_GENERATION);
    assertThat(broker.journal).isEmpty();
  }

  @Test
  void badPositionsAreRefusedAlone() {
    Position large = new Position(1, 10, -1, "ä".repeat(2_049));
    Position fits = new Position(1, 10, -1, "ä".repeat(2_048));
    assertThat(commit("", -1, large, at(-7, 1)).problems())
        .containsExactly(Problem.METADATA_TOO_LARGE, Problem.UNKNOWN_PARTITION);
    assertThat(broker.journal).isEmpty();
    assertThat(commit("", -1, large, fits).problems())
        .containsExactly(Problem.METADATA_TOO_LARGE, Problem.NONE);
  }

  @Test
  void aDeletedPartitionHasNoOffset() {
    commit("", -1, at(1, 10), at(2, 20));
    broker.deletedPartitions.add(1L);
    assertThat(fetch()).hasSize(1);
    assertThat(fetch(1L)).isEmpty();
    broker.restateOldest();
    broker.restateOldest();
    broker.restateOldest();
    assertThat(broker.state.offsets(broker.state.named("g").id())).hasSize(1);
  }

  @Test
  void offsetsOfAnEmptyGroupEndAfterAWeek() {
    String a = stable(broker, 1).getFirst();
    commit(a, 1, at(1, 10));
    broker.pass(Members.SESSION);
    broker.pass(WEEK - 1_000_000);
    assertThat(fetch(1L)).hasSize(1);
    broker.pass(2_000_000);
    assertThat(fetch(1L)).isEmpty();
    assertThat(broker.state.named("g")).isNull();
    assertThat(broker.state.oldestStatement()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aGroupWithMembersKeepsItsOffsets() {
    String a = stable(broker, 1).getFirst();
    commit(a, 1, at(1, 10));
    for (int i = 0; i < WEEK / 600_000 + 1_000; i++) {
      for (int j = 0; j < 100; j++) {
        broker.pass(6_000);
        Members.beat(broker, a, 1);
      }
    }
    assertThat(fetch(1L)).hasSize(1);
    leave(broker, a);
    assertThat(fetch(1L)).hasSize(1);
  }

  @Test
  void manyOffsetsEndInManyTurns() {
    for (int i = 0; i < 25; i++) {
      List<Position> some = new ArrayList<>();
      for (int j = 0; j < 100; j++) {
        some.add(at(1 + i * 100L + j, 1));
      }
      commit("", -1, some.toArray(Position[]::new));
    }
    broker.pass(WEEK + 1_000_000);
    assertThat(broker.state.count()).isZero();
    assertThat(broker.state.bytes()).isZero();
  }

  @Test
  void aFullStateStillTakesOldPartitions() {
    GroupLimits d = GroupLimits.DEFAULT;
    GroupLimits small =
        new GroupLimits(
            d.minSessionMillis(),
            d.maxSessionMillis(),
            d.initialDelayMillis(),
            d.newMemberMillis(),
            2,
            d.maxMembers(),
            d.maxStatementBytes(),
            8_000,
            d.maxMetadataBytes(),
            d.retentionMillis(),
            d.sweepMillis());
    GroupScenario tight = new GroupScenario(small);
    long refused = 0;
    for (int i = 1; i <= 200; i++) {
      CommitOffsets one = new CommitOffsets("g", "", null, -1, List.of(at(i, 1)));
      refused += tight.get(Committed.class, one).problem() == Problem.GROUP_FULL ? 1 : 0;
    }
    assertThat(refused).isBetween(100L, 199L);
    CommitOffsets again = new CommitOffsets("g", "", null, -1, List.of(at(1, 2)));
    assertThat(tight.get(Committed.class, again).problem()).isEqualTo(Problem.NONE);
  }
}
