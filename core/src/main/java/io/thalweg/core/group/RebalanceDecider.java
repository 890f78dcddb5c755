package io.thalweg.core.group;

import io.thalweg.core.base.Check;
import io.thalweg.core.base.Opaque;
import io.thalweg.core.group.Group.Phase;
import io.thalweg.core.group.GroupCommand.Joined;
import io.thalweg.core.group.GroupCommand.JoinedMember;
import io.thalweg.core.group.GroupCommand.Synced;
import io.thalweg.core.group.JoinRound.Joiner;
import io.thalweg.core.group.LiveGroup.Waiter;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.core.turn.Turn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Leads a group from one generation to the next.
final class RebalanceDecider {
  private final LiveGroups lives;
  private final GroupLimits limits;
  private final ToLongFunction<Turn> ids;

  RebalanceDecider(LiveGroups lives, GroupLimits limits, ToLongFunction<Turn> ids) {
    this.lives = lives;
    this.limits = limits;
    this.ids = ids;
  }

  /// `joiner` joins the next generation, which is prepared if it is not yet.
  void join(Turn turn, Roster roster, Joiner joiner, String protocolType) {
    JoinRound round = roster.live.round;
    boolean begins = round == null;
    if (round == null) {
      round = begin(turn, roster, protocolType);
    } else if (roster.members().isEmpty()) {
      round.protocolType = protocolType;
    }
    round.grown |= joiner.fresh() && !begins;
    enter(turn, roster, round, joiner);
    if (begins) {
      arm(turn, roster, round);
    }
    settle(turn, roster);
  }

  private void enter(Turn turn, Roster roster, JoinRound round, Joiner joiner) {
    long before = round.bytes();
    Joiner was = round.put(joiner);
    lives.grew(round.bytes() - before);
    if (was != null && was.waiter() != null) {
      answer(turn, was.waiter(), Joined.refused(Problem.REBALANCING, joiner.member().id()));
    }
    if (joiner.waiter() != null) {
      lives.waits(joiner.waiter(), roster.name);
    }
  }

  /// Prepares the next generation of a group that has one, though nobody has joined it yet.
  void prepare(Turn turn, Roster roster) {
    if (roster.live.round == null) {
      Group group = roster.group();
      JoinRound round = begin(turn, roster, group == null ? "" : group.protocolType());
      arm(turn, roster, round);
    }
    settle(turn, roster);
  }

  private JoinRound begin(Turn turn, Roster roster, String protocolType) {
    LiveGroup live = roster.live;
    boolean initial = roster.phase() == Phase.EMPTY;
    for (Waiter waiter : List.copyOf(live.syncs.values())) {
      answer(turn, waiter, Synced.refused(Problem.REBALANCING));
    }
    live.syncs.clear();
    live.expectNoSyncs(turn);
    JoinRound round = new JoinRound(lives.nextRound(), initial, protocolType);
    live.round = round;
    return round;
  }

  private void arm(Turn turn, Roster roster, JoinRound round) {
    long delay = roster.rebalanceMillis();
    if (round.initial) {
      round.remainingMillis = Math.max(delay - limits.initialDelayMillis(), 0);
      delay = limits.initialDelayMillis();
    }
    alarm(turn, roster, round, delay);
  }

  private static void alarm(Turn turn, Roster roster, JoinRound round, long delayMillis) {
    GroupCommand due = new GroupCommand.RebalanceDue(roster.name, round.number);
    round.alarm = turn.timers().schedule(turn.nowMillis() + delayMillis, due);
  }

  /// Ends the round if nobody else is expected.
  void settle(Turn turn, Roster roster) {
    JoinRound round = roster.live.round;
    if (round != null && !round.initial && roster.complete()) {
      complete(turn, roster, round);
    }
  }

  /// The alarm of a round rang.
  void due(Turn turn, Roster roster, long number) {
    JoinRound round = roster.live.round;
    if (round == null || round.number != number) {
      return;
    }
    if (round.initial && round.grown && round.remainingMillis > 0) {
      round.grown = false;
      long delay = Math.min(limits.initialDelayMillis(), round.remainingMillis);
      round.remainingMillis = Math.max(round.remainingMillis - delay, 0);
      alarm(turn, roster, round, delay);
    } else {
      complete(turn, roster, round);
    }
  }

  /// Begins the next generation with those who wait for it and with static members, whose place is
  /// kept until their session ends.
  private void complete(Turn turn, Roster roster, JoinRound round) {
    List<Member> kept = new ArrayList<>();
    List<String> late = new ArrayList<>();
    for (Member member : roster.members()) {
      if (roster.awaitsJoin(member.id()) || member.instance() != null) {
        kept.add(member);
      } else {
        late.add(member.id());
      }
    }
    for (String member : late) {
      roster.live.heartbeats.end(turn, member);
    }
    if (kept.isEmpty()) {
      close(turn, roster, round);
      empty(turn, roster);
      return;
    }
    String leader = leader(roster, kept);
    if (leader == null) {
      forget(turn, roster, round, late);
      turn.timers().cancel(round.alarm);
      alarm(turn, roster, round, roster.rebalanceMillis());
      return;
    }
    begin(turn, roster, next(turn, roster, kept, leader), round);
  }

  /// The leader if it waits, else the first that does; null if nobody does.
  private static @Nullable String leader(Roster roster, List<Member> kept) {
    String first = null;
    for (Member member : kept) {
      boolean waits = roster.awaitsJoin(member.id());
      if (waits && roster.leads(member.id())) {
        return member.id();
      }
      if (waits && first == null) {
        first = member.id();
      }
    }
    return first;
  }

  private Group next(Turn turn, Roster roster, List<Member> kept, String leader) {
    Group group = roster.group();
    if (group == null) {
      group = Group.created(ids.applyAsLong(turn), roster.name, turn.nowMillis());
    }
    String protocol = Roster.select(kept);
    Check.that(!protocol.isEmpty(), "expected a protocol that all members know, but there is none");
    List<Member> members = new ArrayList<>();
    kept.forEach(member -> members.add(member.assigned(Opaque.EMPTY)));
    return new Group(
        group.id(),
        group.name(),
        Phase.COMPLETING,
        turn.nowMillis(),
        group.nextGeneration(),
        roster.protocolType(),
        protocol,
        leader,
        Group.byId(members));
  }

  private void begin(Turn turn, Roster roster, Group next, JoinRound round) {
    close(turn, roster, round);
    GroupStated.write(turn, next);
    for (Member member : next.members().values()) {
      roster.live.heartbeats.touch(turn, member.id(), member.sessionMillis());
    }
    expectSyncs(turn, roster, next);
    for (Member member : next.members().values()) {
      Joiner joiner = round.get(member.id());
      if (joiner != null && joiner.waiter() != null) {
        answer(turn, joiner.waiter(), current(next, member.id()));
      }
    }
  }

  private static void expectSyncs(Turn turn, Roster roster, Group group) {
    Collection<String> members = group.members().keySet();
    roster.live.expectSyncs(turn, members, group.generation(), roster.rebalanceMillis());
  }

  /// What a member is told that belongs to the group's generation.
  static Joined current(Group group, String memberId) {
    List<JoinedMember> members = group.leader().equals(memberId) ? everyone(group) : List.of();
    return new Joined(
        Problem.NONE,
        group.generation(),
        group.protocolType(),
        group.protocol(),
        group.leader(),
        memberId,
        members,
        false);
  }

  static List<JoinedMember> everyone(Group group) {
    List<JoinedMember> all = new ArrayList<>();
    for (Member member : group.members().values()) {
      Opaque metadata = member.metadata(group.protocol());
      all.add(new JoinedMember(member.id(), member.instance(), metadata));
    }
    return all;
  }

  private void close(Turn turn, Roster roster, JoinRound round) {
    turn.timers().cancel(round.alarm);
    lives.grew(-round.bytes());
    roster.live.round = null;
  }

  private static void empty(Turn turn, Roster roster) {
    Group group = roster.group();
    if (group != null && group.phase() != Phase.EMPTY) {
      GroupStated.write(turn, group.emptied(turn.nowMillis()));
    }
  }

  /// Removes members, living or not: what is left begins anew.
  void remove(Turn turn, Roster roster, Collection<String> gone) {
    LiveGroup live = roster.live;
    for (String member : gone) {
      live.heartbeats.end(turn, member);
      live.synced(turn, member);
      Waiter sync = live.syncs.remove(member);
      if (sync != null) {
        answer(turn, sync, Synced.refused(Problem.UNKNOWN_MEMBER));
      }
    }
    forget(turn, roster, live.round, gone);
    if (roster.phase() != Phase.EMPTY) {
      prepare(turn, roster);
    }
  }

  private void forget(
      Turn turn, Roster roster, @Nullable JoinRound round, Collection<String> gone) {
    for (String member : gone) {
      if (round != null) {
        forget(turn, round, member);
      }
    }
    Group group = roster.group();
    if (group != null) {
      List<String> durable = gone.stream().filter(id -> group.member(id) != null).toList();
      if (!durable.isEmpty()) {
        MembersRemoved.write(turn, group.id(), durable);
      }
    }
  }

  private void forget(Turn turn, JoinRound round, String member) {
    long before = round.bytes();
    Joiner joiner = round.remove(member);
    lives.grew(round.bytes() - before);
    if (joiner != null && joiner.waiter() != null) {
      answer(turn, joiner.waiter(), Joined.refused(Problem.UNKNOWN_MEMBER, member));
    }
  }

  /// Another client came with the lasting name of `was`: that one's requests end, and so does its
  /// session.
  void fence(Turn turn, Roster roster, Member was) {
    LiveGroup live = roster.live;
    live.heartbeats.end(turn, was.id());
    live.synced(turn, was.id());
    Waiter sync = live.syncs.remove(was.id());
    if (sync != null) {
      answer(turn, sync, Synced.refused(Problem.FENCED_INSTANCE));
    }
    JoinRound round = live.round;
    if (round != null) {
      long before = round.bytes();
      Joiner joiner = round.remove(was.id());
      lives.grew(round.bytes() - before);
      if (joiner != null && joiner.waiter() != null) {
        answer(turn, joiner.waiter(), Joined.refused(Problem.FENCED_INSTANCE, was.id()));
      }
    }
  }

  /// The time to ask for assignments is over: who didn't is removed.
  void syncDue(Turn turn, Roster roster, int generation) {
    if (roster.live.round == null
        && roster.generation() == generation
        && !roster.live.unsynced.isEmpty()) {
      remove(turn, roster, List.copyOf(roster.live.unsynced));
    }
  }

  /// After a restart: every member has a fresh session, and a rebalance a fresh start.
  void resume(Turn turn, Roster roster, Group group) {
    for (Member member : group.members().values()) {
      roster.live.heartbeats.touch(turn, member.id(), member.sessionMillis());
    }
    if (group.phase() == Phase.COMPLETING) {
      expectSyncs(turn, roster, group);
    } else if (group.phase() == Phase.PREPARING) {
      prepare(turn, roster);
    }
  }

  /// Answers who waited.
  void answer(Turn turn, Waiter waiter, Reply reply) {
    lives.answered(waiter);
    waiter.reply(turn, reply);
  }
}
