package io.thalweg.core.group;

import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Scenario;
import java.util.HashSet;
import java.util.Set;

/// A broker that has nothing but groups.
final class GroupScenario extends Scenario<GroupState> {
  final Set<Long> deletedPartitions = new HashSet<>();
  private final GroupLimits limits;
  GroupDecider decider;
  private long nextId = 100;

  GroupScenario() {
    this(GroupLimits.DEFAULT);
  }

  GroupScenario(GroupLimits limits) {
    this.limits = limits;
    this.state = fresh();
    open();
  }

  private void open() {
    decider = new GroupDecider(state, limits, _ -> nextId++, this::exists);
    decide(new GroupCommand.Opened());
  }

  private boolean exists(long partition) {
    return partition > 0 && !deletedPartitions.contains(partition);
  }

  @Override
  protected void decideOne(Command command) {
    decider.decide(this, (GroupCommand) command);
  }

  @Override
  protected GroupState fresh() {
    return new GroupState(this::exists);
  }

  @Override
  protected String text(GroupState of) {
    StringBuilder out = new StringBuilder();
    for (Group group : of.groups()) {
      out.append(group).append('\n').append(of.offsets(group.id())).append('\n');
    }
    return out.append(of.count()).append(' ').append(of.bytes()).toString();
  }

  void gone(Client who) {
    decider.clientGone(this, who);
  }

  /// Stops and starts: everything live is lost.
  void restart() {
    checkReplay();
    state = replayed();
    forgetAlarms();
    open();
  }
}
