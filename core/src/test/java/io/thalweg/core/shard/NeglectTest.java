package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.publish.Letter;
import io.thalweg.core.publish.PublishCommand.Message;
import io.thalweg.core.publish.PublishCommand.Part;
import io.thalweg.core.publish.PublishCommand.Publish;
import io.thalweg.core.publish.PublishCommand.Published;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueCommand.Cancel;
import io.thalweg.core.queue.QueueCommand.Counted;
import io.thalweg.core.queue.QueueCommand.Declare;
import io.thalweg.core.queue.QueueCommand.Find;
import io.thalweg.core.queue.QueueCommand.Outcome;
import io.thalweg.core.queue.QueueCommand.Purge;
import io.thalweg.core.queue.QueueCommand.QueueIs;
import io.thalweg.core.queue.QueueCommand.Seek;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Nobody is forgotten in a queue: what waits for its time, what lies behind a value that was never
/// complete, what is dead while others are purged, whoever must read.
class NeglectTest {
  private final TestShard broker = new TestShard();
  private final Worker worker = new Worker(broker);

  private Queue declare(String name, Order order, Failing failing, Limits limits) {
    var settings =
        new QueueSettings(
            "",
            Lifetime.DURABLE,
            new Delivering(order, "", 0, false, 1),
            failing,
            limits,
            Opaque.EMPTY);
    var full = new QueueName(0, QueueName.Kind.AMQP, name);
    QueueIs is = broker.get(QueueIs.class, new Declare(full, settings));
    assertThat(is.problem()).isEqualTo(Problem.NONE);
    return is.queue();
  }

  private Queue plain(String name, Order order) {
    return declare(name, order, Failing.DEFAULT, Limits.NONE);
  }

  /// A queue whose dead letters stay until there is a queue `dead`.
  private Queue keeping(Order order) {
    return declare("q", order, new Failing(0, "", "dead", true, Backoff.NONE), Limits.NONE);
  }

  private void publish(Letter letter) {
    long request = broker.ask(new Publish(0, List.of(letter)));
    broker.settle();
    assertThat(broker.reply(Published.class, request)).isEqualTo(Published.OK);
  }

  private void publish(String queue, String value) {
    publish(Letter.to("", queue, value));
  }

  private void publishParts(String queue, String... values) {
    for (int i = 0; i < values.length; i++) {
      Part part = i == 0 ? Part.FIRST : i < values.length - 1 ? Part.MIDDLE : Part.LAST;
      publish(Letter.to("", queue, values[i]).as(part));
    }
  }

  private long ready(Queue queue) {
    return broker.get(QueueIs.class, new Find(queue.name())).ready();
  }

  private void restart() {
    broker.now += 10;
    broker.restart();
  }

  @ParameterizedTest
  @EnumSource
  void whatWaitedBeforeARestartIsDeliveredWhenItIsDue(Order order) {
    Backoff backoff = new Backoff(500, 1, 500, 0);
    Queue queue = declare("q", order, new Failing(0, null, null, false, backoff), Limits.NONE);
    publish("q", "a");
    worker.consume(queue, 0);
    worker.settle(Outcome.FAIL, 1, 1);
    restart();
    Worker after = new Worker(broker).consume(queue, 0);
    assertThat(after.taken()).isEmpty();
    broker.pass(600);
    broker.settle();
    assertThat(after.taken()).containsExactly("a*");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsDelayedIsDeliveredWhenItIsDue(Order order) {
    Limits delayed = new Limits(-1, 300, -1, -1, Overflow.DROP_HEAD);
    Queue queue = declare("q", order, Failing.DEFAULT, delayed);
    worker.consume(queue, 0);
    publish("q", "a");
    broker.pass(250);
    assertThat(worker.taken()).isEmpty();
    broker.pass(100);
    assertThat(worker.taken()).containsExactly("a");
  }

  @ParameterizedTest
  @EnumSource
  void ofAValueThatWasNeverCompleteNothingIsLeft(Order order) {
    Queue queue = plain("q", order);
    worker.consume(queue, 0);
    publish(Letter.to("", "q", "aa").as(Part.FIRST));
    publish(Letter.to("", "q", "bb").as(Part.MIDDLE));
    publish("q", "x");
    assertThat(worker.taken()).containsExactly("x");
    worker.settle(Outcome.ACCEPT, 1, 1);
    assertThat(ready(queue)).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void aValueThatIsNotCompleteKeepsNobodyWaiting(Order order) {
    Queue queue = plain("q", order);
    worker.consume(queue, 0);
    publish("q", "x");
    publish(Letter.to("", "q", "aa").as(Part.FIRST));
    worker.settle(Outcome.FAIL, 1, 1);
    assertThat(worker.taken()).containsExactly("x", "x*");
    publish(Letter.to("", "q", "bb").as(Part.LAST));
    assertThat(worker.taken()).hasSize(1).first().asString().startsWith("aabb");
  }

  @ParameterizedTest
  @EnumSource
  void aPurgeTakesValuesInPartsWhole(Order order) {
    Queue queue = plain("q", order);
    publish("q", "x");
    publishParts("q", "aa", "bb", "cc");
    worker.consume(queue, 1);
    broker.ask(new Purge(queue.name()));
    broker.settle();
    assertThat(ready(queue)).isZero();
    worker.settle(Outcome.ACCEPT, 1, 1);
    publish("q", "y");
    assertThat(worker.taken()).containsExactly("x", "y");
    worker.settle(Outcome.ACCEPT, 2, 2);
    assertThat(ready(queue)).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void whatHasSeveralPartsAndIsTakenOrDeadDoesNotWait(Order order) {
    Queue queue = keeping(order);
    publishParts("q", "aa", "bb", "cc");
    worker.consume(queue, 0);
    assertThat(ready(queue)).isZero();
    worker.settle(Outcome.REJECT, 1, 1);
    assertThat(ready(queue)).isZero();
    restart();
    broker.pass(2_000);
    broker.settle();
    assertThat(ready(queue)).isZero();
    Queue dead = plain("dead", Order.NONE);
    broker.pass(2_000);
    broker.settle();
    assertThat(new Worker(broker).consume(dead, 0).taken()).containsExactly("aabbcc");
    assertThat(ready(queue)).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsDeadOutlivesAPurge(Order order) {
    Queue queue = keeping(order);
    publish("q", "a");
    publishParts("q", "bb", "cc");
    publish("q", "d");
    worker.consume(queue, 0);
    worker.settle(Outcome.REJECT, 1, 2);
    restart();
    broker.ask(new Purge(queue.name()));
    broker.settle();
    assertThat(ready(queue)).isZero();
    Queue dead = plain("dead", Order.NONE);
    broker.pass(2_000);
    broker.settle();
    assertThat(new Worker(broker).consume(dead, 0).taken()).containsExactly("a", "bbcc");
    assertThat(worker.taken()).containsExactly("a", "bbcc", "d");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsFoundToHaveExpiredWhenItIsTakenIsCopiedAtOnce(Order order) {
    Queue dead = plain("dead", Order.NONE);
    Limits brief = new Limits(100, 0, -1, -1, Overflow.DROP_HEAD);
    Failing buries = new Failing(0, "", "dead", false, Backoff.NONE);
    Queue queue = declare("q", order, buries, brief);
    publish("q", "a");
    broker.now += 200;
    worker.consume(queue, 0);
    assertThat(worker.taken()).isEmpty();
    assertThat(ready(dead)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void whoGoesOnInTheMiddleOfAValueGetsTheNext(Order order) {
    Queue queue = plain("q", order);
    publishParts("q", "aa", "bb", "cc");
    publish("q", "x");
    broker.ask(new Seek(queue.name(), 1));
    worker.consume(queue, 0);
    assertThat(worker.taken()).containsExactly("x");
    worker.settle(Outcome.ACCEPT, 1, 1);
    assertThat(ready(queue)).isZero();
  }

  /// Each range takes room in the journal: more than a command may write.
  @ParameterizedTest
  @EnumSource
  void aPurgeTakesHoweverMuchItIs(Order order) {
    Queue queue = plain("q", order);
    for (int i = 0; i < 40; i++) {
      Message message = Letter.to("", "q", "x");
      broker.ask(new Publish(0, Collections.nCopies(1_000, message)));
      broker.settle();
    }
    worker.consume(queue, 2_000);
    worker.ask(new Cancel(worker.replies.keySet().iterator().next()));
    for (long tag = 1; tag <= 2_000; tag += 2) {
      worker.settle(Outcome.RELEASE, tag, tag);
    }
    long request = broker.ask(new Purge(queue.name()));
    for (int i = 0; i < 20; i++) {
      broker.settle();
    }
    assertThat(broker.reply(Counted.class, request).events()).isEqualTo(39_000);
    assertThat(ready(queue)).isZero();
    restart();
    assertThat(ready(queue)).isEqualTo(1_000);
  }

  @Test
  void whoHasNothingMoreToReadLetsOthersRead() {
    List<Queue> queues = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      queues.add(plain("q" + i, i % 2 == 0 ? Order.NONE : Order.KEY));
      publish("q" + i, "a");
    }
    Queue last = plain("last", Order.NONE);
    for (int i = 0; i < 40; i++) {
      publish(Letter.to("", "last", "").sized(800_000));
    }
    assertThat(ready(last)).isEqualTo(40);
    List<String> all = new ArrayList<>();
    for (Queue queue : queues) {
      all.addAll(new Worker(broker).consume(queue, 0).taken());
    }
    assertThat(all).hasSize(12).containsOnly("a");
  }
}
