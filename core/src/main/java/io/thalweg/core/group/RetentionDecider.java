package io.thalweg.core.group;

import io.thalweg.core.group.Group.Phase;
import io.thalweg.core.turn.Turn;
import java.util.function.LongPredicate;

/// Which offsets and groups are past their time: those of a group without members, and those of
/// partitions that are no more. A group with members keeps its offsets.
final class RetentionDecider {
  /// How many offsets are removed in one turn at most.
  static final int STEP = 1_000;

  private final GroupView groups;
  private final LiveGroups lives;
  private final GroupLimits limits;
  private final LongPredicate partitionExists;

  RetentionDecider(
      GroupView groups, LiveGroups lives, GroupLimits limits, LongPredicate partitionExists) {
    this.groups = groups;
    this.lives = lives;
    this.limits = limits;
    this.partitionExists = partitionExists;
  }

  /// Looks through the groups from the id `from` on, some in this turn, the others in the next.
  void sweep(Turn turn, long from) {
    int left = STEP;
    Group group = groups.atOrAfter(from);
    while (group != null && left > 0) {
      int removed = sweep(turn, group, left);
      if (removed == left) {
        break;
      }
      left -= removed + 1;
      group = groups.atOrAfter(group.id() + 1);
    }
    long next = group == null ? 0 : group.id();
    long delay = group == null ? limits.sweepMillis() : 1;
    turn.timers().schedule(turn.nowMillis() + delay, new GroupCommand.SweepDue(next));
  }

  /// Removes at most `most` offsets, and the group if nothing is left of it; returns how many.
  private int sweep(Turn turn, Group group, int most) {
    int removed = 0;
    int kept = 0;
    for (CommittedOffset offset : groups.offsets(group.id())) {
      if (!past(turn, group, offset)) {
        kept++;
      } else if (removed < most) {
        OffsetRemoved.write(turn, group.id(), offset.partition());
        removed++;
      } else {
        return removed;
      }
    }
    if (kept == 0 && group.phase() == Phase.EMPTY && !lives.has(group.name())) {
      GroupRemoved.write(turn, group.id());
    }
    return removed;
  }

  private boolean past(Turn turn, Group group, CommittedOffset offset) {
    if (!partitionExists.test(offset.partition())) {
      return true;
    }
    boolean used = group.phase() != Phase.EMPTY || lives.has(group.name());
    long since = Math.max(offset.committedMillis(), group.sinceMillis());
    return !used && turn.nowMillis() - since >= limits.retentionMillis();
  }
}
