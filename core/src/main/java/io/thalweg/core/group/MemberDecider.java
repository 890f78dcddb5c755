package io.thalweg.core.group;

import io.thalweg.core.group.Group.Phase;
import io.thalweg.core.group.GroupCommand.Heartbeat;
import io.thalweg.core.group.GroupCommand.Leave;
import io.thalweg.core.group.GroupCommand.Leaver;
import io.thalweg.core.group.GroupCommand.Left;
import io.thalweg.core.group.JoinRound.Joiner;
import io.thalweg.core.group.LiveGroup.Waiter;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.core.turn.Turn;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who still lives, and who is gone.
final class MemberDecider {
  private final RebalanceDecider rebalance;

  MemberDecider(RebalanceDecider rebalance) {
    this.rebalance = rebalance;
  }

  void heartbeat(Turn turn, Roster roster, Heartbeat beat) {
    Problem problem = roster.check(beat.memberId(), beat.instance(), beat.generation());
    Member member = roster.member(beat.memberId());
    if (problem == Problem.NONE && member != null) {
      roster.live.heartbeats.touch(turn, member.id(), member.sessionMillis());
      problem = roster.phase() == Phase.PREPARING ? Problem.REBALANCING : Problem.NONE;
    }
    turn.reply(new Reply.Done(problem));
  }

  void leave(Turn turn, Roster roster, Leave leave) {
    if (roster.group() == null && roster.live.isIdle()) {
      turn.reply(new Left(Problem.UNKNOWN_MEMBER, List.of()));
      return;
    }
    List<Problem> problems = new ArrayList<>();
    LinkedHashSet<String> gone = new LinkedHashSet<>();
    for (Leaver leaver : leave.leavers()) {
      problems.add(leave(turn, roster, leaver, gone));
    }
    turn.reply(new Left(Problem.NONE, problems));
    if (gone.isEmpty()) {
      rebalance.settle(turn, roster);
    } else {
      rebalance.remove(turn, roster, gone);
    }
  }

  private static Problem leave(Turn turn, Roster roster, Leaver leaver, Set<String> gone) {
    String id = leaver.memberId();
    if (roster.live.promised.remove(id)) {
      roster.live.heartbeats.end(turn, id);
      return Problem.NONE;
    }
    if (id.isEmpty() && leaver.instance() != null) {
      Member member = roster.instance(leaver.instance());
      id = member == null ? "" : member.id();
    }
    if (gone.contains(id)) {
      return Problem.UNKNOWN_MEMBER;
    }
    Problem problem = roster.check(id, leaver.instance());
    if (problem == Problem.NONE) {
      gone.add(id);
    }
    return problem;
  }

  /// A session's alarm rang. Who waits for an answer lives, unless it is new and has waited long.
  void due(Turn turn, Roster roster, String memberId) {
    if (!roster.live.heartbeats.ended(turn, memberId)) {
      return;
    }
    if (roster.live.promised.remove(memberId)) {
      rebalance.settle(turn, roster);
      return;
    }
    Member member = roster.member(memberId);
    if (member == null) {
      return;
    }
    Joiner joiner = roster.joiner(memberId);
    boolean fresh = joiner != null && joiner.fresh();
    boolean waits = roster.awaitsJoin(memberId) || roster.live.syncs.containsKey(memberId);
    if (waits && !fresh) {
      roster.live.heartbeats.touch(turn, memberId, member.sessionMillis());
    } else {
      rebalance.remove(turn, roster, List.of(memberId));
    }
  }

  /// The connection of `client` closed: its requests wait no more. The member stays until its
  /// session ends.
  void clientGone(Turn turn, Roster roster, Client client) {
    for (Map.Entry<String, Waiter> sync : List.copyOf(roster.live.syncs.entrySet())) {
      if (sync.getValue().client().equals(client)) {
        roster.live.syncs.remove(sync.getKey());
        touch(turn, roster, sync.getKey());
      }
    }
    JoinRound round = roster.live.round;
    if (round == null) {
      return;
    }
    List<Joiner> abandoned = new ArrayList<>();
    for (Joiner joiner : round.joiners()) {
      Waiter waiter = joiner.waiter();
      if (waiter != null && waiter.client().equals(client)) {
        abandoned.add(joiner.abandoned());
      }
    }
    for (Joiner joiner : abandoned) {
      round.put(joiner);
      touch(turn, roster, joiner.member().id());
    }
  }

  private static void touch(Turn turn, Roster roster, String memberId) {
    Member member = roster.member(memberId);
    if (member != null) {
      roster.live.heartbeats.touch(turn, memberId, member.sessionMillis());
    }
  }
}
