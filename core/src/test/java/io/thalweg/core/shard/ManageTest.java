package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.batch.BatchBuilder;
import io.thalweg.core.batch.EventHeaders;
import io.thalweg.core.batch.EventMarks;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueCommand.Declare;
import io.thalweg.core.queue.QueueCommand.Delete;
import io.thalweg.core.queue.QueueCommand.Outcome;
import io.thalweg.core.queue.QueueCommand.QueueIs;
import io.thalweg.core.queue.QueueName;
import io.thalweg.core.queue.QueueSettings;
import io.thalweg.core.queue.QueueSettings.Backoff;
import io.thalweg.core.queue.QueueSettings.Delivering;
import io.thalweg.core.queue.QueueSettings.Failing;
import io.thalweg.core.queue.QueueSettings.Limits;
import io.thalweg.core.queue.QueueSettings.Order;
import io.thalweg.core.queue.QueueSettings.Overflow;
import io.thalweg.core.queue.manage.ManageCommand;
import io.thalweg.core.queue.manage.ManageCommand.Copy;
import io.thalweg.core.queue.manage.ManageCommand.Describe;
import io.thalweg.core.queue.manage.ManageCommand.Described;
import io.thalweg.core.queue.manage.ManageCommand.Examine;
import io.thalweg.core.queue.manage.ManageCommand.Examined;
import io.thalweg.core.queue.manage.ManageCommand.Move;
import io.thalweg.core.queue.manage.ManageCommand.Pause;
import io.thalweg.core.queue.manage.ManageCommand.Place;
import io.thalweg.core.queue.manage.ManageCommand.Redrive;
import io.thalweg.core.queue.manage.ManageCommand.Remove;
import io.thalweg.core.queue.manage.ManageCommand.Removed;
import io.thalweg.core.queue.manage.ManageCommand.Report;
import io.thalweg.core.queue.manage.ManageCommand.Reported;
import io.thalweg.core.queue.manage.QueueReport;
import io.thalweg.core.queue.manage.QueueReport.Contents;
import io.thalweg.core.queue.manage.QueueReport.Counts;
import io.thalweg.core.queue.manage.QueueReport.Rates;
import io.thalweg.core.queue.manage.RateWindow;
import io.thalweg.core.topic.TopicCommand.Append;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What administrators ask about queues.
class ManageTest {
  private final TestShard broker = new TestShard();
  private final Worker worker = new Worker(broker);

  private static QueueName name(String name) {
    return new QueueName(0, QueueName.Kind.AMQP, name);
  }

  private static QueueSettings settings(Order order, int maxFailures, long retryMillis) {
    QueueSettings usual = QueueSettings.DEFAULT;
    return new QueueSettings(
        "",
        usual.lifetime(),
        new Delivering(order, "", 0, false, 1),
        new Failing(maxFailures, null, null, false, new Backoff(retryMillis, 1, retryMillis, 0)),
        usual.limits(),
        usual.arguments());
  }

  private Queue declare(String name, QueueSettings settings) {
    QueueIs is = broker.get(QueueIs.class, new Declare(name(name), settings));
    assertThat(is.problem()).isEqualTo(Problem.NONE);
    return is.queue();
  }

  private Queue declare(String name) {
    return declare(name, QueueSettings.DEFAULT);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private void publish(Queue queue, String... values) {
    publish(broker.shard.topicOf(queue).partition(0), values);
  }

  /// Each with itself as its key.
  private void publish(long partition, String... values) {
    ByteBuffer out = ByteBuffer.allocate(1 << 16);
    BatchBuilder builder = new BatchBuilder().begin(out);
    for (String value : values) {
      builder.add(broker.now, bytes(value), bytes(value));
    }
    broker.ask(new Append(partition, out.limit(builder.end()).position(0)));
    broker.settle();
  }

  private QueueReport report(String name) {
    return broker.get(Described.class, new Describe(name(name), 0)).queue();
  }

  private Contents contents(String name) {
    return report(name).contents();
  }

  private Problem asked(ManageCommand command) {
    return broker.get(Reply.Done.class, command).problem();
  }

  @Test
  void aPausedQueueDeliversNothingEvenAfterARestart() {
    Queue queue = declare("q");
    worker.consume(queue, 0);
    assertThat(asked(new Pause(name("q"), true))).isEqualTo(Problem.NONE);
    publish(queue, "a", "b");
    assertThat(worker.taken()).isEmpty();
    assertThat(new Worker(broker).get(queue)).as("asked for one event").isEmpty();
    assertThat(report("q").paused()).isTrue();
    assertThat(contents("q").ready()).isEqualTo(2);
    broker.restart();
    assertThat(report("q").paused()).isTrue();
    Worker later = new Worker(broker).consume(queue, 0);
    assertThat(later.taken()).isEmpty();
    assertThat(asked(new Pause(name("q"), false))).isEqualTo(Problem.NONE);
    broker.settle();
    assertThat(later.taken()).containsExactly("a*", "b*");
    broker.restart();
    assertThat(report("q").paused()).isFalse();
    assertThat(asked(new Pause(name("none"), true))).isEqualTo(Problem.UNKNOWN_QUEUE);
  }

  @Test
  void whatWasDeliveredBeforeAPauseCanBeSettled() {
    Queue queue = declare("q");
    publish(queue, "a");
    worker.consume(queue, 0);
    asked(new Pause(name("q"), true));
    assertThat(contents("q")).extracting(Contents::leased).isEqualTo(1L);
    worker.settle(Outcome.ACCEPT, 1, 1);
    assertThat(contents("q").events()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void aReportCountsWhatIsThereAndWhatHappened(Order order) {
    Queue queue = declare("q", settings(order, 2, 500));
    long then = broker.now;
    publish(queue, "a", "b", "c", "d", "e");
    worker.consume(queue, 4);
    worker.settle(Outcome.ACCEPT, 1, 1);
    worker.settle(Outcome.REJECT, 2, 2);
    worker.settle(Outcome.FAIL, 3, 3);
    QueueReport is = report("q");
    assertThat(is.consumers()).isEqualTo(1);
    assertThat(is.contents()).isEqualTo(new Contents(0, 2, 1, 0, -1));
    assertThat(is.counts()).isEqualTo(new Counts(5, 5, 1, 1, 0, 0, 1, 0));
    worker.leave();
    assertThat(contents("q").leased()).isZero();
    assertThat(report("q").counts().failed()).isEqualTo(3);
    broker.pass(1_000);
    assertThat(contents("q")).isEqualTo(new Contents(3, 0, 0, 0, then));
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void ratesAreOfTheLastTenSeconds(Order order) {
    Queue queue = declare("q", settings(order, 0, 0));
    assertThat(report("q").rates()).isEqualTo(Rates.NONE);
    publish(queue, "a", "b", "c", "d");
    assertThat(report("q").rates()).as("asked for the first time").isEqualTo(new Rates(0.4, 0, 0));
    broker.pass(60_000);
    assertThat(report("q").rates()).isEqualTo(Rates.NONE);
    worker.consume(queue, 0);
    broker.pass(30_000);
    worker.settle(Outcome.ACCEPT, 1, 2);
    assertThat(report("q").rates()).as("after a silence").isEqualTo(new Rates(0, 0, 0.2));
    broker.pass(20_000);
    assertThat(report("q").rates()).isEqualTo(Rates.NONE);
    for (int i = 0; i < 60; i++) {
      publish(queue, "e", "f");
      worker.settle(Outcome.ACCEPT, worker.lastOpen(), worker.lastOpen());
      broker.pass(500);
    }
    Rates steady = report("q").rates();
    assertThat(steady.published()).isBetween(3.6, 4.4);
    assertThat(steady.delivered()).isBetween(3.6, 4.4);
    assertThat(steady.acknowledged()).isBetween(1.8, 2.2);
    broker.pass(RateWindow.MILLIS + RateWindow.STEP_MILLIS);
    assertThat(report("q").rates()).isEqualTo(Rates.NONE);
  }

  @Test
  void aQueueThatNobodyUsesSinceTheStartHasARateToo() {
    Queue queue = declare("q");
    broker.pass(60_000);
    broker.restart();
    broker.pass(60_000);
    publish(queue, "a", "b");
    broker.pass(3_000);
    publish(queue, "c");
    assertThat(report("q").rates()).isEqualTo(new Rates(0.3, 0, 0));
    broker.pass(8_000);
    assertThat(report("q").rates()).isEqualTo(new Rates(0.1, 0, 0));
    worker.consume(queue, 0);
    assertThat(report("q").rates()).isEqualTo(new Rates(0.1, 0.3, 0));
  }

  @Test
  void countsOfAQueueThatIsGoneStayWithItsNamespace() {
    Queue queue = declare("q");
    declare("other");
    publish(queue, "a", "b");
    worker.consume(queue, 0);
    worker.settle(Outcome.ACCEPT, 1, 2);
    broker.get(Reply.class, new Delete(name("q"), false, false));
    Reported all = broker.get(Reported.class, new Report(ManageCommand.EVERYWHERE, 0));
    assertThat(all.queues())
        .extracting(each -> each.queue().name().name())
        .containsExactly("other");
    assertThat(all.next()).isEqualTo(-1);
    assertThat(all.past()).containsExactly(Map.entry(0L, new Counts(2, 2, 2, 0, 0, 0, 0, 0)));
    assertThat(broker.get(Reported.class, new Report(7, 0)).queues()).isEmpty();
  }

  @Test
  void whatIsPublishedBeforeAndAfterAStartIsCountedFromTheStart() {
    Queue queue = declare("q");
    publish(queue, "a", "b");
    broker.restart();
    publish(queue, "c");
    assertThat(report("q").counts().published()).isEqualTo(1);
    assertThat(contents("q").ready()).isEqualTo(3);
  }

  @Test
  void partitionsAreMovedOneByOne() {
    TopicInfo topic = broker.create("t", 2, TestShard.FOREVER);
    QueueSettings usual = QueueSettings.DEFAULT;
    Queue queue =
        declare(
            "q",
            new QueueSettings(
                "t",
                usual.lifetime(),
                usual.delivery(),
                usual.failure(),
                usual.limits(),
                usual.arguments()));
    publish(topic.partition(0), "a", "b");
    publish(topic.partition(1), "x", "y");
    worker.consume(queue, 0);
    assertThat(worker.taken()).containsExactlyInAnyOrder("a", "b", "x", "y");
    worker.settle(Outcome.ACCEPT, 1, 4);
    assertThat(asked(new Move(name("q"), Map.of(1, 1L)))).isEqualTo(Problem.NONE);
    broker.settle();
    assertThat(worker.taken()).containsExactly("y");
    Described described = broker.get(Described.class, new Describe(name("q"), 0));
    assertThat(described.partitions())
        .extracting(ManageCommand.PartitionReport::floor)
        .containsExactly(2L, 1L);
    assertThat(asked(new Move(name("q"), Map.of(2, 1L)))).isEqualTo(Problem.UNKNOWN_PARTITION);
    assertThat(asked(new Move(name("r"), Map.of()))).isEqualTo(Problem.UNKNOWN_QUEUE);
  }

  private List<Long> open(String name) {
    return broker.get(Examined.class, new Examine(name(name), 0, 0, 100)).open().stream()
        .map(ManageCommand.Open::offset)
        .toList();
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void whatNobodyHasIsRemoved(Order order) {
    Queue queue = declare("q", settings(order, 0, 500));
    publish(queue, "a", "b", "c", "d", "e", "f");
    worker.consume(queue, 3);
    worker.settle(Outcome.FAIL, 2, 2);
    worker.ask(new io.thalweg.core.queue.QueueCommand.Limit(1, 1));
    assertThat(open("q")).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    long before = contents("q").events();
    List<Place> places =
        List.of(
            new Place(0, 0, 1), // somebody has it
            new Place(0, 1, 2), // waits
            new Place(0, 4, 5),
            new Place(0, 4, 5), // is done by now
            new Place(0, 6, 7), // is not there
            new Place(1, 0, 1));
    Removed removed = broker.get(Removed.class, new Remove(name("q"), places));
    assertThat(removed).isEqualTo(new Removed(Problem.NONE, 2, 4));
    assertThat(open("q")).containsExactly(0L, 2L, 3L, 5L);
    assertThat(contents("q").events()).isEqualTo(before - 2);
    broker.restart();
    assertThat(open("q")).containsExactly(0L, 2L, 3L, 5L);
    assertThat(new Worker(broker).consume(queue, 0).taken())
        .containsExactly("a*", "c*", "d*", "f*");
  }

  private static Copy copy(String text) {
    EventHeaders headers = new EventHeaders(1000);
    headers.add("h", new byte[] {1});
    return new Copy(0, null, bytes(text), headers, text.length());
  }

  private Problem redriven(String from, long offset, String to, Copy event) {
    Place place = new Place(0, offset, offset + 1);
    return asked(new Redrive(name(from), place, name(to), 0, 0, event));
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void anEventGoesFromOneQueueToAnotherOrStays(Order order) {
    Queue dead = declare("dead", settings(order, 0, 0));
    Queue alive = declare("alive");
    publish(dead, "a", "b", "c");
    assertThat(redriven("dead", 1, "alive", copy("b"))).isEqualTo(Problem.NONE);
    assertThat(redriven("dead", 1, "alive", copy("b"))).isEqualTo(Problem.EMPTY);
    assertThat(redriven("dead", 9, "alive", copy("b"))).isEqualTo(Problem.EMPTY);
    assertThat(redriven("dead", 0, "none", copy("b"))).isEqualTo(Problem.UNROUTED);
    assertThat(redriven("none", 0, "alive", copy("b"))).isEqualTo(Problem.UNKNOWN_QUEUE);
    worker.consume(dead, 1);
    assertThat(worker.taken()).containsExactly("a");
    assertThat(redriven("dead", 0, "alive", copy("a"))).isEqualTo(Problem.IN_USE);
    broker.restart();
    assertThat(open("dead")).containsExactly(0L, 2L);
    assertThat(new Worker(broker).consume(alive, 0).taken()).containsExactly("b*");
  }

  @Test
  void aFullQueueTakesNothingBack() {
    Queue dead = declare("dead");
    QueueSettings usual = QueueSettings.DEFAULT;
    declare(
        "alive",
        new QueueSettings(
            "",
            usual.lifetime(),
            usual.delivery(),
            usual.failure(),
            new Limits(-1, 0, 1, -1, Overflow.REJECT),
            usual.arguments()));
    publish(dead, "a", "b");
    assertThat(redriven("dead", 0, "alive", copy("a"))).isEqualTo(Problem.NONE);
    assertThat(redriven("dead", 1, "alive", copy("b"))).isEqualTo(Problem.LIMIT_REACHED);
    assertThat(open("dead")).containsExactly(1L);
  }

  private Problem part(int index, int marks) {
    Copy event = new Copy(marks, null, bytes("part " + index), new EventHeaders(0), 18);
    return asked(new Redrive(name("dead"), new Place(0, 0, 3), name("alive"), 0, index, event));
  }

  @Test
  void partsThatDoNotFollowEachOtherAreNotTaken() {
    Queue dead = declare("dead");
    Queue alive = declare("alive");
    publish(dead, "a", "b", "c", "d");
    int first = EventMarks.GOES_ON;
    int last = EventMarks.WENT_BEFORE;
    assertThat(part(1, last)).as("no first one").isEqualTo(Problem.TRY_AGAIN);
    assertThat(part(0, first)).isEqualTo(Problem.NONE);
    assertThat(part(2, last)).as("one is missing").isEqualTo(Problem.TRY_AGAIN);
    assertThat(part(1, first | last)).as("after a refusal").isEqualTo(Problem.TRY_AGAIN);
    assertThat(part(0, first)).isEqualTo(Problem.NONE);
    publish(alive, "x");
    assertThat(part(1, last)).as("something came between").isEqualTo(Problem.TRY_AGAIN);
    assertThat(open("dead")).containsExactly(0L, 1L, 2L, 3L);
    assertThat(part(0, first)).isEqualTo(Problem.NONE);
    assertThat(part(1, first | last)).isEqualTo(Problem.NONE);
    assertThat(part(2, last)).isEqualTo(Problem.NONE);
    assertThat(open("dead")).containsExactly(3L);
    assertThat(worker.consume(alive, 0).taken()).containsExactly("x", "part 0part 1part 2");
  }
}
