package io.thalweg.core.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Chance;
import io.thalweg.core.exchange.Exchange;
import io.thalweg.core.publish.PublishCommand.Message;
import io.thalweg.core.publish.PublishScenario.Box;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// However messages are gathered, each queue gets what it would get of them one by one.
class PublishHistoryTest {
  private static final int QUEUES = 8;
  private static final int EXCHANGES = 4;

  private final PublishScenario broker = new PublishScenario();
  private final Map<String, Set<Integer>> bound = new TreeMap<>();
  private final List<Box> boxes = new ArrayList<>();

  /// What lies in each partition.
  private final Map<Long, List<String>> expected = new TreeMap<>();

  private int published;

  /// How many large messages the next command may have.
  private int large;

  private void begin(Chance chance) {
    TopicInfo topic = broker.topic("orders");
    for (int i = 0; i < QUEUES; i++) {
      Box box =
          i < 2
              ? broker.subscription("q" + i, topic)
              : broker.queue("q" + i, 1 + chance.nextInt(2));
      boolean limited = i >= 2 && chance.nextInt(3) == 0;
      box.mostEvents = limited ? chance.nextInt(60) : Integer.MAX_VALUE;
      boxes.add(box);
    }
    for (int i = 0; i < EXCHANGES; i++) {
      broker.exchanges.declare("x" + i, Exchange.Type.FANOUT, false);
      bound.put("x" + i, new TreeSet<>());
      for (int queue = 0; queue < QUEUES; queue++) {
        if (chance.nextInt(2) == 0) {
          broker.exchanges.bind("x" + i, "q" + queue, "");
          bound.get("x" + i).add(queue);
        }
      }
    }
  }

  private Letter letter(Chance chance) {
    int bytes = chance.nextInt(4) == 0 && large-- > 0 ? 200_000 : 20;
    String value = String.format("%-" + bytes + "s", "m" + published++);
    boolean named = chance.nextInt(3) == 0;
    Letter letter =
        named
            ? Letter.to("", "q" + chance.nextInt(QUEUES + 1), value)
            : Letter.to("x" + chance.nextInt(EXCHANGES), "", value);
    return letter.urgent(chance.nextInt(2)).lasting(chance.nextInt(3) - 1);
  }

  /// What becomes of a message by itself.
  private Problem expect(Letter letter) {
    int named = letter.exchange().isEmpty() ? letter.keys().getFirst().charAt(1) - '0' : -1;
    Set<Integer> queues =
        named < 0 ? bound.get(letter.exchange()) : named < QUEUES ? Set.of(named) : Set.of();
    Problem problem = queues.isEmpty() ? Problem.UNROUTED : Problem.NONE;
    Set<Long> goals = new TreeSet<>();
    for (int queue : queues) {
      Box box = boxes.get(queue);
      int there = 0;
      for (int level = 0; level < box.levels; level++) {
        there += expected.getOrDefault(box.topic << 20 | level, List.of()).size();
      }
      if (there + 1 <= box.mostEvents) {
        goals.add(broker.partition(box.id, letter.priority()));
      } else {
        problem = Problem.LIMIT_REACHED;
      }
    }
    String value = new String(letter.value().array(), StandardCharsets.UTF_8);
    for (long goal : goals) {
      List<String> events = expected.computeIfAbsent(goal, _ -> new ArrayList<>());
      events.add(events.size() + " " + value.strip());
    }
    return problem;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyQueueGetsWhatItShould(long seed) {
    Chance chance = new Chance(seed);
    begin(chance);
    for (int round = 0; round < 25; round++) {
      List<Message> messages = new ArrayList<>();
      List<Problem> problems = new ArrayList<>();
      large = 4;
      Letter before = letter(chance);
      for (int i = chance.nextInt(12); i >= 0; i--) {
        Letter next = letter(chance);
        boolean alike = chance.nextInt(3) > 0;
        Letter letter = alike ? next.like(before) : next;
        messages.add(letter);
        problems.add(expect(letter));
        before = letter;
      }
      var published = broker.publish(messages.toArray(Message[]::new));
      boolean fine = problems.stream().allMatch(problem -> problem == Problem.NONE);
      assertThat(published.problems()).isEqualTo(fine ? List.of() : problems);
    }
    expected.forEach((partition, events) -> assertThat(broker.events(partition)).isEqualTo(events));
    broker.checkReplay();
  }
}
