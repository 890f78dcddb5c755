package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.batch.BatchBuilder;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueCommand.Declare;
import io.thalweg.core.queue.QueueCommand.Find;
import io.thalweg.core.queue.QueueCommand.Outcome;
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
import io.thalweg.core.topic.TopicCommand.Trim;
import io.thalweg.core.topic.TopicCommand.Trimmed;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.topic.TopicSettings;
import io.thalweg.core.topic.TopicSettings.Cleanup;
import io.thalweg.core.topic.TopicSettings.Compaction;
import io.thalweg.core.topic.TopicSettings.Timestamps;
import io.thalweg.core.turn.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A queue that subscribes to a topic, from which events go that somebody has, or is to have.
class QueueOfTopicTest {
  private static final long LAG = 20_000;

  private final TestShard broker = new TestShard();
  private final Worker worker = new Worker(broker);
  private long partition;

  @BeforeEach
  void create() {
    Compaction prompt = new Compaction(0.5, 0, LAG, 7);
    TopicInfo topic =
        broker.create(
            "t",
            1,
            new TopicSettings(-1, -1, 1 << 20, Cleanup.COMPACT, prompt, Timestamps.CLIENTS, 0));
    partition = topic.partition(0);
  }

  private Queue subscribe(Order order) {
    return declare("t", "q", order, Failing.DEFAULT);
  }

  /// One batch of events, each with its value as its key.
  private void append(String... values) {
    ByteBuffer out = ByteBuffer.allocate(1 << 20);
    BatchBuilder builder = new BatchBuilder().begin(out);
    for (String value : values) {
      ByteBuffer bytes = ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8));
      builder.add(broker.now, bytes, bytes.duplicate());
    }
    broker.append(partition, out.limit(builder.end()).position(0));
  }

  private void compact() {
    for (long passed = 0; passed < 2 * LAG; passed += 1_000) {
      broker.pass(1_000);
      broker.settle();
    }
    assertThat(broker.store.cleaned).hasSize(1);
  }

  private long ready(Queue queue) {
    return broker.get(QueueIs.class, new Find(queue.name())).ready();
  }

  private void isEmptyButGoesOn(Queue queue) {
    assertThat(ready(queue)).isZero();
    append("later");
    assertThat(worker.taken()).containsExactly("later");
  }

  @Test
  void theOldestGoHoweverManyAreTooMany() {
    Limits two = new Limits(-1, 0, 2, -1, Overflow.DROP_HEAD);
    Queue queue = declare("t", "q", Order.NONE, Failing.DEFAULT, two);
    append(IntStream.range(0, 1_300).mapToObj(String::valueOf).toArray(String[]::new));
    broker.pass(1_000);
    assertThat(ready(queue)).isEqualTo(2);
    assertThat(worker.consume(queue, 0).taken()).containsExactly("1298", "1299");
  }

  @ParameterizedTest
  @EnumSource
  void whatRetentionTookComesBackToNobody(Order order) {
    Queue queue = subscribe(order);
    append("a", "b");
    worker.consume(queue, 0);
    assertThat(worker.taken()).containsExactly("a", "b");
    broker.get(Trimmed.class, new Trim(partition, 2));
    append("c");
    worker.settle(Outcome.RELEASE, 1, 2);
    assertThat(worker.taken()).containsExactly("c");
    worker.settle(Outcome.ACCEPT, 3, 3);
    isEmptyButGoesOn(queue);
  }

  @ParameterizedTest
  @EnumSource
  void whatCompactionTookComesBackToNobody(Order order) {
    Queue queue = subscribe(order);
    append("a", "b", "c");
    worker.consume(queue, 0);
    assertThat(worker.taken()).containsExactly("a", "b", "c");
    broker.store.superseded.add(0L);
    compact();
    worker.settle(Outcome.RELEASE, 1, 3);
    assertThat(worker.taken()).containsExactly("b*", "c*");
    worker.settle(Outcome.ACCEPT, 4, 5);
    isEmptyButGoesOn(queue);
  }

  /// As compaction does with the last tombstone of a key.
  @ParameterizedTest
  @EnumSource
  void nothingWaitsOnceCompactionTookTheLastEvent(Order order) {
    Queue queue = subscribe(order);
    append("a", "b");
    broker.store.superseded.add(1L);
    compact();
    worker.consume(queue, 0);
    assertThat(worker.taken()).containsExactly("a");
    worker.settle(Outcome.ACCEPT, 1, 1);
    isEmptyButGoesOn(queue);
    broker.ask(new Seek(queue.name(), 0));
    broker.settle();
    assertThat(worker.taken()).containsExactly("a", "later");
  }

  /// The read that finds the rest of a batch brings nothing behind it.
  @ParameterizedTest
  @EnumSource
  void whatCompactionTookAtTheEndOfAReadIsPassedOver(Order order) {
    Queue queue = subscribe(order);
    String large = "c".repeat(300 << 10);
    append("a", "b");
    append(large);
    broker.store.superseded.add(1L);
    compact();
    broker.restart();
    worker.consume(queue, 0);
    assertThat(worker.taken()).containsExactly("a*", large + "*");
  }

  /// A batch of three that says it is compressed, and is not.
  private ByteBuffer unreadable() {
    ByteBuffer out = ByteBuffer.allocate(1 << 10);
    BatchBuilder builder = new BatchBuilder().begin(out);
    for (int i = 0; i < 3; i++) {
      builder.add(broker.now, null, ByteBuffer.wrap("what?".getBytes(StandardCharsets.UTF_8)));
    }
    int bytes = builder.end();
    out.putShort(BatchHeader.ATTRIBUTES, (short) 1);
    out.putInt(BatchHeader.CRC, BatchHeader.crc(out, 0, bytes));
    return out.limit(bytes).position(0);
  }

  private Queue declare(String topic, String name, Order order, Failing failing) {
    return declare(topic, name, order, failing, Limits.NONE);
  }

  private Queue declare(String topic, String name, Order order, Failing failing, Limits limits) {
    var settings =
        new QueueSettings(
            topic,
            Lifetime.DURABLE,
            new Delivering(order, "", 0, false, 1),
            failing,
            limits,
            Opaque.EMPTY);
    var named = new QueueName(0, QueueName.Kind.AMQP, name);
    QueueIs is = broker.get(QueueIs.class, new Declare(named, settings));
    assertThat(is.problem()).isEqualTo(Problem.NONE);
    return is.queue();
  }

  @ParameterizedTest
  @EnumSource
  void whatCannotBeReadIsOneDeadLetterWithTheBatch(Order order) {
    var failing = new Failing(0, "", "dead", true, Backoff.NONE);
    Queue queue = declare("t", "q", order, failing);
    append("a");
    ByteBuffer batch = unreadable();
    broker.append(partition, batch);
    append("b");
    worker.consume(queue, 0);
    assertThat(worker.taken()).containsExactly("a", "b");
    worker.settle(Outcome.ACCEPT, 1, 2);
    assertThat(broker.shard.status(0, broker.now).queues().unreadable()).isEqualTo(3);
    broker.restart(); // there is nowhere for it to go: it stays
    Queue dead = declare("", "dead", Order.NONE, Failing.DEFAULT);
    Worker other = new Worker(broker);
    other.consume(queue, 0);
    broker.pass(2_000);
    broker.settle();
    assertThat(other.taken()).isEmpty();
    assertThat(ready(queue)).isZero();
    List<String> letters = new Worker(broker).consume(dead, 0).taken();
    assertThat(letters).hasSize(1);
    assertThat(letters.getFirst()).contains("what?").hasSize(wholeText(batch));
    broker.restart();
    assertThat(ready(queue)).isZero();
    assertThat(ready(dead)).isEqualTo(1);
  }

  private static int wholeText(ByteBuffer batch) {
    return StandardCharsets.UTF_8.decode(batch.duplicate().position(0)).length();
  }

  @ParameterizedTest
  @EnumSource
  void whatCannotBeReadIsPassedOverWithoutDeadLetters(Order order) {
    Queue queue = subscribe(order);
    broker.append(partition, unreadable());
    append("b");
    worker.consume(queue, 0);
    assertThat(worker.taken()).containsExactly("b");
    worker.settle(Outcome.ACCEPT, 1, 1);
    isEmptyButGoesOn(queue);
  }

  @ParameterizedTest
  @EnumSource
  void muchThatCannotBeReadIsPassedOverByAndBy(Order order) {
    Queue queue = subscribe(order);
    for (int i = 0; i < 4_100; i++) {
      broker.append(partition, unreadable());
    }
    append("b");
    worker.consume(queue, 0); // turns follow until all is quiet
    assertThat(worker.taken()).containsExactly("b");
    assertThat(broker.shard.status(0, broker.now).queues().unreadable()).isEqualTo(3 * 4_100);
  }
}
