package io.thalweg.core.group;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.group.Group.Phase;
import io.thalweg.core.group.GroupCommand.Assignment;
import io.thalweg.core.group.GroupCommand.Sync;
import io.thalweg.core.group.GroupCommand.Synced;
import io.thalweg.core.group.LiveGroup.Waiter;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Turn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Who gets which assignment: the leader's word, handed on.
final class SyncDecider {
  private final LiveGroups lives;
  private final GroupView groups;
  private final GroupLimits limits;
  private final RebalanceDecider rebalance;

  SyncDecider(GroupView groups, LiveGroups lives, GroupLimits limits, RebalanceDecider rebalance) {
    this.groups = groups;
    this.lives = lives;
    this.limits = limits;
    this.rebalance = rebalance;
  }

  void decide(Turn turn, Roster roster, Sync sync) {
    Group group = roster.group();
    Problem problem = admits(roster, sync);
    if (problem != Problem.NONE || group == null) {
      turn.reply(Synced.refused(problem));
    } else if (roster.phase() == Phase.STABLE) {
      roster.live.synced(turn, sync.memberId());
      touch(turn, roster, group, sync.memberId());
      turn.reply(assignment(group, sync.memberId()));
    } else {
      await(turn, roster, sync);
      if (roster.leads(sync.memberId())) {
        assign(turn, roster, group, sync.assignments());
      }
    }
  }

  private static Problem admits(Roster roster, Sync sync) {
    Group group = roster.group();
    if (group == null || roster.phase() == Phase.EMPTY) {
      return Problem.UNKNOWN_MEMBER;
    }
    Problem problem = roster.check(sync.memberId(), sync.instance(), sync.generation());
    if (problem != Problem.NONE) {
      return problem;
    }
    boolean otherType =
        sync.protocolType() != null && !sync.protocolType().equals(group.protocolType());
    boolean other = sync.protocol() != null && !sync.protocol().equals(group.protocol());
    if (otherType || other) {
      return Problem.INCONSISTENT_PROTOCOL;
    }
    return roster.phase() == Phase.PREPARING ? Problem.REBALANCING : Problem.NONE;
  }

  private void await(Turn turn, Roster roster, Sync sync) {
    Waiter waiter = Waiter.of(turn);
    Waiter was = roster.live.syncs.put(sync.memberId(), waiter);
    if (was != null) {
      rebalance.answer(turn, was, Synced.refused(Problem.REBALANCING));
    }
    lives.waits(waiter, roster.name);
    roster.live.synced(turn, sync.memberId());
  }

  private void assign(Turn turn, Roster roster, Group group, List<Assignment> assignments) {
    Map<String, Opaque> byMember = new HashMap<>();
    for (Assignment assignment : assignments) {
      byMember.put(assignment.memberId(), assignment.assignment());
    }
    List<Member> members = new ArrayList<>();
    for (Member member : group.members().values()) {
      members.add(member.assigned(byMember.getOrDefault(member.id(), Opaque.EMPTY)));
    }
    Group next = group.assigned(Group.byId(members), turn.nowMillis());
    boolean fits =
        next.bytes() <= limits.maxStatementBytes()
            && groups.bytes() + next.bytes() - group.bytes() <= limits.maxBytes();
    if (fits) {
      GroupStated.write(turn, next);
    }
    Map<String, Waiter> waiters = Map.copyOf(roster.live.syncs);
    roster.live.syncs.clear();
    for (String member : next.members().keySet()) {
      Waiter waiter = waiters.get(member);
      if (waiter != null) {
        touch(turn, roster, next, member);
        Synced reply = fits ? assignment(next, member) : Synced.refused(Problem.GROUP_FULL);
        rebalance.answer(turn, waiter, reply);
      }
    }
  }

  private static void touch(Turn turn, Roster roster, Group group, String memberId) {
    Member member = group.member(memberId);
    if (member != null) {
      roster.live.heartbeats.touch(turn, memberId, member.sessionMillis());
    }
  }

  private static Synced assignment(Group group, String memberId) {
    Member member = group.member(memberId);
    Opaque own = member == null ? Opaque.EMPTY : member.assignment();
    return new Synced(Problem.NONE, group.protocolType(), group.protocol(), own);
  }
}
