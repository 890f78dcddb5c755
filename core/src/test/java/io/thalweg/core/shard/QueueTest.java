package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.batch.BatchBuilder;
import io.thalweg.core.exchange.Binding.Kind;
import io.thalweg.core.exchange.ExchangeCommand.Answered;
import io.thalweg.core.exchange.ExchangeCommand.Bind;
import io.thalweg.core.exchange.ExchangeCommand.Unbind;
import io.thalweg.core.exchange.HeaderMatch;
import io.thalweg.core.publish.Letter;
import io.thalweg.core.publish.PublishCommand.Publish;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueCommand.Close;
import io.thalweg.core.queue.QueueCommand.Consume;
import io.thalweg.core.queue.QueueCommand.Counted;
import io.thalweg.core.queue.QueueCommand.Declare;
import io.thalweg.core.queue.QueueCommand.Delete;
import io.thalweg.core.queue.QueueCommand.Ended;
import io.thalweg.core.queue.QueueCommand.Find;
import io.thalweg.core.queue.QueueCommand.Get;
import io.thalweg.core.queue.QueueCommand.Outcome;
import io.thalweg.core.queue.QueueCommand.Purge;
import io.thalweg.core.queue.QueueCommand.QueueIs;
import io.thalweg.core.queue.QueueName;
import io.thalweg.core.queue.QueueSettings;
import io.thalweg.core.queue.QueueSettings.Lifetime;
import io.thalweg.core.topic.TopicCommand.Append;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Queues without order: declared, filled, consumed from, settled, and what a restart leaves.
class QueueTest {
  private final TestShard broker = new TestShard();
  private final Worker worker = new Worker(broker);

  private static QueueName name(String name) {
    return new QueueName(0, QueueName.Kind.AMQP, name);
  }

  private Queue declare(String name, QueueSettings settings) {
    QueueIs is = broker.get(QueueIs.class, new Declare(name(name), settings));
    assertThat(is.problem()).isEqualTo(Problem.NONE);
    return is.queue();
  }

  private Queue declare(String name) {
    return declare(name, QueueSettings.DEFAULT);
  }

  private static QueueSettings living(Lifetime lifetime) {
    QueueSettings usual = QueueSettings.DEFAULT;
    return new QueueSettings(
        "", lifetime, usual.delivery(), usual.failure(), usual.limits(), usual.arguments());
  }

  private void publish(Queue queue, String... values) {
    ByteBuffer out = ByteBuffer.allocate(1 << 16);
    BatchBuilder builder = new BatchBuilder().begin(out);
    for (String value : values) {
      builder.add(broker.now, null, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
    }
    ByteBuffer batch = out.limit(builder.end()).position(0);
    broker.ask(new Append(broker.shard.topicOf(queue).partition(0), batch));
    broker.settle();
  }

  private QueueIs find(String name) {
    return broker.get(QueueIs.class, new Find(name(name)));
  }

  @Test
  void eventsGoToTheConsumerInTheirOrderAndAreDoneOnceAccepted() {
    Queue queue = declare("q");
    publish(queue, "a", "b");
    worker.consume(queue, 0);
    assertThat(worker.taken()).containsExactly("a", "b");
    publish(queue, "c");
    assertThat(worker.taken()).containsExactly("c");
    assertThat(worker.tags).containsExactly(1L, 2L, 3L);
    worker.settle(Outcome.ACCEPT, 1, 3);
    broker.restart();
    assertThat(find("q").ready()).isZero();
    assertThat(new Worker(broker).consume(queue, 0).taken()).isEmpty();
  }

  @Test
  void nothingIsDeliveredBeforeItIsDurable() {
    Queue queue = declare("q");
    worker.consume(queue, 0);
    ByteBuffer out = ByteBuffer.allocate(1 << 10);
    BatchBuilder builder = new BatchBuilder().begin(out);
    builder.add(1, null, ByteBuffer.wrap(new byte[] {'x'}));
    ByteBuffer batch = out.limit(builder.end()).position(0);
    broker.ask(new Append(broker.shard.topicOf(queue).partition(0), batch));
    broker.endTurn();
    assertThat(worker.got).isEmpty();
    broker.sync();
    assertThat(worker.got).containsExactly("x");
  }

  @Test
  void whatIsNotSettledComesBackWhenItsConsumerLeaves() {
    Queue queue = declare("q");
    publish(queue, "a", "b", "c");
    worker.consume(queue, 0);
    worker.settle(Outcome.ACCEPT, 2, 2);
    worker.leave();
    assertThat(find("q").ready()).isEqualTo(2);
    assertThat(new Worker(broker).consume(queue, 0).taken()).containsExactly("a*", "c*");
  }

  @Test
  void whatWasDeliveredBeforeARestartIsRedeliveredHoweverSoon() {
    Queue queue = declare("q");
    publish(queue, "a");
    worker.consume(queue, 0);
    broker.restart();
    publish(queue, "b");
    assertThat(new Worker(broker).consume(queue, 0).taken()).containsExactly("a*", "b");
  }

  @Test
  void whoIsGoneGetsNothing() {
    Queue queue = declare("q");
    broker.shard.submit(new Get(queue.name(), 1, false), worker, 77, broker.now);
    worker.leave();
    publish(queue, "a");
    assertThat(worker.taken()).isEmpty();
    assertThat(find("q").ready()).isEqualTo(1);
  }

  @Test
  void whatWasAcceptedOutOfOrderIsNotDeliveredAfterARestart() {
    Queue queue = declare("q");
    publish(queue, "a", "b", "c", "d");
    worker.consume(queue, 0);
    worker.settle(Outcome.ACCEPT, 2, 3);
    broker.now += 10;
    broker.restart();
    assertThat(find("q").ready()).isEqualTo(2);
    publish(queue, "e");
    assertThat(new Worker(broker).consume(queue, 0).taken()).containsExactly("a*", "d*", "e");
  }

  @Test
  void whatFailsIsDeliveredAgainBeforeWhatIsNew() {
    Queue queue = declare("q");
    publish(queue, "a", "b", "c");
    worker.consume(queue, 1);
    worker.settle(Outcome.FAIL, 1, 1);
    assertThat(worker.taken()).containsExactly("a", "a*");
    assertThat(worker.failures).isEqualTo(1);
    worker.settle(Outcome.RELEASE, 2, 2);
    assertThat(worker.taken()).containsExactly("a*");
    assertThat(worker.failures).isEqualTo(1);
    worker.settle(Outcome.REJECT, 3, 3);
    assertThat(worker.taken()).containsExactly("b");
  }

  @Test
  void consumersShareEvenlyAndWithinTheirCredit() {
    Queue queue = declare("q");
    List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      workers.add(new Worker(broker).consume(queue, 2));
    }
    publish(queue, IntStream.range(0, 12).mapToObj(String::valueOf).toArray(String[]::new));
    for (int i = 0; i < 4; i++) {
      assertThat(workers.get(i).taken()).containsExactly("" + i, "" + (i + 4));
    }
    workers.get(2).settle(Outcome.ACCEPT, 1, 2);
    assertThat(workers.get(2).taken()).containsExactly("8", "9");
    assertThat(find("q").ready()).isEqualTo(2);
  }

  @Test
  void aHigherPriorityIsServedFirst() {
    Queue queue = declare("q");
    Worker low = new Worker(broker).consume(queue, 0);
    worker.consume(new Consume(queue.name(), 1, true, false, 5, 2));
    publish(queue, "a", "b", "c");
    assertThat(worker.taken()).containsExactly("a", "b");
    assertThat(low.taken()).containsExactly("c");
  }

  @Test
  void whatNeedsNoSettlingIsDoneAtOnce() {
    Queue queue = declare("q");
    worker.consume(new Consume(queue.name(), 1, false, false, 0, 1));
    publish(queue, "a", "b");
    assertThat(worker.taken()).containsExactly("a", "b");
    worker.leave();
    assertThat(find("q").ready()).isZero();
    broker.restart();
    assertThat(find("q").ready()).isZero();
  }

  @Test
  void oneEventCanBeAskedFor() {
    Queue queue = declare("q");
    assertThat(worker.get(queue)).isEmpty();
    publish(queue, "a", "b");
    assertThat(worker.get(queue)).containsExactly("a");
    assertThat(worker.get(queue)).containsExactly("b");
    assertThat(worker.get(queue)).isEmpty();
    worker.settle(Outcome.FAIL, 1, 1);
    assertThat(worker.get(queue)).containsExactly("a*");
  }

  @Test
  void settlingWhatIsNotThereIsAProblem() {
    Queue queue = declare("q");
    publish(queue, "a");
    worker.consume(queue, 0);
    for (long[] tags : new long[][] {{2, 2}, {1, 2}, {0, 0}}) {
      worker.replies.clear();
      worker.settle(Outcome.ACCEPT, tags[0], tags[1]);
      assertThat(worker.replies.values())
          .extracting("problem")
          .containsOnly(Problem.UNKNOWN_DELIVERY);
    }
    worker.settle(Outcome.ACCEPT, 1, 1);
    worker.replies.clear();
    worker.settle(Outcome.ACCEPT, 1, 1);
    assertThat(worker.replies.values())
        .extracting("problem")
        .containsOnly(Problem.UNKNOWN_DELIVERY);
  }

  @Test
  void aDeletedQueueTellsItsConsumersAndLeavesNothing() {
    Queue queue = declare("q");
    publish(queue, "a", "b");
    worker.consume(queue, 1);
    Counted counted = broker.get(Counted.class, new Delete(queue.name(), true, false));
    assertThat(counted.problem()).isEqualTo(Problem.IN_USE);
    counted = broker.get(Counted.class, new Delete(queue.name(), false, true));
    assertThat(counted.problem()).isEqualTo(Problem.NOT_EMPTY);
    counted = broker.get(Counted.class, new Delete(queue.name(), false, false));
    assertThat(counted).isEqualTo(new Counted(Problem.NONE, 1));
    broker.settle();
    assertThat(worker.replies.values()).contains(new Ended(Problem.UNKNOWN_QUEUE));
    worker.settle(Outcome.ACCEPT, 1, 1);
    assertThat(find("q").problem()).isEqualTo(Problem.UNKNOWN_QUEUE);
    assertThat(declare("q").id()).isGreaterThan(queue.id());
    assertThat(broker.shard.status(0, broker.now).topics()).isEqualTo(1);
  }

  @Test
  void aPurgeTakesWhatNobodyHas() {
    Queue queue = declare("q");
    publish(queue, "a", "b", "c");
    worker.consume(queue, 1);
    Counted counted = broker.get(Counted.class, new Purge(queue.name()));
    assertThat(counted).isEqualTo(new Counted(Problem.NONE, 2));
    worker.settle(Outcome.FAIL, 1, 1);
    assertThat(worker.taken()).containsExactly("a", "a*");
    publish(queue, "d");
    worker.settle(Outcome.ACCEPT, 2, 2);
    assertThat(worker.taken()).containsExactly("d");
  }

  @Test
  void declaringAgainAsksForTheSame() {
    Queue queue = declare("q");
    assertThat(declare("q")).isEqualTo(queue);
    Declare other = new Declare(queue.name(), living(new Lifetime(true, false, true, -1)));
    assertThat(broker.get(QueueIs.class, other).problem()).isEqualTo(Problem.NOT_EQUIVALENT);
  }

  @Test
  void anExclusiveQueueIsItsClientsAloneAndGoesWithIt() {
    QueueSettings alone = living(new Lifetime(false, true, false, -1));
    long request = broker.ask(new Declare(name("q"), alone), worker);
    broker.settle();
    Queue queue = ((QueueIs) worker.replies.get(request)).queue();
    assertThat(broker.get(QueueIs.class, new Declare(name("q"), alone)).problem())
        .isEqualTo(Problem.LOCKED);
    Worker other = new Worker(broker);
    request = broker.ask(new Consume(queue.name(), 1, true, false, 0, 1), other);
    broker.settle();
    assertThat(other.replies.get(request).problem()).isEqualTo(Problem.LOCKED);
    Bind bind = new Bind(0, "amq.direct", Kind.QUEUE, "q", "k", Opaque.EMPTY, HeaderMatch.ALWAYS);
    assertThat(broker.get(Answered.class, bind)).isEqualTo(new Answered(Problem.LOCKED, "q"));
    Unbind unbind = new Unbind(0, "amq.direct", Kind.QUEUE, "q", "k", Opaque.EMPTY);
    assertThat(broker.get(Answered.class, unbind)).isEqualTo(new Answered(Problem.LOCKED, "q"));
    request = broker.ask(bind, worker);
    broker.settle();
    assertThat(worker.replies.get(request).problem()).isEqualTo(Problem.NONE);
    worker.consume(queue, 1);
    worker.leave();
    assertThat(find("q").problem()).isEqualTo(Problem.UNKNOWN_QUEUE);
    assertThat(broker.shard.status(0, broker.now).topics()).isZero();
  }

  @Test
  void anAutoDeleteQueueGoesWithItsLastConsumer() {
    Queue queue = declare("q", living(new Lifetime(true, false, true, -1)));
    worker.consume(queue, 1);
    Worker other = new Worker(broker).consume(queue, 1);
    worker.leave();
    assertThat(find("q").problem()).isEqualTo(Problem.NONE);
    other.ask(new Close(1));
    assertThat(find("q").problem()).isEqualTo(Problem.UNKNOWN_QUEUE);
  }

  @Test
  void aTransientQueueDoesNotOutliveARestart() {
    declare("q", living(new Lifetime(false, false, false, -1)));
    declare("d");
    broker.restart();
    assertThat(find("q").problem()).isEqualTo(Problem.UNKNOWN_QUEUE);
    assertThat(find("d").problem()).isEqualTo(Problem.NONE);
    broker.settle();
    assertThat(broker.shard.status(0, broker.now).topics()).isEqualTo(1);
  }

  private boolean isAnsweredAtOnce(Command command) {
    long request = broker.ask(command);
    broker.endTurn();
    boolean answered = broker.replies.containsKey(request);
    broker.sync();
    assertThat(broker.reply(Reply.class, request).problem()).isEqualTo(Problem.NONE);
    return answered;
  }

  @Test
  void whatDoesNotOutliveARestartIsAnsweredAtOnce() {
    QueueSettings durable = living(new Lifetime(true, false, false, -1));
    for (boolean exclusive : new boolean[] {true, false}) {
      QueueSettings brief = living(new Lifetime(exclusive, exclusive, false, -1));
      String it = "brief " + exclusive;
      HeaderMatch all = HeaderMatch.ALWAYS;
      assertThat(isAnsweredAtOnce(new Declare(name(it), brief))).isTrue();
      assertThat(isAnsweredAtOnce(new Declare(name(it), brief))).isTrue();
      assertThat(isAnsweredAtOnce(new Bind(0, "amq.fanout", Kind.QUEUE, it, "", Opaque.EMPTY, all)))
          .isTrue();
      assertThat(isAnsweredAtOnce(new Publish(0, List.of(Letter.to("amq.fanout", "", "a")))))
          .isTrue();
      assertThat(isAnsweredAtOnce(new Purge(name(it)))).isTrue();
    }
    assertThat(isAnsweredAtOnce(new Declare(name("durable"), durable))).isFalse();
    Letter first = Letter.to("", "brief true", "a");
    Letter second = Letter.to("", "durable", "b");
    assertThat(isAnsweredAtOnce(new Publish(0, List.of(first, second)))).isFalse();
    assertThat(isAnsweredAtOnce(new Delete(name("brief true"), false, false))).isTrue();
    assertThat(isAnsweredAtOnce(new Delete(name("durable"), false, false))).isFalse();
  }

  @Test
  void aQueueThatNobodyUsesExpires() {
    Queue queue = declare("q", living(new Lifetime(true, false, false, 1_000)));
    worker.consume(queue, 1);
    broker.pass(5_000);
    assertThat(find("q").problem()).isEqualTo(Problem.NONE);
    worker.leave();
    broker.pass(900);
    assertThat(find("q").problem()).isEqualTo(Problem.NONE);
    broker.pass(1_100);
    assertThat(find("q").problem()).isEqualTo(Problem.UNKNOWN_QUEUE);
  }
}
