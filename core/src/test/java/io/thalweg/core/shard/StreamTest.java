package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.batch.BatchBuilder;
import io.thalweg.core.publish.Letter;
import io.thalweg.core.publish.PublishCommand.Part;
import io.thalweg.core.publish.PublishCommand.Publish;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueCommand.Cancel;
import io.thalweg.core.queue.QueueCommand.Consume;
import io.thalweg.core.queue.QueueCommand.Counted;
import io.thalweg.core.queue.QueueCommand.Deadline;
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
import io.thalweg.core.queue.QueueSettings.Delivering;
import io.thalweg.core.queue.QueueSettings.Failing;
import io.thalweg.core.queue.QueueSettings.Keeping;
import io.thalweg.core.queue.QueueSettings.Lifetime;
import io.thalweg.core.queue.QueueSettings.Limits;
import io.thalweg.core.queue.Start;
import io.thalweg.core.topic.TopicCommand.Append;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Delivery;
import io.thalweg.core.turn.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Events that are kept, read from any place on.
class StreamTest {
  private static final Keeping STREAM = new Keeping(true, -1, -1, "");

  private final TestShard broker = new TestShard();

  /// Who notes where events lay.
  private final class Reader extends Worker {
    private final List<String> places = new ArrayList<>();

    Reader() {
      super(broker);
    }

    @Override
    public void delivered(Delivery event) {
      places.add(event.partition() + "/" + event.offset());
      super.delivered(event);
    }
  }

  private static QueueName name(String name) {
    return new QueueName(0, QueueName.Kind.AMQP, name);
  }

  private Queue declare(String name, String topic, Keeping keeping) {
    QueueSettings settings =
        new QueueSettings(
            topic,
            Lifetime.DURABLE,
            Delivering.ANY,
            Failing.DEFAULT,
            Limits.NONE,
            keeping,
            null,
            Opaque.EMPTY);
    QueueIs is = broker.get(QueueIs.class, new Declare(name(name), settings));
    assertThat(is.problem()).isEqualTo(Problem.NONE);
    return is.queue();
  }

  private Queue stream() {
    return declare("s", "", STREAM);
  }

  private void publish(String... values) {
    for (String value : values) {
      broker.ask(new Publish(0, List.of(Letter.to("", "s", value))));
    }
    broker.settle();
  }

  private static Consume read(Queue queue, int credit, Start start) {
    return new Consume(queue.name(), 1, true, false, 0, credit, Deadline.NONE, start);
  }

  private static Start at(Start.Kind kind, long value) {
    return new Start(kind, value, -1);
  }

  private List<String> got(Queue queue, Start start) {
    return new Worker(broker).consume(read(queue, 100, start)).taken();
  }

  @Test
  void everybodyReadsAllOfItFromWhereTheyLike() {
    Queue queue = stream();
    publish("a", "b", "c");
    broker.pass(1_000);
    publish("d", "e");
    assertThat(got(queue, at(Start.Kind.FIRST, 0))).containsExactly("a", "b", "c", "d", "e");
    assertThat(got(queue, at(Start.Kind.LAST, 0))).containsExactly("e");
    assertThat(got(queue, at(Start.Kind.OFFSET, 2))).containsExactly("c", "d", "e");
    assertThat(got(queue, at(Start.Kind.OFFSET, 77))).isEmpty();
    assertThat(got(queue, at(Start.Kind.TIME, broker.now - 500))).containsExactly("d", "e");
    assertThat(got(queue, at(Start.Kind.AGE, 500))).containsExactly("d", "e");
    assertThat(got(queue, at(Start.Kind.TIME, broker.now + 1))).isEmpty();
    Worker next = new Worker(broker).consume(read(queue, 1, null));
    assertThat(next.taken()).isEmpty();
    publish("f", "g");
    assertThat(next.taken()).containsExactly("f");
    next.settle(Outcome.REJECT, 1, 1);
    assertThat(next.taken()).containsExactly("g");
  }

  @Test
  void nothingIsRememberedAndNothingGoes() {
    Queue queue = stream();
    publish("a", "b", "c");
    Reader reader = new Reader();
    reader.consume(read(queue, 2, at(Start.Kind.FIRST, 0)));
    assertThat(reader.taken()).containsExactly("a", "b");
    long written = broker.journal.nextPosition();
    reader.settle(Outcome.ACCEPT, 1, 2);
    assertThat(reader.taken()).containsExactly("c");
    assertThat(reader.places).containsExactly("0/0", "0/1", "0/2");
    reader.settle(Outcome.FAIL, 3, 3);
    assertThat(reader.taken()).isEmpty();
    reader.leave();
    assertThat(broker.journal.nextPosition()).isEqualTo(written);
    broker.pass(10_000);
    broker.restart();
    assertThat(broker.get(QueueIs.class, new Find(queue.name())).ready()).isEqualTo(3);
    assertThat(got(queue, at(Start.Kind.FIRST, 0))).containsExactly("a", "b", "c");
  }

  @Test
  void largeValuesAreReadAsOne() {
    Queue queue = stream();
    publish("a");
    broker.ask(new Publish(0, List.of(Letter.to("", "s", "he").as(Part.FIRST))));
    broker.ask(new Publish(0, List.of(Letter.to("", "s", "llo").as(Part.LAST))));
    publish("b");
    assertThat(got(queue, at(Start.Kind.FIRST, 0))).containsExactly("a", "hello", "b");
    assertThat(got(queue, at(Start.Kind.OFFSET, 2))).containsExactly("b");
  }

  @Test
  void whatIsPastItsTimeGoes() {
    declare("s", "", new Keeping(true, 60_000, -1, ""));
    publish("a");
    broker.pass(50_000);
    publish("b");
    broker.pass(30_000);
    Queue queue = broker.get(QueueIs.class, new Find(name("s"))).queue();
    assertThat(got(queue, at(Start.Kind.FIRST, 0))).containsExactly("b");
  }

  @Test
  void whatLiesInSegmentsIsReadToo() {
    Queue queue = stream();
    String[] values = IntStream.range(0, 500).mapToObj(String::valueOf).toArray(String[]::new);
    publish(values);
    broker.journal.capacity = broker.journal.usedBytes();
    broker.settle();
    publish("last");
    Worker reader = new Worker(broker).consume(read(queue, 1_000, at(Start.Kind.FIRST, 0)));
    broker.settle();
    assertThat(reader.taken()).hasSize(501).startsWith("0", "1").endsWith("499", "last");
  }

  @Test
  void aReaderIsAConsumerUntilItEnds() {
    Queue queue = stream();
    Worker worker = new Worker(broker).consume(read(queue, 1, null));
    assertThat(broker.get(QueueIs.class, new Find(queue.name())).consumers()).isEqualTo(1);
    Counted counted = broker.get(Counted.class, new Delete(queue.name(), true, false));
    assertThat(counted.problem()).isEqualTo(Problem.IN_USE);
    long request = worker.replies.keySet().iterator().next();
    worker.ask(new Cancel(request));
    assertThat(broker.get(QueueIs.class, new Find(queue.name())).consumers()).isZero();
    publish("a");
    assertThat(worker.taken()).isEmpty();
    worker.consume(read(queue, 1, null));
    broker.get(Counted.class, new Delete(queue.name(), false, false));
    broker.settle();
    assertThat(worker.replies.values()).contains(new Ended(Problem.UNKNOWN_QUEUE));
  }

  private Problem refused(Consume command) {
    return broker.get(QueueIs.class, command).problem();
  }

  @Test
  void whatDoesNotSuitAStreamIsRefused() {
    Queue queue = stream();
    assertThat(refused(read(queue, 0, Start.NEXT))).isEqualTo(Problem.INVALID_SETTING);
    assertThat(refused(new Consume(queue.name(), 1, false, false, 0, 1)))
        .isEqualTo(Problem.UNSUPPORTED);
    assertThat(refused(read(queue, 1, new Start(Start.Kind.FIRST, 0, 1))))
        .isEqualTo(Problem.UNKNOWN_PARTITION);
    assertThat(broker.get(QueueIs.class, new Get(queue.name(), 1, true)).problem())
        .isEqualTo(Problem.UNSUPPORTED);
    assertThat(broker.get(Counted.class, new Purge(queue.name())).problem())
        .isEqualTo(Problem.UNSUPPORTED);
  }

  private void append(TopicInfo topic, int partition, String value) {
    ByteBuffer out = ByteBuffer.allocate(1 << 10);
    BatchBuilder builder = new BatchBuilder().begin(out);
    builder.add(broker.now, null, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
    broker.ask(new Append(topic.partition(partition), out.limit(builder.end()).position(0)));
    broker.settle();
  }

  @Test
  void aTopicIsReadBesideTheQueueThatSubscribesToIt() {
    TopicInfo topic = broker.create("t", 2, TestShard.FOREVER);
    Queue queue = declare("q", "t", Keeping.NOTHING);
    append(topic, 0, "a");
    append(topic, 1, "b");
    append(topic, 0, "c");
    Worker worker = new Worker(broker).consume(queue, 0);
    assertThat(worker.taken()).containsExactlyInAnyOrder("a", "b", "c");
    worker.settle(Outcome.ACCEPT, 1, 3);
    assertThat(got(queue, at(Start.Kind.FIRST, 0))).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(refused(read(queue, 9, at(Start.Kind.OFFSET, 1))))
        .isEqualTo(Problem.INVALID_PARTITIONS);
    Reader reader = new Reader();
    reader.consume(read(queue, 9, new Start(Start.Kind.OFFSET, 1, 0)));
    assertThat(reader.taken()).containsExactly("c");
    append(topic, 1, "d");
    append(topic, 0, "e");
    assertThat(reader.taken()).containsExactly("e");
    assertThat(reader.places).containsExactly("0/1", "0/2");
    assertThat(worker.taken()).containsExactlyInAnyOrder("d", "e");
  }

  @Test
  void aPlainQueueKeepsNothingToRead() {
    Queue queue = declare("s", "", Keeping.NOTHING);
    publish("a");
    Worker worker = new Worker(broker).consume(read(queue, 1, at(Start.Kind.FIRST, 0)));
    worker.settle(Outcome.ACCEPT, 1, 1);
    assertThat(broker.get(QueueIs.class, new Find(queue.name())).ready()).isZero();
  }

  @Test
  void whatIsReadAndNotSettledInTimeIsNotReadAgain() {
    Queue queue = stream();
    publish("a", "b");
    Deadline second = Deadline.ending(1_000);
    Start first = at(Start.Kind.FIRST, 0);
    Worker reader =
        new Worker(broker).consume(new Consume(queue.name(), 1, true, false, 0, 1, second, first));
    assertThat(reader.taken()).containsExactly("a");
    broker.pass(999);
    assertThat(reader.taken()).isEmpty();
    broker.pass(1); // credit for another one
    assertThat(reader.taken()).containsExactly("b");
    assertThat(got(queue, first)).containsExactly("a", "b");
  }
}
