package io.thalweg.core.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.group.Group.Phase;
import io.thalweg.core.group.GroupCommand.Assignment;
import io.thalweg.core.group.GroupCommand.Heartbeat;
import io.thalweg.core.group.GroupCommand.Join;
import io.thalweg.core.group.GroupCommand.Joined;
import io.thalweg.core.group.GroupCommand.Leave;
import io.thalweg.core.group.GroupCommand.Leaver;
import io.thalweg.core.group.GroupCommand.Left;
import io.thalweg.core.group.GroupCommand.Sync;
import io.thalweg.core.group.GroupCommand.Synced;
import io.thalweg.core.group.Member.Protocol;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What members of the group `g` say, as today's Java client says it.
final class Members {
  static final int SESSION = 10_000;
  static final int REBALANCE = 60_000;

  private Members() {}

  static Opaque bytes(String text) {
    return new Opaque(text.getBytes(StandardCharsets.UTF_8));
  }

  static Join join(String member, String instance, String... protocols) {
    List<Protocol> known = new ArrayList<>();
    for (String protocol : protocols) {
      String[] parts = protocol.split(":", 2);
      known.add(new Protocol(parts[0], bytes(parts.length > 1 ? parts[1] : "")));
    }
    return new Join(
        "g",
        member,
        instance,
        "c",
        "/127.0.0.1",
        SESSION,
        REBALANCE,
        "consumer",
        known,
        true,
        true);
  }

  static Join join(String member) {
    return join(member, null, "range:sub");
  }

  /// A new member asks for its id.
  static String id(GroupScenario broker) {
    Joined joined = broker.get(Joined.class, join(""));
    assertThat(joined.problem()).isEqualTo(Problem.MEMBER_ID_REQUIRED);
    return joined.memberId();
  }

  static Sync sync(String member, int generation, Assignment... assignments) {
    return new Sync("g", member, null, generation, "consumer", "range", List.of(assignments));
  }

  static Assignment assign(String member, String what) {
    return new Assignment(member, bytes(what));
  }

  static Problem beat(GroupScenario broker, String member, int generation) {
    return broker.get(Reply.Done.class, new Heartbeat("g", member, null, generation)).problem();
  }

  static Left leave(GroupScenario broker, String... members) {
    List<Leaver> leavers = new ArrayList<>();
    for (String member : members) {
      leavers.add(new Leaver(member, null));
    }
    return broker.get(Left.class, new Leave("g", leavers));
  }

  /// A stable group of so many members: its first leads, and all have their assignment.
  static List<String> stable(GroupScenario broker, int count) {
    List<String> ids = new ArrayList<>();
    List<Long> joins = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(id(broker));
      joins.add(broker.ask(join(ids.get(i))));
    }
    broker.pass(GroupLimits.DEFAULT.initialDelayMillis() * 3L);
    int generation = broker.reply(Joined.class, joins.getFirst()).generation();
    syncAll(broker, ids, generation);
    return ids;
  }

  static void syncAll(GroupScenario broker, List<String> ids, int generation) {
    Assignment[] all = ids.stream().map(id -> assign(id, "for " + id)).toArray(Assignment[]::new);
    String leader = broker.state.named("g").leader();
    for (String id : ids) {
      Assignment[] said = id.equals(leader) ? all : new Assignment[0];
      long request = broker.ask(sync(id, generation, said));
      if (broker.answered(request)) {
        assertThat(broker.reply(Synced.class, request).assignment()).isEqualTo(bytes("for " + id));
      }
    }
    assertThat(broker.state.named("g").phase()).isEqualTo(Phase.STABLE);
  }
}
