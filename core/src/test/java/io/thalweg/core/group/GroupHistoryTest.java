package io.thalweg.core.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Chance;
import io.thalweg.core.base.Opaque;
import io.thalweg.core.group.GroupCommand.Assignment;
import io.thalweg.core.group.GroupCommand.CommitOffsets;
import io.thalweg.core.group.GroupCommand.Delete;
import io.thalweg.core.group.GroupCommand.Describe;
import io.thalweg.core.group.GroupCommand.Descriptions;
import io.thalweg.core.group.GroupCommand.Heartbeat;
import io.thalweg.core.group.GroupCommand.Join;
import io.thalweg.core.group.GroupCommand.Joined;
import io.thalweg.core.group.GroupCommand.Leave;
import io.thalweg.core.group.GroupCommand.Leaver;
import io.thalweg.core.group.GroupCommand.ListAll;
import io.thalweg.core.group.GroupCommand.Position;
import io.thalweg.core.group.GroupCommand.RemoveOffsets;
import io.thalweg.core.group.GroupCommand.Sync;
import io.thalweg.core.group.Member.Protocol;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.core.turn.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random histories of clients that come, go, fall silent and talk nonsense, with restarts and
/// restating in between: replay equals life, every alarm and every waiter ends.
class GroupHistoryTest {
  private final GroupScenario broker = new GroupScenario();
  private final List<String> known = new ArrayList<>(List.of("", "who"));
  private final List<Scenario.Asker> askers = new ArrayList<>();
  private final Set<String> reached = new TreeSet<>();
  private Chance chance;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void replayEqualsLife(long seed) {
    chance = new Chance(seed);
    for (int i = 0; i < 4; i++) {
      askers.add(new Scenario.Asker());
    }
    for (int step = 0; step < 4_000; step++) {
      step();
      learn();
      reach();
      if (step % 25 == 0) {
        broker.checkReplay();
      }
    }
    assertThat(reached)
        .as("a history that goes nowhere proves nothing")
        .contains("COMPLETING with 2", "STABLE with 1");
    askers.forEach(broker::gone);
    broker.pass(GroupLimits.DEFAULT.retentionMillis() * 2);
    broker.checkReplay();
    assertThat(broker.state.count()).isZero();
    assertThat(broker.alarms()).as("only the sweep").isEqualTo(1);
  }

  private void reach() {
    for (Group group : broker.state.groups()) {
      reached.add(group.phase() + " with " + group.members().size());
    }
  }

  private void step() {
    switch (chance.nextInt(32)) {
      case 0, 1, 2, 3, 4, 5, 6 -> ask(join());
      case 7, 8, 9, 10, 11, 12 -> ask(sync());
      case 13, 14, 15, 16, 17, 18 -> ask(heartbeat());
      case 19, 20, 21 -> ask(commit());
      case 22 -> administer();
      case 23 -> ask(new Leave(group(), List.of(new Leaver(pick(known), instance()))));
      case 24, 25, 26, 27 -> broker.pass(chance.nextInt(4_000));
      case 28, 29, 30 -> broker.restateOldest();
      case 31 -> rare();
      default -> throw new AssertionError();
    }
  }

  private void administer() {
    String group = group();
    switch (chance.nextInt(4)) {
      case 0 -> ask(new Delete(group));
      case 1 -> ask(new ListAll());
      default -> {
        long described = broker.ask(new Describe(List.of(group)));
        Descriptions found = broker.reply(Descriptions.class, described);
        broker.client.replies.clear();
        List<Member> seen = found.groups().getFirst().members();
        ask(new RemoveOffsets(group, seen, List.of(1L + chance.nextInt(5))));
      }
    }
  }

  private void rare() {
    switch (chance.nextInt(4)) {
      case 0 -> broker.restart();
      case 1 -> broker.pass(chance.nextInt(80_000));
      default -> {
        int gone = chance.nextInt(askers.size());
        broker.gone(askers.get(gone));
        askers.set(gone, new Scenario.Asker());
      }
    }
  }

  private void ask(GroupCommand command) {
    broker.ask(command, pick(askers));
  }

  private Join join() {
    List<Protocol> protocols = new ArrayList<>();
    protocols.add(new Protocol("range", Members.bytes("s" + chance.nextInt(3))));
    if (chance.nextInt(2) == 0) {
      protocols.add(chance.nextInt(2), new Protocol("sticky", Opaque.EMPTY));
    }
    boolean modern = chance.nextInt(3) > 0;
    String group = group();
    Member again = member(group);
    boolean same = again != null && chance.nextInt(2) == 0;
    return new Join(
        group,
        same ? again.id() : pick(known),
        same ? again.instance() : instance(),
        "c",
        "h",
        20_000,
        30_000,
        "t",
        protocols,
        modern,
        modern);
  }

  /// A member of that group, or null.
  private Member member(String group) {
    Group now = broker.state.named(group);
    return now == null || now.members().isEmpty()
        ? null
        : pick(List.copyOf(now.members().values()));
  }

  private Heartbeat heartbeat() {
    String group = group();
    Member member = member(group);
    if (member == null || chance.nextInt(4) == 0) {
      return new Heartbeat(group, pick(known), instance(), generation());
    }
    int generation = broker.state.named(group).generation();
    return new Heartbeat(group, member.id(), member.instance(), generation);
  }

  private Sync sync() {
    String group = group();
    Group now = broker.state.named(group);
    if (now == null || now.members().isEmpty()) {
      return new Sync(group, pick(known), null, 0, null, null, List.of());
    }
    List<Member> members = List.copyOf(now.members().values());
    Member member = pick(members);
    List<Assignment> all = new ArrayList<>();
    for (Member each : members) {
      all.add(new Assignment(each.id(), Members.bytes("a" + chance.nextInt(9))));
    }
    return new Sync(group, member.id(), member.instance(), now.generation(), null, null, all);
  }

  private CommitOffsets commit() {
    Position position = new Position(1 + chance.nextInt(5), chance.nextInt(99), -1, "");
    String group = group();
    Member member = member(group);
    if (member != null && chance.nextInt(2) == 0) {
      int generation = broker.state.named(group).generation();
      return new CommitOffsets(
          group, member.id(), member.instance(), generation, List.of(position));
    }
    if (chance.nextInt(3) == 0) {
      return new CommitOffsets(group, "", null, -1, List.of(position));
    }
    return new CommitOffsets(group(), pick(known), instance(), generation(), List.of(position));
  }

  private String group() {
    return "g" + chance.nextInt(2);
  }

  private String instance() {
    return chance.nextInt(4) == 0 ? "i" + chance.nextInt(3) : null;
  }

  private int generation() {
    return chance.nextInt(20);
  }

  private <T> T pick(List<T> some) {
    return some.get(chance.nextInt(some.size()));
  }

  /// Clients use the ids that they were given.
  private void learn() {
    for (Scenario.Asker asker : askers) {
      for (Reply reply : asker.replies.values()) {
        boolean given =
            reply instanceof Joined joined
                && (joined.problem() == Problem.NONE
                    || joined.problem() == Problem.MEMBER_ID_REQUIRED);
        if (given && reply instanceof Joined joined && !known.contains(joined.memberId())) {
          known.add(joined.memberId());
        }
      }
      asker.replies.clear();
    }
    while (known.size() > 8) {
      known.remove(2);
    }
  }
}
