package io.thalweg.core.group;

import io.thalweg.core.base.Check;
import io.thalweg.core.base.Opaque;
import io.thalweg.core.group.Group.Phase;
import io.thalweg.core.group.GroupCommand.Join;
import io.thalweg.core.group.GroupCommand.Joined;
import io.thalweg.core.group.JoinRound.Joiner;
import io.thalweg.core.group.LiveGroup.Waiter;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who may join, and under which id.
final class JoinDecider {
  private static final int MAX_NAME = 255;

  private final GroupView groups;
  private final LiveGroups lives;
  private final GroupLimits limits;
  private final RebalanceDecider rebalance;

  JoinDecider(GroupView groups, LiveGroups lives, GroupLimits limits, RebalanceDecider rebalance) {
    this.groups = groups;
    this.lives = lives;
    this.limits = limits;
    this.rebalance = rebalance;
  }

  void decide(Turn turn, Roster roster, Join join) {
    Problem problem = admits(roster, join);
    if (problem != Problem.NONE) {
      turn.reply(Joined.refused(problem, join.memberId()));
    } else if (join.memberId().isEmpty()) {
      joinNew(turn, roster, join);
    } else {
      joinKnown(turn, roster, join);
    }
  }

  private Problem admits(Roster roster, Join join) {
    if (join.sessionMillis() < limits.minSessionMillis()
        || join.sessionMillis() > limits.maxSessionMillis()) {
      return Problem.INVALID_SESSION_TIMEOUT;
    }
    if (tooLong(join)) {
      return Problem.INVALID_GROUP;
    }
    if (full(roster, join)) {
      return Problem.GROUP_FULL;
    }
    return roster.supports(join.protocolType(), join.protocols())
        ? Problem.NONE
        : Problem.INCONSISTENT_PROTOCOL;
  }

  private static boolean tooLong(Join join) {
    return join.protocolType().length() > MAX_NAME
        || (join.instance() != null && join.instance().length() > MAX_NAME);
  }

  /// Whether there is no room for the group, for one more member, or for what it brings.
  private boolean full(Roster roster, Join join) {
    Member before = before(roster, join);
    if (before == null && crowded(roster, join)) {
      return true;
    }
    Member next = member(join, join.memberId());
    List<Member> all = new ArrayList<>(roster.members());
    if (before != null) {
      all.remove(before);
      next = next.assigned(before.assignment());
    }
    all.add(next);
    int grows = next.bytes() - (before == null ? 0 : before.bytes());
    return Group.bytes(roster.name, all) + 4 * MAX_NAME > limits.maxStatementBytes()
        || (grows > 0 && groups.bytes() + lives.bytes() + grows > limits.maxBytes());
  }

  /// The member that joins, as it was until now, or null.
  private static @Nullable Member before(Roster roster, Join join) {
    Member known = roster.member(join.memberId());
    String instance = join.instance();
    return known == null && instance != null ? roster.instance(instance) : known;
  }

  private boolean crowded(Roster roster, Join join) {
    int others = roster.members().size() + roster.live.promised.size();
    if (roster.live.promised.contains(join.memberId())) {
      others--;
    }
    boolean created = roster.group() == null;
    return others >= limits.maxMembers()
        || (created && Math.max(groups.count() + 1, lives.count()) > limits.maxGroups());
  }

  private void joinNew(Turn turn, Roster roster, Join join) {
    String id = newId(turn, join);
    Member known = join.instance() == null ? null : roster.instance(join.instance());
    if (known != null) {
      takeOver(turn, roster, known, join, member(join, id));
    } else if (join.instance() == null && join.idRequired()) {
      roster.live.promised.add(id);
      roster.live.heartbeats.touch(turn, id, join.sessionMillis());
      turn.reply(Joined.refused(Problem.MEMBER_ID_REQUIRED, id));
    } else {
      enter(turn, roster, join, id);
    }
  }

  private void joinKnown(Turn turn, Roster roster, Join join) {
    String id = join.memberId();
    if (join.instance() == null && roster.live.promised.remove(id)) {
      enter(turn, roster, join, id);
      return;
    }
    Problem problem = roster.check(id, join.instance());
    Group group = roster.group();
    if (problem != Problem.NONE) {
      turn.reply(Joined.refused(problem, id));
    } else if (group == null || mustRejoin(roster, group, join)) {
      rejoin(turn, roster, join);
    } else {
      roster.live.heartbeats.touch(turn, id, join.sessionMillis());
      turn.reply(RebalanceDecider.current(group, id));
    }
  }

  /// Whether a member's join leads to a new generation: a leader's does, or a changed subscription.
  /// Else it merely repeats its last one.
  private static boolean mustRejoin(Roster roster, Group group, Join join) {
    Member member = group.member(join.memberId());
    boolean changed = member == null || !member.protocols().equals(join.protocols());
    return switch (roster.phase()) {
      case EMPTY, PREPARING -> true;
      case COMPLETING -> changed;
      case STABLE -> changed || roster.leads(join.memberId());
    };
  }

  /// A new member waits for its first generation: for a time of its own, since it can't send
  /// heartbeats yet.
  private void enter(Turn turn, Roster roster, Join join, String id) {
    roster.live.heartbeats.touch(turn, id, limits.newMemberMillis());
    Joiner joiner = new Joiner(member(join, id), true, Waiter.of(turn));
    rebalance.join(turn, roster, joiner, join.protocolType());
  }

  private void rejoin(Turn turn, Roster roster, Join join) {
    Joiner was = roster.joiner(join.memberId());
    boolean fresh = was != null && was.fresh();
    Member member = member(join, join.memberId());
    int millis = fresh ? limits.newMemberMillis() : join.sessionMillis();
    roster.live.heartbeats.touch(turn, member.id(), millis);
    Joiner joiner = new Joiner(member, fresh, Waiter.of(turn));
    rebalance.join(turn, roster, joiner, join.protocolType());
  }

  /// A static member has come back, under a new id: who else uses its lasting name is fenced. If
  /// the assignment need not change, there is no new generation (KIP-345, KIP-814).
  private void takeOver(Turn turn, Roster roster, Member known, Join join, Member next) {
    Joiner was = roster.joiner(known.id());
    boolean fresh = was != null && was.fresh();
    Phase phase = roster.phase();
    rebalance.fence(turn, roster, known);
    roster.live.heartbeats.touch(turn, next.id(), next.sessionMillis());
    Group group = roster.group();
    if (group == null || fresh) {
      Joiner joiner = new Joiner(next, true, Waiter.of(turn));
      rebalance.join(turn, roster, joiner, join.protocolType());
      return;
    }
    Member durable = Check.present(group.member(known.id()), "a member of the last generation");
    Group stable = replaced(group, known, next.assigned(known.assignment()), Phase.STABLE);
    if (phase == Phase.STABLE && chooses(stable, group.protocol())) {
      GroupStated.write(turn, stable);
      turn.reply(restored(group, stable, next.id(), join.maySkip()));
      return;
    }
    // What it now knows counts from the next generation on; so far only its id has changed.
    GroupStated.write(turn, replaced(group, known, durable.renamed(next.id()), Phase.PREPARING));
    Joiner joiner = new Joiner(next, false, Waiter.of(turn));
    rebalance.join(turn, roster, joiner, join.protocolType());
  }

  private static boolean chooses(Group group, String protocol) {
    return Roster.select(List.copyOf(group.members().values())).equals(protocol);
  }

  private static Group replaced(Group group, Member was, Member next, Phase phase) {
    return group.replacing(was.id(), next, phase, group.sinceMillis());
  }

  /// A client that can't skip the assignment is told the old leader's id, so as not to assign.
  private static Joined restored(Group was, Group now, String id, boolean maySkip) {
    boolean leads = maySkip && now.leader().equals(id);
    return new Joined(
        Problem.NONE,
        now.generation(),
        now.protocolType(),
        now.protocol(),
        maySkip ? now.leader() : was.leader(),
        id,
        leads ? RebalanceDecider.everyone(now) : List.of(),
        leads);
  }

  private static Member member(Join join, String id) {
    return new Member(
        id,
        join.instance(),
        cut(join.clientId()),
        cut(join.host()),
        join.sessionMillis(),
        Math.max(0, join.rebalanceMillis()),
        List.copyOf(join.protocols()),
        Opaque.EMPTY);
  }

  private static String newId(Turn turn, Join join) {
    String base = join.instance() == null ? cut(join.clientId()) : join.instance();
    return base + "-" + new UUID(turn.chance().nextLong(), turn.chance().nextLong());
  }

  private static String cut(String text) {
    return text.length() <= MAX_NAME ? text : text.substring(0, MAX_NAME);
  }
}
