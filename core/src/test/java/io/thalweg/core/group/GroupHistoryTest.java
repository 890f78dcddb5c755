package io.thalweg.core.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Chance;
import io.thalweg.core.group.GroupCommand.Assignment;
import io.thalweg.core.group.GroupCommand.CommitOffsets;
import io.thalweg.core.group.GroupCommand.Heartbeat;
import io.thalweg.core.group.GroupCommand.Join;
import io.thalweg.core.group.GroupCommand.Joined;
import io.thalweg.core.group.GroupCommand.Leave;
import io.thalweg.core.group.GroupCommand.Leaver;
import io.thalweg.core.group.GroupCommand.Position;
import io.thalweg.core.group.GroupCommand.Sync;
import io.thalweg.core.group.Member.Protocol;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random histories of clients that come, go, fall silent and talk nonsense, with restarts and
/// restating in between: replay equals life, every alarm and every waiter ends.
class GroupHistoryTest {
  private final GroupScenario broker = new GroupScenario();
  private final List<String> known = new ArrayList<>(List.of("", "who"));
  private final List<GroupScenario.Asker> askers = new ArrayList<>();
  private Chance chance;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void replayEqualsLife(long seed) {
    chance = new Chance(seed);
    for (int i = 0; i < 4; i++) {
      askers.add(new GroupScenario.Asker());
    }
    for (int step = 0; step < 1_500; step++) {
      step();
      learn();
      if (step % 25 == 0) {
        broker.checkReplay();
      }
    }
    askers.forEach(broker::gone);
    broker.pass(GroupLimits.DEFAULT.retentionMillis() * 2);
    broker.checkReplay();
    assertThat(broker.state.count()).isZero();
    assertThat(broker.alarms()).as("only the sweep").isEqualTo(1);
  }

  private void step() {
    switch (chance.nextInt(24)) {
      case 0, 1, 2, 3, 4, 5 -> ask(join());
      case 6, 7, 8, 9, 10 -> ask(sync());
      case 11, 12, 13 -> ask(new Heartbeat(group(), pick(known), instance(), generation()));
      case 14 -> ask(new Leave(group(), List.of(new Leaver(pick(known), instance()))));
      case 15, 16 -> ask(commit());
      case 17, 18, 19 -> broker.pass(chance.nextInt(8_000));
      case 20 -> broker.pass(chance.nextInt(80_000));
      case 21, 22 -> broker.restateOldest();
      case 23 -> rare();
      default -> throw new AssertionError();
    }
  }

  private void rare() {
    if (chance.nextInt(2) == 0) {
      broker.restart();
    } else {
      int gone = chance.nextInt(askers.size());
      broker.gone(askers.get(gone));
      askers.set(gone, new GroupScenario.Asker());
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
    return new Join(
        group(), pick(known), instance(), "c", "h", 10_000, 30_000, "t", protocols, modern, modern);
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
    if (chance.nextInt(3) == 0) {
      return new CommitOffsets(group(), "", null, -1, List.of(position));
    }
    return new CommitOffsets(group(), pick(known), instance(), generation(), List.of(position));
  }

  private String group() {
    return "g" + chance.nextInt(3);
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
    for (GroupScenario.Asker asker : askers) {
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
    while (known.size() > 12) {
      known.remove(2);
    }
  }
}
