package io.thalweg.core.group;

import io.thalweg.core.group.Group.Phase;
import io.thalweg.core.group.GroupCommand.CommitOffsets;
import io.thalweg.core.group.GroupCommand.Committed;
import io.thalweg.core.group.GroupCommand.FetchOffsets;
import io.thalweg.core.group.GroupCommand.Offsets;
import io.thalweg.core.group.GroupCommand.Position;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Turn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// How far a group has come.
final class OffsetDecider {
  private final GroupView groups;
  private final GroupLimits limits;
  private final ToLongFunction<Turn> ids;
  private final LongPredicate partitionExists;

  OffsetDecider(
      GroupView groups,
      GroupLimits limits,
      ToLongFunction<Turn> ids,
      LongPredicate partitionExists) {
    this.groups = groups;
    this.limits = limits;
    this.ids = ids;
    this.partitionExists = partitionExists;
  }

  void commit(Turn turn, Roster roster, CommitOffsets commit) {
    Problem problem = admits(roster, commit);
    if (problem != Problem.NONE) {
      turn.reply(new Committed(problem, List.of()));
      return;
    }
    List<Problem> problems = new ArrayList<>();
    for (Position position : commit.positions()) {
      problems.add(admits(position));
    }
    if (problems.contains(Problem.NONE)) {
      write(turn, group(turn, roster), commit.positions(), problems);
    }
    Member member = roster.member(commit.memberId());
    if (member != null) {
      roster.live.heartbeats.touch(turn, member.id(), member.sessionMillis());
    }
    turn.reply(new Committed(Problem.NONE, problems));
  }

  private Problem admits(Roster roster, CommitOffsets commit) {
    if (full(roster.group(), commit)) {
      return Problem.GROUP_FULL;
    }
    boolean member =
        commit.generation() >= 0 || !commit.memberId().isEmpty() || commit.instance() != null;
    if (commit.generation() < 0 && roster.phase() == Phase.EMPTY) {
      return Problem.NONE;
    }
    if (!member) {
      return Problem.UNKNOWN_MEMBER;
    }
    if (roster.group() == null) {
      return Problem.STALE_GENERATION;
    }
    Problem problem = roster.check(commit.memberId(), commit.instance(), commit.generation());
    if (problem == Problem.NONE && roster.phase() == Phase.COMPLETING) {
      return Problem.REBALANCING;
    }
    return problem;
  }

  /// Whether there is no room for what is new; who commits anew for a partition needs none.
  private boolean full(@Nullable Group group, CommitOffsets commit) {
    if (group == null) {
      return groups.count() >= limits.maxGroups()
          || groups.bytes() + commit.journalBytes() > limits.maxBytes();
    }
    long grows = 0;
    for (Position position : commit.positions()) {
      CommittedOffset was = groups.offset(group.id(), position.partition());
      grows += Math.max(0, position.journalBytes() - (was == null ? 0 : was.bytes()));
    }
    return grows > 0 && groups.bytes() + grows > limits.maxBytes();
  }

  private Problem admits(Position position) {
    if (!partitionExists.test(position.partition())) {
      return Problem.UNKNOWN_PARTITION;
    }
    int bytes = position.metadata().getBytes(StandardCharsets.UTF_8).length;
    return bytes > limits.maxMetadataBytes() ? Problem.METADATA_TOO_LARGE : Problem.NONE;
  }

  /// The group's id; a client that is no member makes a group by committing.
  private long group(Turn turn, Roster roster) {
    Group group = roster.group();
    if (group == null) {
      group = Group.created(ids.applyAsLong(turn), roster.name, turn.nowMillis());
      GroupStated.write(turn, group);
    }
    return group.id();
  }

  private static void write(
      Turn turn, long group, List<Position> positions, List<Problem> problems) {
    for (int i = 0; i < positions.size(); i++) {
      if (problems.get(i) == Problem.NONE) {
        Position position = positions.get(i);
        CommittedOffset offset =
            new CommittedOffset(
                position.partition(),
                position.offset(),
                position.leaderEpoch(),
                position.metadata(),
                turn.nowMillis());
        OffsetCommitted.write(turn, group, offset);
      }
    }
  }

  void fetch(Turn turn, FetchOffsets fetch) {
    Group group = groups.named(fetch.group());
    List<CommittedOffset> found = new ArrayList<>();
    if (group != null) {
      for (CommittedOffset offset : wanted(group, fetch.partitions())) {
        if (partitionExists.test(offset.partition())) {
          found.add(offset);
        }
      }
    }
    turn.reply(new Offsets(Problem.NONE, Collections.unmodifiableList(found)));
  }

  private Iterable<CommittedOffset> wanted(Group group, @Nullable List<Long> partitions) {
    if (partitions == null) {
      return groups.offsets(group.id());
    }
    List<CommittedOffset> some = new ArrayList<>();
    for (long partition : partitions) {
      CommittedOffset offset = groups.offset(group.id(), partition);
      if (offset != null) {
        some.add(offset);
      }
    }
    return some;
  }
}
