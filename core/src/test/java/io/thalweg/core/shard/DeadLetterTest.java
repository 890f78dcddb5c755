package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.publish.Letter;
import io.thalweg.core.publish.PublishCommand.Part;
import io.thalweg.core.publish.PublishCommand.Publish;
import io.thalweg.core.publish.PublishCommand.Published;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueCommand.Declare;
import io.thalweg.core.queue.QueueCommand.Find;
import io.thalweg.core.queue.QueueCommand.Outcome;
import io.thalweg.core.queue.QueueCommand.QueueIs;
import io.thalweg.core.queue.QueueCommand.Sent;
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
import java.util.List;
import org.junit.jupiter.api.Test;

/// Events that nobody takes: rejected, failed too often, expired, too many; copies of them, and
/// values in parts.
class DeadLetterTest {
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
    QueueIs is =
        broker.get(
            QueueIs.class, new Declare(new QueueName(0, QueueName.Kind.AMQP, name), settings));
    assertThat(is.problem()).isEqualTo(Problem.NONE);
    return is.queue();
  }

  private Queue dying(String name, int maxFailures, Limits limits) {
    return declare(
        name, Order.NONE, new Failing(maxFailures, "", "dead", false, Backoff.NONE), limits);
  }

  private Queue plain(String name) {
    return declare(name, Order.NONE, Failing.DEFAULT, Limits.NONE);
  }

  private void publish(Letter letter) {
    long request = broker.ask(new Publish(0, List.of(letter)));
    broker.settle();
    assertThat(broker.reply(Published.class, request)).isEqualTo(Published.OK);
  }

  private void publish(String queue, String... values) {
    for (String value : values) {
      publish(Letter.to("", queue, value));
    }
  }

  private long ready(String name) {
    var find = new Find(new QueueName(0, QueueName.Kind.AMQP, name));
    return broker.get(QueueIs.class, find).ready();
  }

  @Test
  void whatIsRejectedGoesToTheExchangeForDeadLetters() {
    Queue dead = plain("dead");
    Queue queue = dying("q", 0, Limits.NONE);
    publish("q", "a", "b");
    worker.consume(queue, 0);
    worker.settle(Outcome.REJECT, 1, 1);
    assertThat(ready("dead")).isEqualTo(1);
    assertThat(new Worker(broker).consume(dead, 0).taken()).containsExactly("a");
    worker.settle(Outcome.ACCEPT, 2, 2);
    broker.restart();
    assertThat(ready("q")).isZero();
    assertThat(ready("dead")).isEqualTo(1);
  }

  @Test
  void whatFailsTooOftenIsDead() {
    plain("dead");
    Queue queue = dying("q", 3, Limits.NONE);
    publish("q", "a");
    worker.consume(queue, 0);
    for (int i = 1; i <= 3; i++) {
      assertThat(ready("dead")).isZero();
      worker.settle(Outcome.FAIL, i, i);
    }
    assertThat(ready("dead")).isEqualTo(1);
    assertThat(ready("q")).isZero();
    assertThat(worker.taken()).containsExactly("a", "a*", "a*");
  }

  @Test
  void failuresAreCountedThroughRestarts() {
    plain("dead");
    Queue queue = dying("q", 2, Limits.NONE);
    publish("q", "a");
    worker.consume(queue, 0);
    worker.settle(Outcome.FAIL, 1, 1);
    broker.now += 10;
    broker.restart();
    Worker after = new Worker(broker).consume(queue, 0);
    assertThat(after.failures).isEqualTo(1);
    after.settle(Outcome.FAIL, 1, 1);
    assertThat(ready("dead")).isEqualTo(1);
  }

  @Test
  void whatExpiresIsDeadWithoutAnyConsumer() {
    plain("dead");
    dying("q", 0, new Limits(1_000, 0, -1, -1, Overflow.DROP_HEAD));
    publish("q", "a");
    broker.pass(500);
    publish("q", "b");
    publish(Letter.to("", "q", "c").lasting(100));
    broker.pass(600);
    assertThat(ready("dead")).isEqualTo(1);
    broker.pass(500);
    assertThat(ready("dead")).isEqualTo(3);
    assertThat(ready("q")).isZero();
  }

  @Test
  void whatLivesForNoTimeIsTakenAtOnceOrDead() {
    plain("dead");
    Queue queue = dying("q", 0, Limits.NONE);
    publish(Letter.to("", "q", "a").lasting(0));
    assertThat(ready("dead")).isEqualTo(1);
    worker.consume(queue, 0);
    publish(Letter.to("", "q", "b").lasting(0));
    assertThat(worker.taken()).containsExactly("b");
  }

  @Test
  void theOldestGoWhenThereAreTooMany() {
    Queue dead = plain("dead");
    Queue queue = dying("q", 0, new Limits(-1, 0, 2, -1, Overflow.DROP_HEAD));
    publish("q", "a", "b", "c", "d");
    assertThat(ready("q")).isEqualTo(2);
    assertThat(new Worker(broker).consume(dead, 0).taken()).containsExactly("a", "b");
    assertThat(worker.consume(queue, 0).taken()).containsExactly("c", "d");
  }

  @Test
  void aQueueMayRefuseWhatIsTooMuch() {
    declare("q", Order.NONE, Failing.DEFAULT, new Limits(-1, 0, 2, -1, Overflow.REJECT));
    publish("q", "a", "b");
    long request = broker.ask(new Publish(0, List.of(Letter.to("", "q", "c"))));
    broker.settle();
    assertThat(broker.reply(Published.class, request).problems())
        .containsExactly(Problem.LIMIT_REACHED);
    assertThat(ready("q")).isEqualTo(2);
  }

  @Test
  void whatExpiresRoundAndRoundGoesAfterOneRound() {
    var limits = new Limits(1_000, 0, -1, -1, Overflow.DROP_HEAD);
    declare("q", Order.NONE, new Failing(0, "", "q", false, Backoff.NONE), limits);
    publish("q", "a");
    broker.pass(1_100);
    assertThat(ready("q")).isZero();
    broker.pass(5_000);
    assertThat(ready("q")).isZero();
  }

  @Test
  void whatWasRejectedOnceDoesNotExpireRoundAndRound() {
    var limits = new Limits(1_000, 0, -1, -1, Overflow.DROP_HEAD);
    Queue queue = declare("q", Order.NONE, new Failing(0, "", "q", false, Backoff.NONE), limits);
    publish("q", "a");
    worker.consume(queue, 1);
    worker.settle(Outcome.REJECT, 1, 1);
    assertThat(worker.taken()).containsExactly("a", "a");
    worker.leave();
    broker.pass(1_100);
    assertThat(ready("q")).isZero();
    broker.pass(5_000);
    assertThat(ready("q")).isZero();
  }

  @Test
  void withoutATargetADeadLetterIsDroppedOrStays() {
    Queue drops = dying("drops", 0, Limits.NONE);
    Queue keeps =
        declare("keeps", Order.NONE, new Failing(0, "", "dead", true, Backoff.NONE), Limits.NONE);
    publish("drops", "a");
    publish("keeps", "b");
    worker.consume(drops, 0).consume(keeps, 0);
    worker.settle(Outcome.REJECT, 1, 1);
    worker.settle(Outcome.REJECT, 2, 2);
    broker.now += 10;
    broker.restart();
    assertThat(new Worker(broker).consume(keeps, 0).taken()).isEmpty();
    Queue dead = plain("dead");
    broker.pass(2_000);
    assertThat(new Worker(broker).consume(dead, 0).taken()).containsExactly("b");
    assertThat(ready("keeps")).isZero();
  }

  @Test
  void theOrderOfAKeyWaitsForItsDeadLetter() {
    Queue dead = plain("dead");
    Queue queue =
        declare("q", Order.KEY, new Failing(1, "", "dead", true, Backoff.NONE), Limits.NONE);
    publish("q", "a", "b");
    worker.consume(queue, 0);
    worker.settle(Outcome.FAIL, 1, 1);
    worker.settle(Outcome.ACCEPT, 2, 2);
    assertThat(ready("q")).isZero();
    assertThat(new Worker(broker).consume(dead, 0).taken()).containsExactly("a");
  }

  @Test
  void aBackoffHoldsWhatFailed() {
    Queue queue =
        declare(
            "q",
            Order.NONE,
            new Failing(0, null, null, false, new Backoff(100, 2, 1_000, 0)),
            Limits.NONE);
    publish("q", "a");
    worker.consume(queue, 0);
    worker.settle(Outcome.FAIL, 1, 1);
    broker.pass(90);
    assertThat(worker.taken()).containsExactly("a");
    broker.pass(20);
    assertThat(worker.taken()).containsExactly("a*");
    worker.settle(Outcome.FAIL, 2, 2);
    broker.pass(190);
    assertThat(worker.taken()).isEmpty();
    broker.pass(20);
    assertThat(worker.taken()).containsExactly("a*");
  }

  @Test
  void aValueInPartsIsOneEvent() {
    Queue dead = plain("dead");
    Queue queue = dying("q", 0, Limits.NONE);
    publish("q", "x");
    publish(Letter.to("", "q", "aa").as(Part.FIRST));
    publish(Letter.to("", "q", "bb").as(Part.MIDDLE));
    worker.consume(queue, 0);
    assertThat(worker.taken()).containsExactly("x");
    publish(Letter.to("", "q", "cc").as(Part.LAST));
    publish("q", "y");
    assertThat(worker.taken()).containsExactly("aabbcc", "y");
    worker.settle(Outcome.FAIL, 2, 2);
    assertThat(worker.taken()).containsExactly("aabbcc*");
    worker.settle(Outcome.REJECT, 4, 4);
    assertThat(new Worker(broker).consume(dead, 0).taken()).containsExactly("aabbcc");
    worker.settle(Outcome.ACCEPT, 1, 3);
    broker.restart();
    assertThat(ready("q")).isZero();
  }

  @Test
  void partsWithoutTheOthersAreNoEvent() {
    Queue queue = plain("q");
    publish(Letter.to("", "q", "aa").as(Part.FIRST));
    publish("q", "x");
    worker.consume(queue, 0);
    assertThat(worker.taken()).containsExactly("x");
    worker.settle(Outcome.ACCEPT, 1, 1);
    assertThat(ready("q")).isZero();
  }

  @Test
  void largeValuesOfOldAreReadPartByPart() {
    Queue queue = plain("q");
    publish(Letter.to("", "q", "").sized(800_000).as(Part.FIRST));
    for (int i = 0; i < 4; i++) {
      publish(Letter.to("", "q", "").sized(800_000).as(i < 3 ? Part.MIDDLE : Part.LAST));
    }
    for (int i = 0; i < 40; i++) {
      publish(Letter.to("", "q", "").sized(800_000));
    }
    worker.consume(queue, 3);
    assertThat(worker.taken()).extracting(String::length).containsExactly(4_000_000);
    worker.ask(new Sent(5_000_000));
    assertThat(worker.taken()).extracting(String::length).containsExactly(800_000, 800_000);
  }
}
