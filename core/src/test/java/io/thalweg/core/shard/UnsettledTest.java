package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.publish.Letter;
import io.thalweg.core.publish.PublishCommand.Publish;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueCommand.Close;
import io.thalweg.core.queue.QueueCommand.Consume;
import io.thalweg.core.queue.QueueCommand.Deadline;
import io.thalweg.core.queue.QueueCommand.Declare;
import io.thalweg.core.queue.QueueCommand.Get;
import io.thalweg.core.queue.QueueCommand.Outcome;
import io.thalweg.core.queue.QueueCommand.Overdue;
import io.thalweg.core.queue.QueueCommand.QueueIs;
import io.thalweg.core.queue.QueueName;
import io.thalweg.core.queue.QueueSettings;
import io.thalweg.core.queue.QueueSettings.Delivering;
import io.thalweg.core.queue.QueueSettings.Failing;
import io.thalweg.core.queue.QueueSettings.Lifetime;
import io.thalweg.core.queue.QueueSettings.Limits;
import io.thalweg.core.queue.QueueSettings.Order;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Deliveries that nobody settles in time.
class UnsettledTest {
  private final TestShard broker = new TestShard();
  private final Worker worker = new Worker(broker);

  private Queue declare(String name, long unsettledMillis) {
    QueueSettings settings =
        new QueueSettings(
            "",
            Lifetime.DURABLE,
            new Delivering(Order.NONE, "", 0, false, 1, unsettledMillis),
            Failing.DEFAULT,
            Limits.NONE,
            Opaque.EMPTY);
    Declare command = new Declare(new QueueName(0, QueueName.Kind.AMQP, name), settings);
    return broker.get(QueueIs.class, command).queue();
  }

  private void publish(String queue, String... values) {
    for (String value : values) {
      broker.ask(new Publish(0, List.of(Letter.to("", queue, value))));
    }
    broker.settle();
  }

  private void consume(Queue queue, int session, long millis) {
    worker.consume(
        new Consume(queue.name(), session, true, false, 0, 0, Deadline.told(millis), null));
  }

  private List<Overdue> told() {
    return worker.replies.values().stream()
        .filter(Overdue.class::isInstance)
        .map(Overdue.class::cast)
        .toList();
  }

  @Test
  void theClientIsToldOnceWhenADeliveryIsUnsettledForTooLong() {
    Queue queue = declare("q", -1);
    consume(queue, 1, 1_000);
    publish("q", "a");
    broker.pass(600);
    publish("q", "b");
    worker.settle(Outcome.ACCEPT, 1, 1);
    broker.pass(900);
    assertThat(told()).isEmpty();
    broker.pass(200);
    assertThat(told()).containsExactly(new Overdue(1_000));
    worker.ask(new Close(1));
    broker.pass(5_000);
    assertThat(told()).hasSize(1);
    assertThat(new Worker(broker).get(queue)).containsExactly("b*");
  }

  @Test
  void whatIsSettledInTimeIsNoMatter() {
    Queue queue = declare("q", -1);
    consume(queue, 1, 1_000);
    for (int i = 1; i < 20; i++) {
      publish("q", "a");
      broker.pass(400);
      worker.settle(Outcome.ACCEPT, i, i);
    }
    broker.pass(5_000);
    assertThat(told()).isEmpty();
    assertThat(broker.shard.nextDueMillis()).isGreaterThan(broker.now);
  }

  @Test
  void theQueueKnowsBetter() {
    consume(declare("long", 9_000), 1, 1_000);
    consume(declare("any", 0), 1, 1_000);
    consume(declare("short", 500), 1, 1_000);
    publish("any", "a");
    publish("long", "b");
    broker.pass(8_000);
    assertThat(told()).isEmpty();
    publish("short", "c");
    broker.pass(700);
    assertThat(told()).containsExactly(new Overdue(500));
  }

  @Test
  void whatWasAskedForCountsToo() {
    Queue queue = declare("q", -1);
    publish("q", "a");
    long request = broker.ask(new Get(queue.name(), 1, true, Deadline.told(1_000)), worker);
    broker.settle();
    broker.pass(1_200);
    assertThat(worker.replies.get(request)).isEqualTo(new Overdue(1_000));
  }

  @Test
  void whoIsGoneIsNotTold() {
    Queue queue = declare("q", -1);
    consume(queue, 1, 1_000);
    publish("q", "a");
    worker.leave();
    broker.pass(5_000);
    assertThat(told()).isEmpty();
  }
}
