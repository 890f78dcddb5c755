package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.access.AccessCommand.Presence;
import io.thalweg.core.access.AccessCommand.PutNamespace;
import io.thalweg.core.access.AccessCommand.PutUser;
import io.thalweg.core.access.AccessCommand.RemoveNamespace;
import io.thalweg.core.access.AccessCommand.RemoveUser;
import io.thalweg.core.access.AccessCommand.SetPermission;
import io.thalweg.core.base.Chance;
import io.thalweg.core.base.Opaque;
import io.thalweg.core.batch.Batches;
import io.thalweg.core.exchange.Binding.Kind;
import io.thalweg.core.exchange.Exchange;
import io.thalweg.core.exchange.ExchangeCommand;
import io.thalweg.core.exchange.ExchangeCommand.Bind;
import io.thalweg.core.exchange.ExchangeCommand.Declare;
import io.thalweg.core.exchange.HeaderMatch;
import io.thalweg.core.group.GroupCommand.CommitOffsets;
import io.thalweg.core.group.GroupCommand.Position;
import io.thalweg.core.group.GroupLimits;
import io.thalweg.core.journal.MemoryJournal.Stored;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Tail;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueCommand;
import io.thalweg.core.queue.QueueCommand.Consume;
import io.thalweg.core.queue.QueueCommand.Outcome;
import io.thalweg.core.queue.QueueCommand.Settle;
import io.thalweg.core.queue.QueueName;
import io.thalweg.core.queue.QueueSettings;
import io.thalweg.core.queue.QueueSettings.Backoff;
import io.thalweg.core.queue.QueueSettings.Delivering;
import io.thalweg.core.queue.QueueSettings.Failing;
import io.thalweg.core.queue.QueueSettings.Lifetime;
import io.thalweg.core.queue.QueueSettings.Limits;
import io.thalweg.core.queue.QueueSettings.Order;
import io.thalweg.core.queue.QueueSettings.Overflow;
import io.thalweg.core.queue.QueueState;
import io.thalweg.core.read.ReadCommand;
import io.thalweg.core.read.ReadCommand.Found;
import io.thalweg.core.read.ReadCommand.LookUp;
import io.thalweg.core.topic.TopicCommand;
import io.thalweg.core.topic.TopicCommand.AddPartitions;
import io.thalweg.core.topic.TopicCommand.Append;
import io.thalweg.core.topic.TopicCommand.Configure;
import io.thalweg.core.topic.TopicCommand.Create;
import io.thalweg.core.topic.TopicCommand.CreateOwned;
import io.thalweg.core.topic.TopicCommand.Delete;
import io.thalweg.core.topic.TopicCommand.DeleteOwned;
import io.thalweg.core.topic.TopicCommand.GrowOwned;
import io.thalweg.core.topic.TopicCommand.InitProducer;
import io.thalweg.core.topic.TopicCommand.Release;
import io.thalweg.core.topic.TopicCommand.Trim;
import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.topic.TopicLimits;
import io.thalweg.core.topic.TopicSettings;
import io.thalweg.core.topic.TopicSettings.Cleanup;
import io.thalweg.core.topic.TopicSettings.Compaction;
import io.thalweg.core.topic.TopicSettings.Timestamps;
import io.thalweg.core.topic.TopicState;
import io.thalweg.core.turn.Restatable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random histories over a small journal that is trimmed all the time: replay equals life, and the
/// same inputs give the same bytes.
class ShardHistoryTest {
  private static final int STEPS = 1_000;

  /// The queue that owns topics here, and is not there itself.
  private static final long OWNER = 1L << 40;

  /// Two ways to declare a queue.
  private static final QueueSettings KEYED = settings(new Delivering(Order.KEY, "", 3, false, 1));

  private static final QueueSettings LIMITED = settings(Delivering.ANY);

  private static QueueSettings settings(Delivering delivering) {
    boolean keyed = delivering.order() == Order.KEY;
    return new QueueSettings(
        "",
        Lifetime.DURABLE,
        delivering,
        new Failing(3, null, null, false, new Backoff(500, 2, 2_000, 0.5)),
        keyed ? Limits.NONE : new Limits(60_000, 100, 1_000, -1, Overflow.DROP_HEAD),
        Opaque.EMPTY);
  }

  private TestShard broker;
  private Worker worker;
  private Chance chance;
  private long firstLogStart;

  private void begin(long seed) {
    chance = new Chance(seed);
    var limits = new TopicLimits(8, 40, 20, 5_000);
    broker = new TestShard(new ShardSettings(seed, 20_000, 300, limits, GroupLimits.DEFAULT), 8);
    worker = new Worker(broker);
    broker.journal.capacity = 512 << 10;
    broker.journal.pipelined = seed % 2 == 0;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void replayEqualsLife(long seed) {
    begin(seed);
    for (int step = 0; step < STEPS; step++) {
      step();
      if (step % 100 == 99) {
        checkReplay();
      }
    }
    assertThat(firstLogStart).as("a journal that was never trimmed proves little").isPositive();
  }

  /// What is durable now, in life and replayed; then the replayed one goes on.
  private void checkReplay() {
    broker.store.failing = false;
    broker.settle();
    firstLogStart = broker.journal.logStart();
    Map<Long, List<ByteBuffer>> before = events();
    assertThat(bytes(replayed())).isEqualTo(bytes(broker.shard.states()));
    broker.restart();
    Map<Long, List<ByteBuffer>> after = events();
    assertThat(after.keySet()).isEqualTo(before.keySet());
    after.forEach(
        (partition, events) -> {
          List<ByteBuffer> all = before.get(partition);
          int dropped = Math.max(0, all.size() - events.size());
          assertThat(all.subList(dropped, all.size())).isEqualTo(events);
        });
    TopicState topics = (TopicState) broker.shard.states().getFirst();
    assertThat(broker.store.files.keySet())
        .as("every named segment has its file")
        .containsAll(topics.runs().stream().map(SegmentInfo::id).toList());
  }

  private List<Restatable> replayed() {
    Tail tail = new Tail();
    var topics = new TopicState(tail, new Undurable(new TopicDirectory(), _ -> {}));
    RecordTable records = new RecordTable();
    Deciders deciders = new Deciders(topics, broker.settings);
    deciders.bind(records);
    try {
      new Replay(records::apply, tail, new BrokerTime()).run(broker.journal.reader());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    deciders.states().forEach(Restatable::replayed);
    return deciders.states();
  }

  /// The bytes of all aggregates that are wanted: offsets committed for deleted topics, and groups
  /// that have nothing else, are forgotten at once in replay, and step by step in life.
  private List<String> bytes(List<Restatable> states) {
    List<String> all = new ArrayList<>(StateBytes.of(states, broker.now, 1L << 40));
    all.removeIf(line -> line.startsWith("OffsetRemoved") || line.startsWith("GroupStated"));
    return all;
  }

  /// All events of each partition.
  private Map<Long, List<ByteBuffer>> events() {
    Map<Long, List<ByteBuffer>> all = new TreeMap<>();
    for (TopicInfo topic : broker.shard.directory().all()) {
      for (int i = 0; i < topic.partitions(); i++) {
        long partition = topic.partition(i);
        var earliest = new LookUp(partition, ReadCommand.EARLIEST);
        all.put(partition, broker.read(partition, broker.get(Found.class, earliest).offset()));
      }
    }
    return all;
  }

  private void step() {
    switch (chance.nextInt(20)) {
      case 0 -> broker.ask(create());
      case 1 -> rare();
      case 2, 3 -> broker.pass(chance.nextInt(3_000));
      case 4 -> broker.store.work(broker);
      case 5 -> broker.ask(new Trim(partition(), chance.nextInt(50)));
      case 6 -> broker.ask(new InitProducer(chance.nextInt(9) - 1, (short) chance.nextInt(4)));
      case 7, 8 -> broker.ask(commit());
      case 9, 10, 11 -> broker.sync();
      case 12 -> broker.endTurn();
      case 13, 14, 15 -> queues();
      default -> broker.ask(append());
    }
  }

  /// Queues are declared, filled, consumed from, and go.
  private void queues() {
    QueueName name = new QueueName(0, QueueName.Kind.AMQP, "q" + chance.nextInt(3));
    Queue queue = ((QueueState) broker.shard.states().get(2)).named(name);
    if (queue == null) {
      boolean keyed = chance.nextInt(2) == 0;
      worker = new Worker(broker);
      broker.ask(new QueueCommand.Declare(name, keyed ? KEYED : LIMITED));
      return;
    }
    long last = worker.open.isEmpty() ? 0 : worker.lastOpen();
    switch (chance.nextInt(10)) {
      case 0 -> broker.ask(new Consume(name, 1, true, false, 0, 20), worker);
      case 1 -> broker.ask(new Consume(name, 2, false, false, 0, 0), worker);
      case 2 -> broker.ask(new Settle(1, last, last, Outcome.FAIL), worker);
      case 3 -> broker.ask(new Settle(1, last, last, Outcome.REJECT), worker);
      case 4 -> broker.ask(new Settle(1, 0, last, Outcome.ACCEPT), worker);
      case 5, 6 -> broker.ask(new Settle(1, last, last, Outcome.ACCEPT), worker);
      case 7 -> another(name);
      default -> fill(queue);
    }
  }

  private void another(QueueName name) {
    switch (chance.nextInt(6)) {
      case 0 -> broker.ask(new QueueCommand.Delete(name, false, false));
      case 1 -> broker.ask(new QueueCommand.Purge(name));
      case 2 -> broker.ask(new QueueCommand.Seek(name, QueueCommand.Seek.EARLIEST));
      default -> {
        broker.shard.closed(worker);
        worker = new Worker(broker);
      }
    }
  }

  private void fill(Queue queue) {
    TopicInfo topic = broker.shard.topicOf(queue);
    if (topic != null) {
      int many = chance.nextInt(50) == 0 ? 20_000 : 1 + chance.nextInt(5);
      broker.ask(new Append(topic.partition(0), Batches.at(broker.now, many)));
    }
  }

  private void rare() {
    switch (chance.nextInt(9)) {
      case 0 -> broker.ask(new Delete(partition() >> 20));
      case 1 -> broker.ask(new AddPartitions(partition() >> 20, 1 + chance.nextInt(8), -1, false));
      case 2 -> broker.ask(new Configure(partition() >> 20, change(), false));
      case 3 -> broker.restart();
      case 4 -> exchanges();
      case 5, 6 -> owned();
      case 7 -> access();
      default -> broker.store.failing = !broker.store.failing;
    }
  }

  /// The one topic of a queue is made, or changes, or goes.
  private void owned() {
    List<TopicInfo> owned = new ArrayList<>();
    TopicState topics = (TopicState) broker.shard.states().getFirst();
    topics.forEachTopic(topic -> owned.addAll(topic.owner() == OWNER ? List.of(topic) : List.of()));
    if (owned.isEmpty()) {
      long id = topics.nextId();
      broker.ask(new InitProducer(-1, (short) -1));
      broker.ask(topics.nextId() > id ? new CreateOwned(id, OWNER, 2) : create());
      return;
    }
    TopicInfo topic = owned.getFirst();
    long partition = topic.partition(chance.nextInt(topic.partitions()));
    long next = topics.partition(partition).nextOffset();
    switch (chance.nextInt(8)) {
      case 0 -> broker.ask(new GrowOwned(topic.id(), topic.partitions() + 1));
      case 1 -> broker.ask(new DeleteOwned(topic.id()));
      case 2, 3 -> broker.ask(new Release(partition, chance.nextInt((int) next + 1)));
      default -> broker.ask(new Append(partition, Batches.at(chance.nextInt(1000), 2)));
    }
  }

  private void exchanges() {
    String name = "x" + chance.nextInt(4);
    var declare =
        new Declare(
            1, name, Exchange.Type.FANOUT, chance.nextInt(3) > 0, false, false, "", Opaque.EMPTY);
    broker.ask(declare);
    String other = "x" + chance.nextInt(4);
    var match = HeaderMatch.ALWAYS;
    broker.ask(new Bind(1, other, Kind.EXCHANGE, "amq.topic", name, Opaque.EMPTY, match));
    broker.ask(new ExchangeCommand.Delete(1, "x" + chance.nextInt(8), false));
  }

  private void access() {
    String namespace = "n" + chance.nextInt(3);
    String user = "u" + chance.nextInt(3);
    broker.ask(new PutNamespace(namespace, "d" + chance.nextInt(3), Presence.ANY));
    broker.ask(new PutUser(user, Presence.ANY, null, null));
    broker.ask(new SetPermission(user, "n" + chance.nextInt(3), "", "", ""));
    broker.ask(new RemoveNamespace("n" + chance.nextInt(6)));
    broker.ask(new RemoveUser("u" + chance.nextInt(6)));
  }

  private Create create() {
    var retention = new TopicSettings(4_000L << chance.nextInt(8), 20_000, 1 << 20);
    var settings = chance.nextInt(2) == 0 ? TestShard.FOREVER : retention;
    return new Create("t" + chance.nextInt(8), 1 + chance.nextInt(5), settings, false);
  }

  private TopicCommand.Change change() {
    Cleanup cleanup = chance.nextInt(2) == 0 ? Cleanup.DELETE : Cleanup.COMPACT;
    Timestamps timestamps = new Timestamps(chance.nextInt(2) == 0, 1L << 40, chance.nextInt(9000));
    long millis = 4_000L << chance.nextInt(8);
    var compaction = new Compaction(0.5, millis, millis << 1, 20_000);
    return now ->
        new TopicSettings(
            millis, 20_000, now.maxBatchBytes(), cleanup, compaction, timestamps, 2047);
  }

  private long partition() {
    List<TopicInfo> topics = new ArrayList<>(broker.shard.directory().all());
    if (topics.isEmpty()) {
      return 1;
    }
    TopicInfo topic = topics.get(chance.nextInt(topics.size()));
    return topic.partition(chance.nextInt(topic.partitions()));
  }

  private Append append() {
    int events = 1 + chance.nextInt(5);
    return switch (chance.nextInt(4)) {
      case 0 -> new Append(partition(), Batches.sized(chance.nextInt(6_000)));
      case 1 -> new Append(partition(), Batches.at(chance.nextInt(1000), events));
      default -> {
        int sequence = chance.nextInt(3) * events;
        int epoch = chance.nextInt(20) / 19;
        yield new Append(partition(), Batches.by(chance.nextInt(5), epoch, sequence, events));
      }
    };
  }

  private CommitOffsets commit() {
    var position = new Position(partition(), chance.nextInt(100), 0, "");
    return new CommitOffsets("g" + chance.nextInt(3), "", null, -1, List.of(position));
  }

  @ParameterizedTest
  @ValueSource(longs = {101, 102, 103, 104})
  void theSameInputsGiveTheSameBytes(long seed) {
    List<String> first = journalOf(seed);
    assertThat(journalOf(seed)).isEqualTo(first);
    assertThat(first).hasSizeGreaterThan(10);
  }

  private List<String> journalOf(long seed) {
    begin(seed);
    List<String> all = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      step();
      Stored newest = broker.journal.entries().getLast();
      all.add(newest.position() + " " + Arrays.hashCode(newest.payload()));
    }
    for (Stored stored : broker.journal.entries()) {
      all.add(stored.position() + " " + Arrays.toString(stored.payload()));
    }
    return all;
  }
}
