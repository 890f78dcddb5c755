package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.batch.BatchBuilder;
import io.thalweg.core.batch.EventHeaders;
import io.thalweg.core.exchange.HeaderMatch;
import io.thalweg.core.exchange.HeaderValue;
import io.thalweg.core.publish.Letter;
import io.thalweg.core.publish.PublishCommand.Part;
import io.thalweg.core.publish.PublishCommand.Publish;
import io.thalweg.core.publish.PublishCommand.Published;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueCommand.Consume;
import io.thalweg.core.queue.QueueCommand.Deadline;
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
import io.thalweg.core.queue.QueueSettings.Keeping;
import io.thalweg.core.queue.QueueSettings.Lifetime;
import io.thalweg.core.queue.QueueSettings.Limits;
import io.thalweg.core.queue.QueueSettings.Order;
import io.thalweg.core.queue.QueueSettings.Overflow;
import io.thalweg.core.queue.Start;
import io.thalweg.core.queue.letter.EventFilter;
import io.thalweg.core.queue.manage.ManageCommand.Describe;
import io.thalweg.core.queue.manage.ManageCommand.Described;
import io.thalweg.core.queue.manage.ManageCommand.PartitionReport;
import io.thalweg.core.queue.manage.ManageCommand.Pause;
import io.thalweg.core.topic.TopicCommand.Append;
import io.thalweg.core.topic.TopicCommand.Trim;
import io.thalweg.core.topic.TopicCommand.Trimmed;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Queues that deliver only events with certain headers.
class FilterTest {
  private static final HeaderMatch EUROPE = all("region", "eu");

  private final TestShard broker = new TestShard();
  private final Worker worker = new Worker(broker);

  private static HeaderMatch all(String name, String value) {
    return HeaderMatch.of(Map.of(name, text(value)));
  }

  private static HeaderValue text(String value) {
    return new HeaderValue.Bytes(new Opaque(value.getBytes(StandardCharsets.UTF_8)));
  }

  private static QueueName name(String name) {
    return new QueueName(0, QueueName.Kind.AMQP, name);
  }

  private static QueueSettings settings(String topic, Order order, Failing failing, Limits limits) {
    var delivering = new Delivering(order, "", 0, false, 1);
    return new QueueSettings(topic, Lifetime.DURABLE, delivering, failing, limits, Opaque.EMPTY);
  }

  private static QueueSettings settings(Order order) {
    return settings("", order, Failing.DEFAULT, Limits.NONE);
  }

  private Problem declared(String name, QueueSettings settings) {
    return broker.get(QueueIs.class, new Declare(name(name), settings)).problem();
  }

  private Queue declare(String name, QueueSettings settings) {
    QueueIs is = broker.get(QueueIs.class, new Declare(name(name), settings));
    assertThat(is.problem()).isEqualTo(Problem.NONE);
    return is.queue();
  }

  private Queue declare(Order order) {
    return declare("q", settings(order).filtered(EUROPE));
  }

  /// Each as `value` or `value:region`.
  private void publish(String... events) {
    for (String each : events) {
      String[] said = each.split(":", -1);
      Letter letter = Letter.to("", "q", said[0]);
      publish(said.length > 1 ? letter.with("region", said[1]) : letter);
    }
    broker.settle();
  }

  private void publish(Letter letter) {
    broker.ask(new Publish(0, List.of(letter)));
  }

  /// One batch of so many events, in Europe or elsewhere.
  private void append(long partition, int count, String region) {
    ByteBuffer out = ByteBuffer.allocate(1 << 18);
    BatchBuilder builder = new BatchBuilder().begin(out);
    EventHeaders headers = new EventHeaders(64);
    headers.add("region", region.getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < count; i++) {
      byte[] bytes = {(byte) ('a' + i % 26)};
      builder.add(broker.now, ByteBuffer.wrap(bytes), ByteBuffer.wrap(bytes), headers);
    }
    broker.ask(new Append(partition, out.limit(builder.end()).position(0)));
  }

  private long ready(String name) {
    return broker.get(QueueIs.class, new Find(name(name))).ready();
  }

  private Described described(String name) {
    return broker.get(Described.class, new Describe(name(name), 0));
  }

  private long filtered() {
    return described("q").queue().counts().filtered();
  }

  private long floor(String name) {
    return described(name).partitions().stream().mapToLong(PartitionReport::floor).sum();
  }

  @ParameterizedTest
  @EnumSource
  void whatDoesNotPassIsDoneAndNobodyGetsIt(Order order) {
    Queue queue = declare(order);
    publish("a:eu", "b:us", "c", "d:eu", "e:EU");
    assertThat(ready("q")).as("nobody has looked").isEqualTo(5);
    worker.consume(queue, 0);
    assertThat(worker.taken()).containsExactly("a", "d");
    assertThat(ready("q")).isZero();
    assertThat(filtered()).isEqualTo(3);
    publish("f:us", "g:eu");
    assertThat(worker.taken()).containsExactly("g");
    worker.settle(Outcome.ACCEPT, 1, 3);
    broker.restart();
    assertThat(ready("q")).isZero();
    assertThat(filtered()).as("since the start").isZero();
    assertThat(new Worker(broker).consume(queue, 0).taken()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whatWasDeliveredComesBackAfterARestart(Order order) {
    Queue queue = declare(order);
    publish("a:us", "b:eu", "c:us", "d:eu");
    worker.consume(queue, 0);
    worker.settle(Outcome.FAIL, 1, 1);
    assertThat(worker.taken()).containsExactly("b", "d", "b*");
    broker.restart();
    assertThat(ready("q")).isEqualTo(2);
    assertThat(new Worker(broker).consume(queue, 0).taken()).containsExactly("b*", "d*");
  }

  @ParameterizedTest
  @EnumSource
  void anEventOfSeveralPartsGoesAsAWhole(Order order) {
    Queue queue = declare(order);
    for (String region : List.of("us", "eu", "us")) {
      publish(Letter.to("", "q", "a").with("region", region).as(Part.FIRST));
      publish(Letter.to("", "q", "b").as(Part.MIDDLE));
      publish(Letter.to("", "q", "c").as(Part.LAST));
    }
    broker.settle();
    worker.consume(queue, 0);
    assertThat(worker.taken()).containsExactly("abc");
    worker.settle(Outcome.ACCEPT, 1, 1);
    assertThat(ready("q")).isZero();
    assertThat(floor("q")).isEqualTo(9);
    assertThat(filtered()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void partsThatComeLaterGoWithWhatIsGone(Order order) {
    Queue queue = declare(order);
    worker.consume(queue, 0);
    publish(Letter.to("", "q", "a").with("region", "us").as(Part.FIRST));
    broker.settle();
    assertThat(floor("q")).isEqualTo(1);
    publish(Letter.to("", "q", "b").as(Part.LAST));
    publish("c:eu");
    assertThat(worker.taken()).containsExactly("c");
    assertThat(floor("q")).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void whoAsksForOneEventIsToldWhenNonePasses(Order order) {
    Queue queue = declare(order);
    publish("a:us", "b:us");
    assertThat(worker.get(queue)).isEmpty();
    assertThat(ready("q")).isZero();
    publish("c:us", "d:eu");
    assertThat(worker.get(queue)).containsExactly("d");
  }

  @ParameterizedTest
  @EnumSource
  void nothingThatDoesNotPassDies(Order order) {
    Failing failing = new Failing(1, "", "dead", false, Backoff.NONE);
    Limits limits = new Limits(1_000, 0, -1, -1, Overflow.DROP_HEAD);
    Queue dead = declare("dead", QueueSettings.DEFAULT);
    Queue queue = declare("q", settings("", order, failing, limits).filtered(EUROPE));
    publish("a:us", "b:eu", "c:us", "d:eu");
    worker.consume(queue, 1);
    worker.settle(Outcome.REJECT, 1, 1);
    worker.settle(Outcome.ACCEPT, 2, 2);
    publish("e:us", "f:eu");
    worker.leave();
    broker.pass(1_500);
    new Worker(broker).consume(queue, 0);
    assertThat(new Worker(broker).consume(dead, 0).taken())
        .usingRecursiveComparison()
        .ignoringCollectionOrder()
        .isEqualTo(List.of("b", "f"));
    assertThat(ready("q")).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void aSeekLooksAgainAndAPurgeTakesAll(Order order) {
    long partition = broker.create("t", 1, TestShard.FOREVER).partition(0);
    Queue queue = declare("q", settings("t", order, Failing.DEFAULT, Limits.NONE).filtered(EUROPE));
    append(partition, 2, "us");
    append(partition, 2, "eu");
    broker.settle();
    worker.consume(queue, 0);
    assertThat(worker.taken()).containsExactly("a", "b");
    broker.ask(new Seek(queue.name(), 0));
    broker.settle();
    assertThat(worker.taken()).containsExactly("a", "b");
    assertThat(filtered()).isEqualTo(4);
    worker.leave();
    broker.get(Reply.class, new Purge(queue.name()));
    assertThat(floor("q")).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource
  void whatRetentionTakesMeanwhileIsDone(Order order) {
    long partition = broker.create("t", 1, TestShard.FOREVER).partition(0);
    Queue queue = declare("q", settings("t", order, Failing.DEFAULT, Limits.NONE).filtered(EUROPE));
    append(partition, 3, "us");
    append(partition, 1, "eu");
    broker.settle();
    broker.get(Trimmed.class, new Trim(partition, 2));
    worker.consume(queue, 0);
    assertThat(worker.taken()).containsExactly("a");
    assertThat(filtered()).isEqualTo(1);
    assertThat(floor("q")).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource
  void nobodyLooksWhileTheQueueIsPaused(Order order) {
    Queue queue = declare(order);
    worker.consume(queue, 0);
    broker.get(Reply.class, new Pause(queue.name(), true));
    publish("a:us", "b:eu");
    assertThat(worker.taken()).isEmpty();
    assertThat(floor("q")).isZero();
    broker.get(Reply.class, new Pause(queue.name(), false));
    broker.settle();
    assertThat(worker.taken()).containsExactly("b");
  }

  @Test
  void onlyWhatPassesCountsAgainstTheLimit() {
    Limits two = new Limits(-1, 0, 2, -1, Overflow.DROP_HEAD);
    Queue queue = declare("q", settings("", Order.NONE, Failing.DEFAULT, two).filtered(EUROPE));
    publish("a:eu", "b:us", "c:us", "d:us", "e:eu", "f:us");
    assertThat(ready("q")).as("looked at, though nobody takes").isEqualTo(2);
    publish("g:eu", "h:us");
    assertThat(worker.consume(queue, 0).taken()).containsExactly("e", "g");
    assertThat(filtered()).isEqualTo(5);
  }

  @ParameterizedTest
  @EnumSource
  void aFullQueueHasPlaceOnceWhatDoesNotPassIsGone(Order order) {
    Limits two = new Limits(-1, 0, 2, -1, Overflow.REJECT);
    declare("q", settings("", order, Failing.DEFAULT, two).filtered(EUROPE));
    for (int i = 0; i < 5; i++) {
      publish("a:us");
    }
    publish("b:eu", "c:eu");
    assertThat(ready("q")).isEqualTo(2);
    long request = broker.ask(new Publish(0, List.of(Letter.to("", "q", "d"))));
    broker.settle();
    assertThat(broker.reply(Published.class, request).problem()).isEqualTo(Problem.LIMIT_REACHED);
  }

  @ParameterizedTest
  @EnumSource
  void manyThatDoNotPassHoldNobodyUp(Order order) {
    long partition = broker.create("t", 1, TestShard.FOREVER).partition(0);
    Queue queue =
        declare("large", settings("t", order, Failing.DEFAULT, Limits.NONE).filtered(EUROPE));
    Queue other = declare("q", QueueSettings.DEFAULT);
    for (int i = 0; i < 100; i++) {
      append(partition, 1_000, "us");
      broker.sync();
    }
    append(partition, 1, "eu");
    broker.settle();
    worker.consume(other, 0);
    Worker patient = new Worker(broker);
    broker.ask(new Consume(queue.name(), 1, true, false, 0, 0), patient);
    long before = 0;
    int waited = 0;
    for (int turns = 0; patient.got.isEmpty(); turns++) {
      assertThat(turns).isLessThan(2_000);
      broker.store.work(broker);
      publish(Letter.to("", "q", "x"));
      broker.endTurn();
      broker.shard.durable(broker.journal.sync());
      long now = floor("large");
      assertThat(now - before).isLessThanOrEqualTo(4L * 4_000);
      waited += now > before ? 1 : 0;
      before = now;
    }
    assertThat(waited).isGreaterThan(5);
    assertThat(worker.got.size()).as("deliveries meanwhile").isGreaterThanOrEqualTo(waited);
    assertThat(described("large").queue().counts().filtered()).isEqualTo(100_000);
    assertThat(patient.taken()).containsExactly("a");
  }

  @Test
  void wholeBatchesThatDoNotPassAreOneRange() {
    Queue queue = declare(Order.NONE);
    append(broker.shard.topicOf(queue).partition(0), 1_000, "us");
    append(broker.shard.topicOf(queue).partition(0), 1_000, "us");
    broker.settle();
    long before = broker.journal.usedBytes();
    worker.consume(queue, 0);
    assertThat(broker.journal.usedBytes() - before).isLessThan(1 << 13);
    assertThat(floor("q")).isEqualTo(2_000);
  }

  @Test
  void recordsWithoutAValueAreMetByNothingOnly() {
    HeaderMatch any =
        HeaderMatch.of(
            Map.of(
                "x-match", text("any"),
                "there", new HeaderValue.Nothing(),
                "number", new HeaderValue.Whole(5)));
    Queue queue = declare("q", settings(Order.NONE).filtered(any));
    publish(Letter.to("", "q", "text of a number").with("number", "5"));
    publish(Letter.to("", "q", "there").with("there", "whatever"));
    publish(Letter.to("", "q", "nothing"));
    broker.settle();
    assertThat(worker.consume(queue, 0).taken()).containsExactly("there");
  }

  @Test
  void aFilterIsOneOfTheSettingsThatAreCompared() {
    declare(Order.NONE);
    QueueSettings plain = settings(Order.NONE);
    assertThat(declared("q", plain.filtered(EUROPE))).isEqualTo(Problem.NONE);
    for (HeaderMatch each : new HeaderMatch[] {null, all("region", "us"), all("Region", "eu")}) {
      assertThat(declared("q", plain.filtered(each))).isEqualTo(Problem.NOT_EQUIVALENT);
    }
    broker.restart();
    assertThat(declared("q", plain.filtered(EUROPE))).isEqualTo(Problem.NONE);
  }

  @Test
  void whatIsNoFilterIsRefused() {
    Map<String, HeaderValue> many = new TreeMap<>();
    IntStream.range(0, EventFilter.MOST_TERMS).forEach(i -> many.put("h" + i, text("")));
    QueueSettings plain = settings(Order.NONE);
    assertThat(declared("a", plain.filtered(HeaderMatch.of(many)))).isEqualTo(Problem.NONE);
    many.put("one more", text(""));
    List<QueueSettings> bad = new ArrayList<>();
    bad.add(plain.filtered(HeaderMatch.of(many)));
    bad.add(plain.filtered(HeaderMatch.ALWAYS));
    bad.add(plain.filtered(all("h", "x".repeat(EventFilter.MOST_BYTES))));
    Limits bytes = new Limits(-1, 0, -1, 100, Overflow.DROP_HEAD);
    bad.add(settings("", Order.NONE, Failing.DEFAULT, bytes).filtered(EUROPE));
    bad.add(
        new QueueSettings(
            "",
            Lifetime.DURABLE,
            Delivering.ANY,
            Failing.DEFAULT,
            Limits.NONE,
            new Keeping(true, -1, -1, ""),
            EUROPE,
            Opaque.EMPTY));
    for (QueueSettings each : bad) {
      assertThat(declared("b", each)).isEqualTo(Problem.INVALID_SETTING);
    }
  }

  @Test
  void whatIsKeptIsNotReadPastTheFilter() {
    broker.create("t", 1, TestShard.FOREVER);
    Queue queue =
        declare("q", settings("t", Order.NONE, Failing.DEFAULT, Limits.NONE).filtered(EUROPE));
    Start first = new Start(Start.Kind.FIRST, 0, -1);
    long request =
        broker.ask(new Consume(queue.name(), 1, true, false, 0, 10, Deadline.NONE, first), worker);
    broker.settle();
    assertThat(((QueueIs) worker.replies.get(request)).problem()).isEqualTo(Problem.UNSUPPORTED);
  }
}
