package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.batch.BatchBuilder;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueCommand.Cancel;
import io.thalweg.core.queue.QueueCommand.Close;
import io.thalweg.core.queue.QueueCommand.Consume;
import io.thalweg.core.queue.QueueCommand.Counted;
import io.thalweg.core.queue.QueueCommand.Deadline;
import io.thalweg.core.queue.QueueCommand.Declare;
import io.thalweg.core.queue.QueueCommand.Extend;
import io.thalweg.core.queue.QueueCommand.Find;
import io.thalweg.core.queue.QueueCommand.Get;
import io.thalweg.core.queue.QueueCommand.Outcome;
import io.thalweg.core.queue.QueueCommand.Overdue;
import io.thalweg.core.queue.QueueCommand.QueueIs;
import io.thalweg.core.queue.QueueCommand.Recover;
import io.thalweg.core.queue.QueueCommand.Settle;
import io.thalweg.core.queue.QueueName;
import io.thalweg.core.queue.QueueSettings;
import io.thalweg.core.queue.QueueSettings.Backoff;
import io.thalweg.core.queue.QueueSettings.Delivering;
import io.thalweg.core.queue.QueueSettings.Failing;
import io.thalweg.core.queue.QueueSettings.Lifetime;
import io.thalweg.core.queue.QueueSettings.Limits;
import io.thalweg.core.queue.QueueSettings.Order;
import io.thalweg.core.topic.TopicCommand.Append;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Deliveries that end when they are not settled in time.
class DeadlineTest {
  private static final long MILLIS = 1_000;

  private final TestShard broker = new TestShard();
  private final Worker worker = new Worker(broker);

  private Queue declare(String name, Order order, Failing failing) {
    QueueSettings settings =
        new QueueSettings(
            "",
            Lifetime.DURABLE,
            new Delivering(order, "", 0, false, 1),
            failing,
            Limits.NONE,
            Opaque.EMPTY);
    Declare command = new Declare(new QueueName(0, QueueName.Kind.AMQP, name), settings);
    QueueIs is = broker.get(QueueIs.class, command);
    assertThat(is.problem()).isEqualTo(Problem.NONE);
    return is.queue();
  }

  private Queue declare(Order order) {
    return declare("q", order, Failing.DEFAULT);
  }

  private static Failing failing(int most, Backoff backoff) {
    return new Failing(most, "", "dead", false, backoff);
  }

  /// Publishes events whose key is their first letter.
  private void publish(Queue queue, String... values) {
    ByteBuffer out = ByteBuffer.allocate(1 << 19);
    BatchBuilder builder = new BatchBuilder().begin(out);
    for (String value : values) {
      builder.add(broker.now, bytes(value.substring(0, 1)), bytes(value));
    }
    ByteBuffer batch = out.limit(builder.end()).position(0);
    long partition = broker.shard.topicOf(queue).partition(0);
    broker.ask(new Append(partition, batch));
    broker.settle();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Consume consume(Queue queue, int session, int credit, Deadline deadline) {
    return new Consume(queue.name(), session, true, false, 0, credit, deadline, null);
  }

  private Worker consume(Worker who, Queue queue, int credit) {
    return who.consume(consume(queue, 1, credit, Deadline.ending(MILLIS)));
  }

  private Reply ask(Command command) {
    long request = broker.ask(command, worker);
    broker.settle();
    return worker.replies.get(request);
  }

  private Counted extend(long first, long last, long millis) {
    return (Counted) ask(new Extend(1, first, last, millis));
  }

  private long ready(Queue queue) {
    return broker.get(QueueIs.class, new Find(queue.name())).ready();
  }

  @Test
  void whatIsNotSettledInTimeHasFailedAndComesAgain() {
    Queue queue = declare(Order.NONE);
    consume(worker, queue, 0);
    publish(queue, "a", "b");
    assertThat(worker.taken()).containsExactly("a", "b");
    worker.settle(Outcome.ACCEPT, 2, 2);
    broker.pass(MILLIS - 1);
    assertThat(worker.taken()).isEmpty();
    broker.pass(1);
    assertThat(worker.taken()).containsExactly("a*");
    assertThat(worker.failures).isEqualTo(1);
    worker.settle(Outcome.ACCEPT, 3, 3);
    broker.pass(10 * MILLIS);
    assertThat(worker.taken()).isEmpty();
    assertThat(ready(queue)).isZero();
  }

  @Test
  void whatWasAskedForAloneEndsToo() {
    Queue queue = declare(Order.NONE);
    publish(queue, "a");
    ask(new Get(queue.name(), 1, true, Deadline.ending(MILLIS)));
    assertThat(worker.taken()).containsExactly("a");
    assertThat(new Worker(broker).get(queue)).isEmpty();
    broker.pass(MILLIS);
    assertThat(new Worker(broker).get(queue)).containsExactly("a*");
  }

  @Test
  void whatHasFailedByItsDeadlineWaitsAsAnyFailure() {
    Queue queue = declare("q", Order.NONE, failing(0, new Backoff(300, 1, 300, 0)));
    consume(worker, queue, 0);
    publish(queue, "a");
    broker.pass(MILLIS + 299);
    assertThat(worker.taken()).containsExactly("a");
    broker.pass(1);
    assertThat(worker.taken()).containsExactly("a*");
  }

  @ParameterizedTest
  @EnumSource
  void whatMissesItsDeadlineTooOftenIsADeadLetter(Order order) {
    Queue dead = declare("dead", Order.NONE, Failing.DEFAULT);
    Queue queue = declare("q", order, failing(3, Backoff.NONE));
    consume(worker, queue, 0);
    publish(queue, "a1");
    broker.pass(3 * MILLIS);
    assertThat(worker.taken()).containsExactly("a1", "a1*", "a1*");
    assertThat(ready(queue)).isZero();
    assertThat(new Worker(broker).consume(dead, 0).taken()).containsExactly("a1");
    assertThat(ask(new Settle(1, 3, 3, Outcome.ACCEPT))).isNull();
    broker.restart();
    broker.pass(MILLIS);
    assertThat(consume(new Worker(broker), queue, 0).taken()).isEmpty();
  }

  @Test
  void theConsumersCreditComesBack() {
    Queue queue = declare(Order.NONE);
    consume(worker, queue, 1);
    publish(queue, "a", "b");
    assertThat(worker.taken()).containsExactly("a");
    broker.pass(MILLIS);
    assertThat(worker.taken()).containsExactly("a*");
    worker.settle(Outcome.ACCEPT, 2, 2);
    assertThat(worker.taken()).containsExactly("b");
  }

  @Test
  void whatIsExtendedStays() {
    Queue queue = declare(Order.NONE);
    consume(worker, queue, 0);
    publish(queue, "a", "b", "c");
    broker.pass(900);
    assertThat(extend(1, 2, 2_000)).isEqualTo(new Counted(Problem.NONE, 2));
    broker.pass(1_999);
    assertThat(worker.taken()).containsExactly("a", "b", "c", "c*", "c*");
    worker.settle(Outcome.ACCEPT, 2, 2);
    assertThat(extend(5, 5, 50)).isEqualTo(new Counted(Problem.NONE, 1));
    broker.pass(1);
    assertThat(worker.taken()).containsExactly("a*");
    broker.pass(49);
    assertThat(worker.taken()).containsExactly("c*");
  }

  @Test
  void whatHasEndedIsExtendedByNobody() {
    Queue queue = declare(Order.NONE);
    consume(worker, queue, 2);
    publish(queue, "a", "b", "c");
    worker.settle(Outcome.ACCEPT, 1, 1);
    assertThat(extend(1, 1, MILLIS).problem()).isEqualTo(Problem.UNKNOWN_DELIVERY);
    assertThat(extend(9, 9, MILLIS).problem()).isEqualTo(Problem.UNKNOWN_DELIVERY);
    broker.now += MILLIS; // and nothing has rung yet
    assertThat(extend(1, 3, MILLIS)).isEqualTo(new Counted(Problem.UNKNOWN_DELIVERY, 0));
    assertThat(extend(2, 4, MILLIS)).isEqualTo(new Counted(Problem.NONE, 1)); // b again
    assertThat(extend(4, 4, 0).problem()).isEqualTo(Problem.INVALID_SETTING);
    assertThat(extend(4, 4, Deadline.MOST_MILLIS + 1).problem()).isEqualTo(Problem.INVALID_SETTING);
    assertThat(extend(4, 4, Deadline.MOST_MILLIS).problem()).isEqualTo(Problem.NONE);
    new Worker(broker).ask(new Extend(1, 1, 1, MILLIS));
  }

  @Test
  void onlyWhatHasADeadlineIsExtended() {
    Queue queue = declare(Order.NONE);
    worker.consume(consume(queue, 1, 0, Deadline.told(MILLIS)));
    publish(queue, "a");
    assertThat(extend(1, 1, 9 * MILLIS).problem()).isEqualTo(Problem.UNKNOWN_DELIVERY);
    broker.pass(MILLIS);
    assertThat(worker.replies.values()).contains(new Overdue(MILLIS));
    assertThat(worker.taken()).containsExactly("a");
  }

  @Test
  void deadlinesMustBeTimes() {
    Queue queue = declare(Order.NONE);
    for (long millis : new long[] {-1, 0, Deadline.MOST_MILLIS + 1}) {
      Deadline deadline = Deadline.ending(millis);
      assertThat(ask(consume(queue, 1, 0, deadline)).problem()).isEqualTo(Problem.INVALID_SETTING);
      assertThat(ask(new Get(queue.name(), 1, true, deadline)).problem())
          .isEqualTo(Problem.INVALID_SETTING);
    }
  }

  @Test
  void whoIsLateSettlesWithoutEffect() {
    Queue queue = declare(Order.NONE);
    consume(worker, queue, 0);
    publish(queue, "a");
    broker.now += MILLIS; // and nothing has rung yet
    assertThat(ask(new Settle(1, 1, 1, Outcome.ACCEPT))).isNull();
    assertThat(worker.taken()).containsExactly("a", "a*");
    for (Outcome outcome : Outcome.values()) {
      assertThat(ask(new Settle(1, 1, 1, outcome))).isNull();
    }
    assertThat(ask(new Settle(1, 3, 3, Outcome.ACCEPT)).problem())
        .isEqualTo(Problem.UNKNOWN_DELIVERY);
    assertThat(ask(new Settle(1, 1, 2, Outcome.ACCEPT))).isNull();
    assertThat(ask(new Settle(1, 1, 2, Outcome.ACCEPT))).isNull();
    assertThat(ready(queue)).isZero();
    broker.pass(5 * MILLIS);
    assertThat(worker.taken()).isEmpty();
  }

  @Test
  void withoutDeadlinesItIsAnErrorToSettleTwice() {
    Queue queue = declare(Order.NONE);
    worker.consume(queue, 0);
    publish(queue, "a");
    worker.settle(Outcome.ACCEPT, 1, 1);
    assertThat(ask(new Settle(1, 1, 1, Outcome.ACCEPT)).problem())
        .isEqualTo(Problem.UNKNOWN_DELIVERY);
  }

  @Test
  void whatIsRecoveredTooLateHasFailed() {
    Queue queue = declare(Order.NONE);
    consume(worker, queue, 0);
    publish(queue, "a");
    broker.now += MILLIS / 2;
    publish(queue, "b");
    broker.now += MILLIS / 2;
    ask(new Recover(1));
    assertThat(worker.taken()).containsExactly("a", "b", "a*", "b*");
    broker.pass(MILLIS);
    worker.leave();
    Worker next = new Worker(broker).consume(queue, 1);
    assertThat(next.taken()).containsExactly("a*");
    assertThat(next.failures).isEqualTo(3); // two deadlines, and a loss
    next.settle(Outcome.ACCEPT, 1, 1);
    assertThat(next.failures).isEqualTo(2);
  }

  @Test
  void aSessionThatEndsBeforeTheDeadlineHasFailedOnce() {
    Queue queue = declare(Order.NONE);
    consume(worker, queue, 0);
    publish(queue, "a");
    broker.pass(MILLIS / 2);
    worker.ask(new Close(1));
    Worker next = consume(new Worker(broker), queue, 0);
    assertThat(next.failures).isEqualTo(1);
    broker.pass(MILLIS / 2);
    worker.leave();
    assertThat(next.taken()).containsExactly("a*");
    assertThat(next.failures).isEqualTo(1);
    broker.pass(MILLIS / 2);
    assertThat(next.failures).isEqualTo(2);
  }

  @Test
  void aClientThatLeavesAtTheDeadlineHasFailedOnce() {
    Queue queue = declare("q", Order.NONE, failing(9, Backoff.NONE));
    consume(worker, queue, 0);
    publish(queue, "a");
    broker.now += MILLIS;
    worker.leave();
    broker.pass(MILLIS);
    Worker next = new Worker(broker).consume(queue, 0);
    assertThat(next.taken()).containsExactly("a*");
    assertThat(next.failures).isEqualTo(1);
  }

  @Test
  void afterARestartNothingHasADeadlineAndFailuresAreKnown() {
    Queue queue = declare("q", Order.NONE, failing(9, Backoff.NONE));
    consume(worker, queue, 0);
    publish(queue, "a");
    broker.pass(MILLIS);
    broker.restart();
    broker.pass(MILLIS);
    Worker next = new Worker(broker).consume(queue, 0);
    assertThat(next.taken()).containsExactly("a*");
    assertThat(next.failures).isEqualTo(1);
  }

  @Test
  void aKeyThatMissedADeadlineDrainsByDeadlines() {
    Queue queue = declare("q", Order.KEY, failing(9, Backoff.NONE));
    consume(worker, queue, 0);
    Worker other = new Worker(broker);
    publish(queue, "a1");
    broker.pass(400);
    publish(queue, "a2");
    broker.pass(300);
    publish(queue, "a3");
    assertThat(worker.taken()).containsExactly("a1", "a2", "a3");
    worker.settle(Outcome.ACCEPT, 3, 3); // is held
    consume(other, queue, 0);
    worker.ask(new Cancel(2));
    assertThat(extend(2, 2, 800)).isEqualTo(new Counted(Problem.NONE, 1));
    broker.pass(300);
    assertThat(other.taken()).isEmpty(); // a1 has failed, a2 is in vain, and still out
    assertThat(extend(2, 2, 600)).isEqualTo(new Counted(Problem.NONE, 1));
    worker.settle(Outcome.REJECT, 1, 1);
    broker.pass(599);
    assertThat(other.taken()).isEmpty();
    assertThat(worker.taken()).isEmpty();
    broker.pass(1);
    assertThat(other.taken()).containsExactly("a1*");
    assertThat(other.failures).isEqualTo(1);
    assertThat(extend(2, 2, 600).problem()).isEqualTo(Problem.UNKNOWN_DELIVERY);
    other.settle(Outcome.ACCEPT, 1, 1);
    assertThat(other.taken()).containsExactly("a2*", "a3*");
    assertThat(other.failures).isZero();
    other.settle(Outcome.ACCEPT, 2, 3);
    assertThat(ready(queue)).isZero();
  }

  @Test
  void twoWaysOfWaitingGoTogether() {
    Queue ends = declare("ends", Order.NONE, Failing.DEFAULT);
    Queue tells = declare("tells", Order.NONE, Failing.DEFAULT);
    worker.consume(consume(ends, 1, 0, Deadline.ending(700)));
    worker.consume(consume(tells, 1, 0, Deadline.told(MILLIS)));
    publish(tells, "t");
    publish(ends, "e");
    broker.pass(700);
    assertThat(worker.taken()).containsExactly("t", "e", "e*");
    assertThat(worker.replies.values()).doesNotContain(new Overdue(MILLIS));
    broker.pass(300);
    assertThat(worker.replies.values()).contains(new Overdue(MILLIS));
    broker.pass(400);
    assertThat(worker.taken()).containsExactly("e*");
  }

  @Test
  void manyEndInWhateverOrderTheirDeadlinesAre() {
    Queue queue = declare(Order.NONE);
    int events = 3_000;
    List<String> values = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      values.add("e" + i);
    }
    worker.consume(consume(queue, 1, 0, Deadline.ending(MILLIS)));
    publish(queue, values.toArray(String[]::new));
    assertThat(worker.taken()).isEqualTo(values);
    List<Long> tags = new ArrayList<>(worker.tags);
    Collections.shuffle(tags, new Random(5));
    int extended = events / 2;
    for (int i = 0; i < extended; i++) {
      assertThat(extend(tags.get(i), tags.get(i), 5_000 + i).problem()).isEqualTo(Problem.NONE);
    }
    for (int i = extended; i < extended + 700; i++) {
      worker.settle(Outcome.ACCEPT, tags.get(i), tags.get(i));
    }
    worker.ask(new Cancel(2));
    broker.pass(MILLIS);
    assertThat(ready(queue)).isEqualTo(events - extended - 700);
    for (int i = 0; i < 100; i += 7) {
      worker.settle(Outcome.ACCEPT, tags.get(i), tags.get(i));
    }
    broker.pass(4_000 + 99);
    assertThat(ready(queue)).isEqualTo(events - extended - 700 + 100 - 15);
    broker.pass(events);
    assertThat(ready(queue)).isEqualTo(events - 700 - 15);
    assertThat(broker.shard.nextDueMillis()).isGreaterThan(broker.now + MILLIS);
  }
}
