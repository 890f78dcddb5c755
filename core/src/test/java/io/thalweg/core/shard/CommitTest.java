package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.journal.MemoryJournal;
import io.thalweg.core.publish.Letter;
import io.thalweg.core.publish.PublishCommand.Message;
import io.thalweg.core.publish.PublishCommand.Publish;
import io.thalweg.core.publish.PublishCommand.Published;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueCommand.Declare;
import io.thalweg.core.queue.QueueCommand.Find;
import io.thalweg.core.queue.QueueCommand.Outcome;
import io.thalweg.core.queue.QueueCommand.QueueIs;
import io.thalweg.core.queue.QueueCommand.Settle;
import io.thalweg.core.queue.QueueName;
import io.thalweg.core.queue.QueueSettings;
import io.thalweg.core.queue.QueueSettings.Delivering;
import io.thalweg.core.queue.QueueSettings.Order;
import io.thalweg.core.turn.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Messages and settlements that are published together: wherever the journal ends after a crash,
/// all of it is there or nothing.
class CommitTest {
  private static final String PIECE = "x".repeat(30_000);

  private final TestShard broker = new TestShard();
  private final Worker worker = new Worker(broker);

  private Queue declare(String name) {
    return declare(name, Order.NONE);
  }

  private Queue declare(String name, Order order) {
    QueueSettings usual = QueueSettings.DEFAULT;
    QueueSettings settings =
        new QueueSettings(
            "",
            usual.lifetime(),
            new Delivering(order, order == Order.KEY ? "k" : "", 0, false, 1),
            usual.failure(),
            usual.limits(),
            usual.arguments());
    QueueIs is =
        broker.get(
            QueueIs.class, new Declare(new QueueName(0, QueueName.Kind.AMQP, name), settings));
    assertThat(is.problem()).isEqualTo(Problem.NONE);
    return is.queue();
  }

  private long ready(String name) {
    var find = new Find(new QueueName(0, QueueName.Kind.AMQP, name));
    return broker.get(QueueIs.class, find).ready();
  }

  private void fill(int bytes) {
    if (bytes > 0) {
      broker.ask(new Publish(0, List.of(Letter.to("", "other", "f".repeat(bytes)))));
    }
  }

  private long commit() {
    List<Message> messages =
        List.of(
            Letter.to("", "out", PIECE),
            Letter.to("", "other", PIECE),
            Letter.to("", "out", PIECE));
    return broker.ask(
        new Publish(0, messages, List.of(new Settle(1, 1, 1, Outcome.ACCEPT))), worker);
  }

  private void begin() {
    Queue in = declare("in");
    declare("out");
    declare("other");
    broker.ask(new Publish(0, List.of(Letter.to("", "in", "m"))));
    broker.settle();
    worker.consume(in, 0);
    assertThat(worker.taken()).containsExactly("m");
  }

  /// Whatever the open entry has of others.
  @ParameterizedTest
  @ValueSource(ints = {0, 20_000, 60_000, 90_000, 93_000, 96_000, 99_000, 120_000, 150_000})
  void aCrashLeavesAllOrNothing(int last) {
    begin();
    long before = broker.journal.nextPosition() - 1;
    fill(450_000);
    fill(450_000);
    fill(last);
    commit();
    broker.endTurn();
    MemoryJournal all = broker.journal;
    long end = all.nextPosition() - 1;
    assertThat(end).isGreaterThan(before);
    int whole = 0;
    for (long position = before; position <= end; position++) {
      broker.restart(all.crashedAfter(position));
      long left = ready("in");
      assertThat(ready("out")).as("after entry %d", position).isEqualTo(left == 0 ? 2 : 0);
      whole += left == 0 ? 1 : 0;
    }
    assertThat(whole).as("crashes that left all").isPositive();
  }

  @Test
  void allOfItIsAnsweredOnce() {
    begin();
    long request = commit();
    broker.settle();
    assertThat(worker.replies.get(request)).isEqualTo(Published.OK);
    assertThat(ready("in")).isZero();
    assertThat(ready("out")).isEqualTo(2);
  }

  @Test
  void whatWasSettledBeforeIsRefusedAsAWhole() {
    begin();
    worker.settle(Outcome.ACCEPT, 1, 1);
    long request = commit();
    broker.settle();
    Published refused = (Published) worker.replies.get(request);
    assertThat(refused.problem()).isEqualTo(Problem.UNKNOWN_DELIVERY);
    assertThat(ready("out")).isZero();
  }

  @Test
  void whatOnlySettlesIsAnsweredToo() {
    begin();
    var only = new Publish(0, List.of(), List.of(new Settle(1, 1, 1, Outcome.ACCEPT)));
    long request = broker.ask(only, worker);
    broker.settle();
    assertThat(worker.replies.get(request)).isEqualTo(Published.OK);
    broker.restart();
    assertThat(ready("in")).isZero();
  }

  @Test
  void whatSettlesInVainIsRefusedAsAWhole() {
    Queue in = declare("in", Order.KEY);
    declare("out");
    declare("other");
    Letter first = Letter.to("", "in", "1").with("k", "v");
    broker.ask(new Publish(0, List.of(first, Letter.to("", "in", "2").with("k", "v"))));
    broker.settle();
    worker.consume(in, 0);
    assertThat(worker.taken()).containsExactly("1", "2");
    worker.settle(Outcome.RELEASE, 1, 1); // so the second one is in vain
    List<Message> messages = List.of(Letter.to("", "out", "m"));
    var settle = new Settle(1, 2, 2, Outcome.ACCEPT);
    long request = broker.ask(new Publish(0, messages, List.of(settle)), worker);
    long empty = broker.ask(new Publish(0, List.of(), List.of(settle)), worker);
    broker.settle();
    var refused = List.of(Problem.UNKNOWN_DELIVERY);
    assertThat(worker.replies.get(request))
        .isEqualTo(new Published(Problem.UNKNOWN_DELIVERY, refused));
    assertThat(worker.replies.get(empty))
        .isEqualTo(new Published(Problem.UNKNOWN_DELIVERY, List.of()));
    assertThat(ready("out")).isZero();
  }
}
