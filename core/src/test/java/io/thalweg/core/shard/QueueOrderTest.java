package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Chance;
import io.thalweg.core.batch.BatchBuilder;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueCommand.Declare;
import io.thalweg.core.queue.QueueCommand.Find;
import io.thalweg.core.queue.QueueCommand.Outcome;
import io.thalweg.core.queue.QueueCommand.Purge;
import io.thalweg.core.queue.QueueCommand.QueueIs;
import io.thalweg.core.queue.QueueCommand.Settle;
import io.thalweg.core.queue.QueueName;
import io.thalweg.core.queue.QueueSettings;
import io.thalweg.core.queue.QueueSettings.Delivering;
import io.thalweg.core.queue.QueueSettings.Limits;
import io.thalweg.core.queue.QueueSettings.Order;
import io.thalweg.core.queue.QueueSettings.Overflow;
import io.thalweg.core.queue.manage.ManageCommand.Describe;
import io.thalweg.core.queue.manage.ManageCommand.Described;
import io.thalweg.core.queue.manage.QueueReport.Blocked;
import io.thalweg.core.topic.TopicCommand.Append;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Queues that keep the order of keys, through failures, leaving consumers and restarts. The topic
/// is one that others might read, too.
class QueueOrderTest {
  private final TestShard broker = new TestShard();
  private final TopicInfo topic = broker.create("t", 1, TestShard.FOREVER);
  private final Queue queue = declare("q", "t");

  private Queue declare(String queueName, String topicName) {
    return declare(queueName, topicName, Limits.NONE);
  }

  private Queue declare(String queueName, String topicName, Limits limits) {
    QueueSettings usual = QueueSettings.DEFAULT;
    var settings =
        new QueueSettings(
            topicName,
            usual.lifetime(),
            new Delivering(Order.KEY, "", 0, false, 1),
            usual.failure(),
            limits,
            usual.arguments());
    var name = new QueueName(0, QueueName.Kind.AMQP, queueName);
    QueueIs is = broker.get(QueueIs.class, new Declare(name, settings));
    assertThat(is.problem()).isEqualTo(Problem.NONE);
    return is.queue();
  }

  /// Publishes events whose key is their first letter.
  private void publish(String... values) {
    publish(topic, values);
  }

  private void publish(TopicInfo to, String... values) {
    ByteBuffer out = ByteBuffer.allocate(1 << 16);
    BatchBuilder builder = new BatchBuilder().begin(out);
    for (String value : values) {
      builder.add(broker.now, bytes(value.substring(0, 1)), bytes(value));
    }
    broker.ask(new Append(to.partition(0), out.limit(builder.end()).position(0)));
    broker.settle();
  }

  /// Publishes an event of each of so many keys.
  private void publish(int keys) {
    ByteBuffer out = ByteBuffer.allocate(1 << 16);
    BatchBuilder builder = new BatchBuilder().begin(out);
    for (int i = 0; i < keys; i++) {
      builder.add(broker.now, bytes("k" + i), bytes("v" + i));
    }
    broker.ask(new Append(topic.partition(0), out.limit(builder.end()).position(0)));
    broker.settle();
  }

  /// Publishes so many events of `key`.
  private void publishOf(String key, int events) {
    for (int begin = 0; begin < events; begin += 1_000) {
      String[] values = new String[Math.min(1_000, events - begin)];
      Arrays.setAll(values, i -> key);
      values[0] = key + begin;
      publish(values);
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private long ready() {
    return broker.get(QueueIs.class, new Find(queue.name())).ready();
  }

  @Test
  void aKeyIsOneConsumersUntilAllIsAccepted() {
    Worker first = new Worker(broker).consume(queue, 2);
    Worker second = new Worker(broker).consume(queue, 2);
    publish("a1", "a2", "a3", "b1", "b2");
    assertThat(first.taken()).containsExactly("a1", "a2");
    assertThat(second.taken()).containsExactly("b1", "b2");
    second.settle(Outcome.ACCEPT, 1, 2);
    assertThat(second.taken()).isEmpty();
    first.settle(Outcome.ACCEPT, 2, 2);
    assertThat(first.taken()).containsExactly("a3");
    first.leave();
    assertThat(second.taken()).containsExactly("a1*");
    second.settle(Outcome.ACCEPT, 3, 3);
    assertThat(second.taken()).containsExactly("a2*", "a3*");
    second.settle(Outcome.ACCEPT, 4, 5);
    assertThat(ready()).isZero();
  }

  @Test
  void oneSessionHasTheKeysOfEachQueueApart() {
    TopicInfo other = broker.create("u", 1, TestShard.FOREVER);
    Queue second = declare("r", "u");
    Worker worker = new Worker(broker).consume(queue, 1).consume(second, 1);
    publish(other, "a7", "a8", "a9");
    publish("b1", "b2", "b3");
    assertThat(worker.taken()).containsExactly("a7", "b1");
    worker.settle(Outcome.ACCEPT, 2, 2);
    assertThat(worker.taken()).containsExactly("b2");
    worker.settle(Outcome.ACCEPT, 1, 1);
    assertThat(worker.taken()).containsExactly("a8");
  }

  @Test
  void aRunThatEndsWithoutAWriteWaitsForWhatItHasWritten() {
    Worker worker = new Worker(broker).consume(queue, 1);
    publish("a1", "a2", "a3");
    broker.ask(new Settle(1, 1, 1, Outcome.ACCEPT), worker);
    broker.endTurn();
    long first = broker.journal.sync();
    broker.ask(new Settle(1, 2, 2, Outcome.ACCEPT), worker);
    broker.endTurn();
    broker.shard.durable(first);
    broker.sync();
    assertThat(worker.taken()).containsExactly("a1", "a2", "a3");
    worker.settle(Outcome.RELEASE, 3, 3);
    assertThat(worker.taken()).containsExactly("a3*");
  }

  @Test
  void keysThatWereKnownAheadMayHaveBeenPurged() {
    publish("a1", "a2");
    publish(3_000);
    Worker worker = new Worker(broker).consume(queue, 2);
    assertThat(worker.taken()).containsExactly("a1", "a2");
    worker.ask(new Purge(queue.name()));
    publish("z1");
    assertThat(new Worker(broker).consume(queue, 1).taken()).containsExactly("z1");
    worker.settle(Outcome.ACCEPT, 1, 2);
    assertThat(worker.taken()).isEmpty();
    assertThat(ready()).isZero();
  }

  /// Of a key with very many events not all are known at a time: those that are not may go, too.
  @Test
  void whatWasLeftOutOfAKeyMayHaveBeenPurged() {
    publishOf("a", 12_000);
    Worker worker = new Worker(broker).consume(queue, 1);
    assertThat(worker.taken()).containsExactly("a0");
    Worker other = new Worker(broker).consume(queue, 1);
    assertThat(other.taken()).as("looks at all there is").isEmpty();
    other.leave();
    broker.ask(new Purge(queue.name()));
    broker.settle();
    publish("a-later");
    worker.settle(Outcome.ACCEPT, 1, 1);
    assertThat(worker.taken()).containsExactly("a-later");
    assertThat(ready()).isZero();
  }

  @Test
  void keysThatWereKnownAheadMayHaveExpired() {
    Queue hasty = declare("hasty", "t", new Limits(1_000, 0, -1, -1, Overflow.DROP_HEAD));
    Worker worker = new Worker(broker).consume(hasty, 1);
    publish(3_000);
    assertThat(worker.taken()).containsExactly("v0");
    broker.pass(2_000);
    publish("z1");
    worker.settle(Outcome.ACCEPT, 1, 1);
    assertThat(worker.taken()).containsExactly("z1");
  }

  @Test
  void noMoreIsLookedAtThanSomebodyCouldGet() {
    for (int i = 0; i < 20; i++) {
      publish(3_000);
    }
    broker.restart();
    int before = broker.store.reads;
    Worker worker = new Worker(broker).consume(queue, 10);
    assertThat(worker.taken()).hasSize(10);
    assertThat(broker.store.reads - before).isEqualTo(1);
  }

  @Test
  void whatWasReadToLookAheadIsDelivered() {
    publish(3_000);
    broker.restart();
    int before = broker.store.reads;
    Worker worker = new Worker(broker).consume(queue, 10);
    for (int from = 0; from < 3_000; from += 10) {
      assertThat(worker.taken()).hasSize(10).first().isEqualTo("v" + from + "*");
      worker.settle(Outcome.ACCEPT, from + 1, from + 10);
    }
    assertThat(broker.store.reads - before).isEqualTo(1);
  }

  /// Once all has been looked at, which takes some turns.
  private List<Blocked> blocked() {
    for (int turn = 0; turn < 50; turn++) {
      broker.settle();
    }
    Described is = broker.get(Described.class, new Describe(queue.name(), 0));
    return Objects.requireNonNull(is.queue()).blocked();
  }

  @Test
  void theKeyIsToldThatAllKnownEventsWaitFor() {
    Worker first = new Worker(broker).consume(queue, 10);
    String[] round = new String[1_000];
    for (int i = 0; i < round.length; i++) {
      round[i] = "abcdefghij".charAt(i % 10) + "1";
    }
    for (int i = 0; i < 100; i++) {
      publish(round);
    }
    assertThat(blocked()).isEmpty();
    Worker second = new Worker(broker).consume(queue, 10);
    first.settle(Outcome.ACCEPT, 1, 1);
    assertThat(blocked()).isEmpty(); // one fewer is known than may be
    publish("a3", "a4");
    assertThat(second.taken()).isEmpty();
    assertThat(blocked()).containsExactly(new Blocked(0, 1, "b", 100_000));
    first.settle(Outcome.ACCEPT, 2, 10);
    first.leave();
    assertThat(second.taken()).isNotEmpty();
    assertThat(blocked()).isEmpty();
  }

  @Test
  void whatFailsIsDeliveredAgainBeforeLaterOnesOfItsKey() {
    Worker worker = new Worker(broker).consume(queue, 10);
    publish("a1", "a2", "b1");
    assertThat(worker.taken()).containsExactly("a1", "a2", "b1");
    worker.settle(Outcome.ACCEPT, 2, 2);
    worker.settle(Outcome.FAIL, 1, 1);
    assertThat(worker.taken()).containsExactly("a1*");
    worker.settle(Outcome.ACCEPT, 4, 4);
    assertThat(worker.taken()).containsExactly("a2*");
  }

  @Test
  void afterARestartWhatWasHeldIsDeliveredAgain() {
    Worker worker = new Worker(broker).consume(queue, 10);
    publish("a1", "a2", "b1");
    worker.settle(Outcome.ACCEPT, 2, 3);
    broker.now += 10;
    broker.restart();
    assertThat(new Worker(broker).consume(queue, 10).taken()).containsExactly("a1*", "a2*");
  }

  /// Consumers work on the events of a key in the order in which they got them; whatever fails, who
  /// leaves and when the broker stops: the last time that an event is worked on comes before the
  /// last time of each later one of its key.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theOrderOfKeysHoldsWhateverHappens(long seed) {
    Chance chance = new Chance(seed);
    List<Worker> workers = new ArrayList<>();
    Map<Character, Map<Integer, Integer>> worked = new TreeMap<>();
    int published = 0;
    int steps = 0;
    while (published < 400 || ready() > 0 || workers.stream().anyMatch(w -> !w.open.isEmpty())) {
      assertThat(steps++).as("steps until all is done").isLessThan(20_000);
      if (published < 400 && chance.nextInt(4) == 0) {
        publish((char) ('a' + chance.nextInt(5)) + String.valueOf(published++));
      }
      if (workers.size() < 6 && chance.nextInt(10) == 0) {
        workers.add(new Worker(broker).consume(queue, 1 + chance.nextInt(4)));
      }
      if (!workers.isEmpty() && chance.nextInt(60) == 0) {
        workers.remove(chance.nextInt(workers.size())).leave();
      }
      if (chance.nextInt(200) == 0) {
        workers.clear();
        broker.now += 10;
        broker.restart();
      }
      if (!workers.isEmpty()) {
        work(workers.get(chance.nextInt(workers.size())), chance, worked, steps);
      }
    }
    assertThat(worked.values().stream().mapToInt(Map::size).sum()).isEqualTo(400);
    worked.values().forEach(times -> assertThat(List.copyOf(times.values())).isSorted());
  }

  private static void work(
      Worker worker, Chance chance, Map<Character, Map<Integer, Integer>> worked, int step) {
    if (worker.open.isEmpty()) {
      return;
    }
    List<String> open = List.copyOf(worker.open.values());
    char key = open.get(chance.nextInt(open.size())).charAt(0);
    var oldest =
        worker.open.entrySet().stream()
            .filter(each -> each.getValue().charAt(0) == key)
            .findFirst()
            .orElseThrow();
    int number = Integer.parseInt(oldest.getValue().substring(1));
    worked.computeIfAbsent(key, _ -> new TreeMap<>()).put(number, step);
    boolean accepts = chance.nextInt(10) > 0;
    worker.settle(accepts ? Outcome.ACCEPT : Outcome.FAIL, oldest.getKey(), oldest.getKey());
  }
}
