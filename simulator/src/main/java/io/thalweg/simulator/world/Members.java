package io.thalweg.simulator.world;

import io.thalweg.core.base.Chance;
import io.thalweg.core.base.Opaque;
import io.thalweg.core.group.GroupCommand;
import io.thalweg.core.group.GroupCommand.Assignment;
import io.thalweg.core.group.GroupCommand.CommitOffsets;
import io.thalweg.core.group.GroupCommand.Joined;
import io.thalweg.core.group.GroupCommand.JoinedMember;
import io.thalweg.core.group.GroupCommand.Synced;
import io.thalweg.core.group.Member.Protocol;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.simulator.told.Counts;
import io.thalweg.simulator.told.HistoryFailed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Members of consumer groups: they join, are assigned what the leader says, send heartbeats,
/// commit and leave; through every crash, what was said of a generation stays true.
final class Members {
  private static final int GROUPS = 2;
  private static final int MEMBERS = 3;
  private static final int SESSION_MILLIS = 5_000;
  private static final int REBALANCE_MILLIS = 500;

  private enum Phase {
    OUT,
    ASKING,
    JOINED,
    IN
  }

  /// What has been said of a group.
  private static final class GroupModel {
    final String name;
    final Map<Integer, String> leaders = new HashMap<>();
    int generation;

    GroupModel(String name) {
      this.name = name;
    }
  }

  private static final class Member {
    final GroupModel group;
    final int connection;
    String id = "";
    int generation = -1;

    /// When it last asked what it was told as one of the group; -1: perhaps it is not.
    long aliveMillis = -1;

    List<JoinedMember> all = List.of();
    Phase phase = Phase.OUT;

    Member(GroupModel group, int connection) {
      this.group = group;
      this.connection = connection;
    }

    void out(boolean forgotten) {
      phase = Phase.OUT;
      id = forgotten ? "" : id;
      aliveMillis = forgotten ? -1 : aliveMillis;
    }
  }

  private final Chance chance;
  private final Counts counts;
  private final List<Member> members = new ArrayList<>();
  private long commits;

  Members(Chance chance, Counts counts) {
    this.chance = chance;
    this.counts = counts;
    for (int group = 0; group < GROUPS; group++) {
      GroupModel model = new GroupModel("members-" + group);
      for (int member = 0; member < MEMBERS; member++) {
        members.add(new Member(model, member % Life.CONNECTIONS));
      }
    }
  }

  /// A life begins: nothing of an earlier one will be answered.
  void opened() {
    members.forEach(Members::unanswered);
  }

  void disconnected(int connection) {
    members.stream().filter(m -> m.connection == connection).forEach(Members::unanswered);
  }

  private static void unanswered(Member member) {
    if (member.phase == Phase.ASKING) {
      member.out(false);
    }
  }

  /// One thing that a member does; false: it has to wait.
  boolean act(Life life, PartitionModel partition) {
    Member member = members.get(chance.nextInt(members.size()));
    switch (member.phase) {
      case OUT -> join(life, member);
      case ASKING -> {
        return false;
      }
      case JOINED -> sync(life, member);
      case IN -> {
        int pick = chance.nextInt(20);
        if (pick < 10) {
          heartbeat(life, member);
        } else if (pick < 17) {
          commit(life, member, partition);
        } else if (pick < 19) {
          join(life, member);
        } else {
          leave(life, member);
        }
      }
    }
    return true;
  }

  private void join(Life life, Member member) {
    member.phase = Phase.ASKING;
    Protocol protocol = new Protocol("any", bytes("wants " + chance.nextInt(3)));
    life.submit(
        member.connection,
        new GroupCommand.Join(
            member.group.name,
            member.id,
            null,
            "client",
            "host",
            SESSION_MILLIS,
            REBALANCE_MILLIS,
            "consumer",
            List.of(protocol),
            true,
            true),
        false,
        reply -> {
          if (reply instanceof Joined joined && joined.problem() == Problem.NONE) {
            joined(life, member, joined);
          } else if (reply instanceof Joined refused
              && refused.problem() == Problem.MEMBER_ID_REQUIRED) {
            member.out(false);
            member.id = refused.memberId();
          } else {
            refused(member, reply);
          }
        });
  }

  private void joined(Life life, Member member, Joined joined) {
    GroupModel group = member.group;
    int generation = joined.generation();
    String leader = group.leaders.get(generation);
    boolean begins = leader != null && !leader.equals(joined.leader());
    if (begins || generation < group.generation) {
      HistoryFailed.unless(
          mayBeGone(group, life.elapsed()),
          () -> group.name + " was at " + group.leaders + ", but is at " + joined);
      group.leaders.clear();
    }
    group.leaders.put(generation, joined.leader());
    group.generation = generation;
    member.id = joined.memberId();
    member.generation = generation;
    member.all = joined.members();
    member.phase = Phase.JOINED;
    counts.joined++;
  }

  /// Whether the group may have lost all its members meanwhile, and so have begun anew.
  private boolean mayBeGone(GroupModel group, long elapsed) {
    return members.stream()
        .filter(m -> m.group == group)
        .allMatch(m -> m.aliveMillis < 0 || elapsed - m.aliveMillis >= REBALANCE_MILLIS);
  }

  /// What a leader assigns: always the same to the same member of a generation.
  private static Opaque assigned(int generation, String member) {
    return bytes(generation + " for " + member);
  }

  private static Opaque bytes(String text) {
    return new Opaque(text.getBytes(StandardCharsets.UTF_8));
  }

  private void sync(Life life, Member member) {
    member.phase = Phase.ASKING;
    int generation = member.generation;
    long asked = life.elapsed();
    List<Assignment> all =
        member.all.stream()
            .map(m -> new Assignment(m.memberId(), assigned(generation, m.memberId())))
            .toList();
    life.submit(
        member.connection,
        new GroupCommand.Sync(member.group.name, member.id, null, generation, null, null, all),
        false,
        reply -> {
          if (reply instanceof Synced synced && synced.problem() == Problem.NONE) {
            HistoryFailed.unless(
                synced.assignment().equals(assigned(generation, member.id)),
                () -> member.id + " of generation " + generation + " is assigned " + synced);
            member.phase = Phase.IN;
            member.aliveMillis = asked;
            counts.assigned++;
          } else {
            refused(member, reply);
          }
        });
  }

  private void heartbeat(Life life, Member member) {
    long asked = life.elapsed();
    life.submit(
        member.connection,
        new GroupCommand.Heartbeat(member.group.name, member.id, null, member.generation),
        false,
        reply -> {
          if (reply.problem() == Problem.NONE) {
            member.aliveMillis = Math.max(member.aliveMillis, asked);
            counts.heartbeats++;
          } else {
            refused(member, reply);
          }
        });
  }

  private void commit(Life life, Member member, PartitionModel partition) {
    long offset = ++commits;
    var positions = List.of(new GroupCommand.Position(partition.id, offset, -1, ""));
    life.submit(
        member.connection,
        new CommitOffsets(member.group.name, member.id, null, member.generation, positions),
        false,
        reply -> {
          if (reply.problem() != Problem.NONE) {
            refused(member, reply);
          }
        });
  }

  private void leave(Life life, Member member) {
    member.phase = Phase.ASKING;
    member.aliveMillis = -1;
    life.submit(
        member.connection,
        new GroupCommand.Leave(
            member.group.name, List.of(new GroupCommand.Leaver(member.id, null))),
        false,
        reply -> {
          boolean known = reply.problem() == Problem.TRY_AGAIN;
          member.out(!known);
          counts.left += known ? 0 : 1;
        });
  }

  private static void refused(Member member, Reply reply) {
    switch (reply.problem()) {
      case UNKNOWN_MEMBER -> member.out(true);
      case STALE_GENERATION, REBALANCING, TRY_AGAIN -> member.out(false);
      default -> throw new HistoryFailed(member.group.name + " answers " + reply);
    }
  }
}
