package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Chance;
import io.thalweg.core.base.Opaque;
import io.thalweg.core.publish.Letter;
import io.thalweg.core.publish.PublishCommand.Part;
import io.thalweg.core.publish.PublishCommand.Publish;
import io.thalweg.core.publish.PublishCommand.Published;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueCommand.Declare;
import io.thalweg.core.queue.QueueCommand.Find;
import io.thalweg.core.queue.QueueCommand.Outcome;
import io.thalweg.core.queue.QueueCommand.Purge;
import io.thalweg.core.queue.QueueCommand.QueueIs;
import io.thalweg.core.queue.QueueName;
import io.thalweg.core.queue.QueueSettings;
import io.thalweg.core.queue.QueueSettings.Backoff;
import io.thalweg.core.queue.QueueSettings.Delivering;
import io.thalweg.core.queue.QueueSettings.Failing;
import io.thalweg.core.queue.QueueSettings.Lifetime;
import io.thalweg.core.queue.QueueSettings.Limits;
import io.thalweg.core.queue.QueueSettings.Order;
import io.thalweg.core.queue.QueueSettings.Overflow;
import io.thalweg.core.turn.Problem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Queues that hold so many bytes only.
class LengthBytesTest {
  private static final int MOST = 10;

  private final TestShard broker = new TestShard();

  private Queue declare(String name, Order order, Failing failing, Overflow overflow) {
    Limits limits = new Limits(-1, 0, -1, name.equals("dead") ? -1 : MOST, overflow);
    Delivering delivering = new Delivering(order, "", 0, false, 1);
    QueueSettings settings =
        new QueueSettings("", Lifetime.DURABLE, delivering, failing, limits, Opaque.EMPTY);
    Declare command = new Declare(new QueueName(0, QueueName.Kind.AMQP, name), settings);
    QueueIs is = broker.get(QueueIs.class, command);
    assertThat(is.problem()).isEqualTo(Problem.NONE);
    return is.queue();
  }

  private Queue declare(String name, Overflow overflow) {
    return declare(name, Order.NONE, new Failing(0, "", "dead", false, Backoff.NONE), overflow);
  }

  private Problem publish(Letter letter) {
    long request = broker.ask(new Publish(0, List.of(letter)));
    broker.settle();
    return broker.reply(Published.class, request).problem();
  }

  private Problem publish(String value) {
    return publish(Letter.to("", "q", value));
  }

  private long ready(String name) {
    Find find = new Find(new QueueName(0, QueueName.Kind.AMQP, name));
    return broker.get(QueueIs.class, find).ready();
  }

  @Test
  void theOldestGoWhenTheyAreTooLarge() {
    Queue dead = declare("dead", Overflow.DROP_HEAD);
    Queue queue = declare("q", Overflow.DROP_HEAD);
    for (String value : List.of("aaaa", "b", "cccc", "dd", "")) {
      assertThat(publish(value)).isEqualTo(Problem.NONE);
    }
    assertThat(ready("q")).isEqualTo(4);
    assertThat(publish("12345678901")).as("larger than all").isEqualTo(Problem.NONE);
    assertThat(ready("q")).isZero();
    assertThat(publish("eeeeeeeeee")).isEqualTo(Problem.NONE);
    assertThat(new Worker(broker).consume(queue, 0).taken()).containsExactly("eeeeeeeeee");
    assertThat(new Worker(broker).consume(dead, 0).taken())
        .containsExactly("aaaa", "b", "cccc", "dd", "", "12345678901");
  }

  @Test
  void whatIsRefusedIsToldAndMayBecomeADeadLetter() {
    Queue dead = declare("dead", Overflow.DROP_HEAD);
    declare("q", Overflow.REJECT_AND_DEAD_LETTER);
    declare("r", Overflow.REJECT);
    assertThat(publish("12345678")).isEqualTo(Problem.NONE);
    Letter large = Letter.to("", "q", "abc").with("h", "1");
    Letter other = Letter.to("", "r", "12345678901");
    Letter fits = Letter.to("", "q", "ab");
    Letter over = Letter.to("", "q", "x");
    long request = broker.ask(new Publish(0, List.of(large, other, fits, over)));
    broker.settle();
    assertThat(broker.reply(Published.class, request).problems())
        .containsExactly(
            Problem.LIMIT_REACHED, Problem.LIMIT_REACHED, Problem.NONE, Problem.LIMIT_REACHED);
    assertThat(ready("q")).isEqualTo(2);
    assertThat(ready("r")).isZero();
    assertThat(new Worker(broker).consume(dead, 0).taken()).containsExactly("abc", "x");
  }

  @Test
  void partsCountTogether() {
    declare("dead", Overflow.DROP_HEAD);
    Queue queue = declare("q", Overflow.DROP_HEAD);
    for (int i = 0; i < 3; i++) {
      broker.ask(new Publish(0, List.of(Letter.to("", "q", "ab" + i).as(Part.FIRST))));
      assertThat(publish(Letter.to("", "q", "c").as(Part.LAST))).isEqualTo(Problem.NONE);
    }
    assertThat(ready("dead")).isEqualTo(2);
    assertThat(new Worker(broker).consume(queue, 0).taken()).containsExactly("ab1c", "ab2c");
  }

  /// What a queue that refuses should hold.
  private final class Model {
    private final Chance chance = new Chance(11);
    private final Deque<String> waiting = new ArrayDeque<>();
    private final Queue queue;
    private Worker worker = new Worker(broker);
    private int made;

    Model(Order order) {
      declare("dead", Overflow.DROP_HEAD);
      Failing failing = new Failing(0, "", "dead", false, Backoff.NONE);
      queue = declare("q", order, failing, Overflow.REJECT);
    }

    void step() {
      switch (chance.nextInt(12)) {
        case 0, 1, 2, 3, 4 -> publishes();
        case 5, 6 -> waiting.removeFirstOccurrence(String.join("", gets()));
        case 7, 8 -> settles(Outcome.ACCEPT);
        case 9 -> settles(Outcome.REJECT);
        case 10 -> settles(Outcome.RELEASE);
        default -> rarely();
      }
    }

    private List<String> gets() {
      return worker.get(queue).stream().map(each -> each.replace("*", "")).toList();
    }

    private void publishes() {
      String value = made++ + "-".repeat(chance.nextInt(3));
      long held = waiting.stream().mapToLong(String::length).sum();
      boolean fits = held + value.length() <= MOST;
      assertThat(publish(value))
          .as("%s after %s", value, waiting)
          .isEqualTo(fits ? Problem.NONE : Problem.LIMIT_REACHED);
      if (fits) {
        waiting.add(value);
      }
    }

    private void settles(Outcome outcome) {
      Map.Entry<Long, String> first = worker.open.firstEntry();
      if (first != null) {
        worker.settle(outcome, first.getKey(), first.getKey());
        if (outcome == Outcome.RELEASE) {
          waiting.add(first.getValue());
        }
      }
    }

    private void rarely() {
      if (chance.nextInt(3) > 0) {
        return;
      }
      if (chance.nextInt(3) == 0) {
        broker.get(io.thalweg.core.turn.Reply.class, new Purge(queue.name()));
        waiting.clear();
        return;
      }
      waiting.addAll(worker.open.values());
      if (chance.nextInt(2) == 0) {
        broker.now += 10;
        broker.restart();
      } else {
        worker.leave();
      }
      worker = new Worker(broker);
    }
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void whatItHoldsIsKnownExactlyWhateverHappens(Order order) {
    Model model = new Model(order);
    List<Integer> sizes = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) {
      model.step();
      sizes.add(model.waiting.size());
    }
    assertThat(sizes).contains(0, 4);
  }
}
