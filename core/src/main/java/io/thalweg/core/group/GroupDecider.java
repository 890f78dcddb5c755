package io.thalweg.core.group;

import io.thalweg.core.group.GroupCommand.CommitOffsets;
import io.thalweg.core.group.GroupCommand.Committed;
import io.thalweg.core.group.GroupCommand.FetchOffsets;
import io.thalweg.core.group.GroupCommand.Heartbeat;
import io.thalweg.core.group.GroupCommand.Join;
import io.thalweg.core.group.GroupCommand.Joined;
import io.thalweg.core.group.GroupCommand.Leave;
import io.thalweg.core.group.GroupCommand.Left;
import io.thalweg.core.group.GroupCommand.MemberDue;
import io.thalweg.core.group.GroupCommand.Offsets;
import io.thalweg.core.group.GroupCommand.RebalanceDue;
import io.thalweg.core.group.GroupCommand.Sync;
import io.thalweg.core.group.GroupCommand.SyncDue;
import io.thalweg.core.group.GroupCommand.Synced;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.core.turn.Turn;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.function.ToLongFunction;

/// Decides everything about groups; each part has its own decider.
public final class GroupDecider {
  /// Longest name of a group in UTF-16 units.
  public static final int MAX_NAME = 255;

  private final GroupView groups;
  private final LiveGroups lives = new LiveGroups();
  private final RebalanceDecider rebalance;
  private final JoinDecider joins;
  private final SyncDecider syncs;
  private final MemberDecider members;
  private final OffsetDecider offsets;
  private final RetentionDecider retention;
  private final AdminDecider admin;

  /// @param ids gives a fresh durable id
  /// @param partitionExists says of a partition's aggregate id whether there (still) is one
  public GroupDecider(
      GroupView groups,
      GroupLimits limits,
      ToLongFunction<Turn> ids,
      LongPredicate partitionExists) {
    this.groups = groups;
    this.rebalance = new RebalanceDecider(lives, limits, ids);
    this.joins = new JoinDecider(groups, lives, limits, rebalance);
    this.syncs = new SyncDecider(groups, lives, limits, rebalance);
    this.members = new MemberDecider(rebalance);
    this.offsets = new OffsetDecider(groups, limits, ids, partitionExists);
    this.retention = new RetentionDecider(groups, lives, limits, partitionExists);
    this.admin = new AdminDecider(groups, lives);
  }

  /// Decides `command`. A session's command is answered now or later, but for sure while its client
  /// is there; an alarm's is not.
  public void decide(Turn turn, GroupCommand command) {
    switch (command) {
      case Join c when bad(c.group()) ->
          turn.reply(Joined.refused(Problem.INVALID_GROUP, c.memberId()));
      case Sync c when bad(c.group()) -> turn.reply(Synced.refused(Problem.INVALID_GROUP));
      case Heartbeat c when bad(c.group()) -> turn.reply(new Reply.Done(Problem.INVALID_GROUP));
      case Leave c when bad(c.group()) -> turn.reply(new Left(Problem.INVALID_GROUP, List.of()));
      case CommitOffsets c when bad(c.group()) ->
          turn.reply(new Committed(Problem.INVALID_GROUP, List.of()));
      case FetchOffsets c when bad(c.group()) ->
          turn.reply(new Offsets(Problem.INVALID_GROUP, List.of()));
      case Join c -> at(c.group(), roster -> joins.decide(turn, roster, c));
      case Sync c -> at(c.group(), roster -> syncs.decide(turn, roster, c));
      case Heartbeat c -> at(c.group(), roster -> members.heartbeat(turn, roster, c));
      case Leave c -> at(c.group(), roster -> members.leave(turn, roster, c));
      case CommitOffsets c -> at(c.group(), roster -> offsets.commit(turn, roster, c));
      case FetchOffsets c -> offsets.fetch(turn, c);
      case GroupCommand.Describe c -> admin.describe(turn, c);
      case GroupCommand.ListAll _ -> admin.list(turn);
      case GroupCommand.Delete c -> at(c.group(), roster -> admin.delete(turn, roster));
      case GroupCommand.RemoveOffsets c ->
          at(c.group(), roster -> admin.removeOffsets(turn, roster, c));
      case MemberDue c -> at(c.group(), roster -> members.due(turn, roster, c.memberId()));
      case RebalanceDue c -> at(c.group(), roster -> rebalance.due(turn, roster, c.round()));
      case SyncDue c -> at(c.group(), roster -> rebalance.syncDue(turn, roster, c.generation()));
      case GroupCommand.SweepDue c -> retention.sweep(turn, c.from());
      case GroupCommand.Opened _ -> opened(turn);
    }
  }

  /// The connection of `client` closed: its requests wait no more.
  public void clientGone(Turn turn, Client client) {
    for (String group : lives.leave(client)) {
      at(group, roster -> members.clientGone(turn, roster, client));
    }
  }

  private void opened(Turn turn) {
    for (Group group : groups.groups()) {
      at(group.name(), roster -> rebalance.resume(turn, roster, group));
    }
    turn.timers().schedule(turn.nowMillis(), new GroupCommand.SweepDue(0));
  }

  private static boolean bad(String group) {
    return group.isEmpty() || group.length() > MAX_NAME;
  }

  private void at(String group, Consumer<Roster> decision) {
    decision.accept(new Roster(groups, lives.at(group)));
    lives.tidy(group);
  }
}
