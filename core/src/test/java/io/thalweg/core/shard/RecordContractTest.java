package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.access.AccessCommand.ClearPermission;
import io.thalweg.core.access.AccessCommand.Presence;
import io.thalweg.core.access.AccessCommand.PutNamespace;
import io.thalweg.core.access.AccessCommand.PutUser;
import io.thalweg.core.access.AccessCommand.RemoveNamespace;
import io.thalweg.core.access.AccessCommand.RemoveUser;
import io.thalweg.core.access.AccessCommand.SetPermission;
import io.thalweg.core.access.NamespaceRemoved;
import io.thalweg.core.access.PasswordHash;
import io.thalweg.core.access.PermissionRemoved;
import io.thalweg.core.access.UserRemoved;
import io.thalweg.core.base.Opaque;
import io.thalweg.core.batch.Batches;
import io.thalweg.core.exchange.Binding.Kind;
import io.thalweg.core.exchange.Exchange;
import io.thalweg.core.exchange.ExchangeCommand;
import io.thalweg.core.exchange.ExchangeCommand.Bind;
import io.thalweg.core.exchange.ExchangeCommand.Declare;
import io.thalweg.core.exchange.ExchangeCommand.Unbind;
import io.thalweg.core.exchange.ExchangeRemoved;
import io.thalweg.core.exchange.HeaderMatch;
import io.thalweg.core.exchange.HeaderValue;
import io.thalweg.core.exchange.NamespaceCleared;
import io.thalweg.core.exchange.QueueUnbound;
import io.thalweg.core.exchange.Unbound;
import io.thalweg.core.group.GroupCommand.CommitOffsets;
import io.thalweg.core.group.GroupCommand.Join;
import io.thalweg.core.group.GroupCommand.Leave;
import io.thalweg.core.group.GroupCommand.Leaver;
import io.thalweg.core.group.GroupCommand.Position;
import io.thalweg.core.group.GroupLimits;
import io.thalweg.core.group.GroupRemoved;
import io.thalweg.core.group.Member.Protocol;
import io.thalweg.core.group.MembersRemoved;
import io.thalweg.core.group.OffsetRemoved;
import io.thalweg.core.journal.MemoryJournal.Stored;
import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.memory.Tail;
import io.thalweg.core.publish.Letter;
import io.thalweg.core.publish.PublishCommand.Publish;
import io.thalweg.core.queue.Finished;
import io.thalweg.core.queue.Noted;
import io.thalweg.core.queue.Paused;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueCommand;
import io.thalweg.core.queue.QueueCommand.Outcome;
import io.thalweg.core.queue.QueueCommand.QueueIs;
import io.thalweg.core.queue.QueueName;
import io.thalweg.core.queue.QueueRemoved;
import io.thalweg.core.queue.QueueSettings;
import io.thalweg.core.queue.QueueSettings.Backoff;
import io.thalweg.core.queue.QueueSettings.Delivering;
import io.thalweg.core.queue.QueueSettings.Failing;
import io.thalweg.core.queue.QueueSettings.Keeping;
import io.thalweg.core.queue.QueueSettings.Lifetime;
import io.thalweg.core.queue.QueueSettings.Limits;
import io.thalweg.core.queue.QueueSettings.Order;
import io.thalweg.core.queue.QueueSettings.Overflow;
import io.thalweg.core.queue.QueueStated;
import io.thalweg.core.queue.Sought;
import io.thalweg.core.queue.Weighed;
import io.thalweg.core.queue.manage.ManageCommand;
import io.thalweg.core.topic.Appended;
import io.thalweg.core.topic.AppendedShared;
import io.thalweg.core.topic.AppendedShared.BodyStored;
import io.thalweg.core.topic.LogStartMoved;
import io.thalweg.core.topic.SegmentAdded;
import io.thalweg.core.topic.SegmentRemoved;
import io.thalweg.core.topic.TopicCommand.CreateOwned;
import io.thalweg.core.topic.TopicCommand.Delete;
import io.thalweg.core.topic.TopicCommand.Trim;
import io.thalweg.core.topic.TopicDeleted;
import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.topic.TopicLimits;
import io.thalweg.core.topic.TopicSettings;
import io.thalweg.core.topic.TopicSettings.Cleanup;
import io.thalweg.core.topic.TopicSettings.Compaction;
import io.thalweg.core.topic.TopicSettings.Timestamps;
import io.thalweg.core.topic.TopicState;
import io.thalweg.core.topic.TopicStated;
import io.thalweg.core.turn.Restatable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The bytes of every kind of record are frozen, and are read to their end.
///
/// A golden file `NUMBER-CLASS.hex` holds the aggregate's id and the body, in hex. It is never
/// changed: a kind whose bytes change is a new kind with a new number and a new file, and the old
/// one is read for ever.
class RecordContractTest {
  /// Kinds that journals of old may hold, and that are written no more.
  private static final Set<RecordKind<?>> READ_ONLY =
      Set.of(
          TopicStated.V1,
          TopicStated.V2,
          SegmentAdded.V1,
          SegmentRemoved.V1,
          QueueStated.V1,
          QueueStated.V2);

  /// Kinds that change an aggregate instead of stating it.
  private static final Set<RecordKind<?>> CHANGES =
      Set.of(
          TopicDeleted.V1,
          Appended.V1,
          BodyStored.V1,
          AppendedShared.V1,
          LogStartMoved.V1,
          ExchangeRemoved.V1,
          Unbound.V1,
          QueueUnbound.V1,
          NamespaceCleared.V1,
          QueueRemoved.V1,
          Sought.V1,
          Finished.V1,
          Noted.V1,
          Paused.V1,
          Weighed.V1,
          NamespaceRemoved.V1,
          UserRemoved.V1,
          PermissionRemoved.V1,
          GroupRemoved.V1,
          OffsetRemoved.V1,
          MembersRemoved.V1);

  private static final long TIME = 1_000_000;

  private record Written(long aggregate, String body) {
    String hex() {
      return Long.toHexString(aggregate) + ":" + body;
    }
  }

  static Stream<RecordKind<?>> kinds() {
    List<RecordKind<?>> all = new ArrayList<>(RecordTable.TOPIC_KINDS);
    all.addAll(RecordTable.EXCHANGE_KINDS);
    all.addAll(RecordTable.QUEUE_KINDS);
    all.addAll(RecordTable.ACCESS_KINDS);
    all.addAll(RecordTable.GROUP_KINDS);
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void itsBytesAreThoseOfTheGoldenFile(RecordKind<?> kind) throws IOException {
    Written written = history().get(kind.id());
    if (READ_ONLY.contains(kind)) {
      assertThat(written).as("a record of a kind that is read only").isNull();
      return;
    }
    assertThat(written).as("a record of this kind in the history below").isNotNull();
    assertThat(golden(kind, written.hex())).isEqualTo(written.hex());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void theGoldenBytesAreReadToTheirEnd(RecordKind<?> kind) throws IOException {
    RecordReader reader = apply(kind, new RecordTable(), new ArrayList<>());
    assertThat(reader.remaining()).isEqualTo(kind == Appended.V1 ? reader.length() : 0);
  }

  /// Applies the golden record of `kind` by `records`, which belong to `states`: new ones if there
  /// are none yet.
  private static RecordReader apply(
      RecordKind<?> kind, RecordTable records, List<Restatable> states) throws IOException {
    if (states.isEmpty()) {
      Tail tail = new Tail();
      tail.add(0, null, 0);
      var topics = new TopicState(tail, new Undurable(new TopicDirectory(), _ -> {}));
      Deciders deciders = new Deciders(topics, ShardSettings.withSeed(1));
      deciders.bind(records);
      states.addAll(deciders.states());
    }
    String[] parts = golden(kind, "").split(":", -1);
    ByteBuffer body = ByteBuffer.wrap(HexFormat.of().parseHex(parts[1]));
    RecordReader reader = new RecordReader().at(body, 0, body.limit(), 0, 0);
    records.apply(kind.id(), reader.of(Long.parseLong(parts[0], 16), TIME));
    return reader;
  }

  @Test
  void whatGoldenStatementsSayIsStatedInTheSameBytes() throws IOException {
    RecordTable records = new RecordTable();
    List<Restatable> states = new ArrayList<>();
    SortedSet<String> golden = new TreeSet<>();
    for (RecordKind<?> kind : kinds().toList()) {
      if (!READ_ONLY.contains(kind) && !CHANGES.contains(kind)) {
        apply(kind, records, states);
        String[] parts = golden(kind, "").split(":", -1);
        String name = kind.getClass().getSimpleName();
        golden.add(name + " " + Long.parseLong(parts[0], 16) + " " + parts[1]);
      }
    }
    assertThat(StateBytes.of(states, TIME, 1)).isEqualTo(golden);
  }

  @Test
  void everyGoldenFileIsOfAKindThatIsRead() throws IOException {
    Set<String> names = new TreeSet<>();
    kinds().forEach(kind -> names.add(name(kind)));
    try (Stream<Path> files = Files.list(Path.of("src", "test", "resources", "golden"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(names);
    }
  }

  private static String name(RecordKind<?> kind) {
    return String.format("%03d-%s.hex", kind.id(), kind.getClass().getSimpleName());
  }

  private static String golden(RecordKind<?> kind, String wanted) throws IOException {
    try (InputStream in = RecordContractTest.class.getResourceAsStream("/golden/" + name(kind))) {
      assertThat(in).as("golden file %s, to be made of %s", name(kind), wanted).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("\\s", "");
    }
  }

  /// A history that writes every kind; of each kind its largest record.
  private static Map<Integer, Written> history() {
    Map<Integer, Written> all = new TreeMap<>();
    var settings = new ShardSettings(3, 1 << 17, 3, TopicLimits.DEFAULT, GroupLimits.DEFAULT);
    TestShard broker = new TestShard(settings, 16);
    var timestamps = new Timestamps(false, 1L << 60, 3_600_000);
    var configured =
        new TopicSettings(
            86_400_000,
            1 << 20,
            5000,
            Cleanup.COMPACT_AND_DELETE,
            new Compaction(0.25, 1000, 1L << 40, 3_600_000),
            timestamps,
            1354);
    TopicInfo topic = broker.create("orders", 2, configured);
    for (int i = 0; i < 5; i++) {
      broker.append(topic.partition(1), Batches.by(77, 1, i * 2, 2));
    }
    broker.ask(
        new CommitOffsets("g", "", null, -1, List.of(new Position(topic.partition(1), 3, 0, "m"))));
    broker.settle();
    broker.ask(new Trim(topic.partition(1), 10));
    join(broker);
    exchanges(broker);
    access(broker);
    collect(broker, all);
    broker.journal.capacity = broker.journal.usedBytes();
    broker.endTurn();
    collect(broker, all);
    broker.journal.capacity = 1 << 30;
    for (int day = 0; day < 9; day++) {
      broker.pass(86_400_000);
      collect(broker, all);
    }
    broker.ask(new Delete(topic.id()));
    long id = ShardOwnedTest.newId(broker);
    broker.ask(new CreateOwned(id, 77, 1));
    broker.sync();
    SharedEntry.write(broker, TIME, 2, id << 20);
    collect(broker, all);
    all.putAll(ofQueues());
    return all;
  }

  /// A member joins, and leaves again.
  private static void join(TestShard broker) {
    List<Protocol> protocols = List.of(new Protocol("range", new Opaque(new byte[] {1, 2, 3})));
    for (String member : new String[] {"one", "two"}) {
      broker.ask(
          new Join("h", "", member, "c", "/h", 10_000, 10_000, "t", protocols, false, false));
    }
    broker.pass(7_000);
    broker.ask(new Leave("h", List.of(new Leaver("", "one"))));
    broker.pass(60_000);
  }

  /// Exchanges and bindings of every sort, and what becomes of them.
  private static void exchanges(TestShard broker) {
    Opaque arguments = new Opaque(new byte[] {9, 8, 7});
    for (String name : new String[] {"gone", "x"}) {
      broker.ask(
          new Declare(5, name, Exchange.Type.HEADERS, true, true, true, "alternate", arguments));
    }
    HeaderMatch match = match(arguments);
    for (String key : new String[] {"gone", "stays"}) {
      broker.ask(new Bind(5, "x", Kind.EXCHANGE, "amq.topic", key, arguments, match));
    }
    broker.ask(new Unbind(5, "x", Kind.EXCHANGE, "amq.topic", "gone", arguments));
    broker.ask(new ExchangeCommand.Delete(5, "gone", false));
    broker.ask(new ExchangeCommand.QueueRemoved(77));
    broker.ask(new ExchangeCommand.NamespaceRemoved(6));
    broker.sync();
  }

  /// With every sort of value.
  private static HeaderMatch match(Opaque structure) {
    Map<String, HeaderValue> asked =
        Map.of(
            "x-match", new HeaderValue.Bytes(new Opaque("any".getBytes(StandardCharsets.UTF_8))),
            "a", new HeaderValue.Nothing(),
            "b", new HeaderValue.Flag(true),
            "c", new HeaderValue.Whole(-2),
            "d", new HeaderValue.Real(0.5),
            "e", new HeaderValue.Structure(structure));
    return HeaderMatch.of(asked);
  }

  /// A queue with all settings, of which events are done, failed and dying; others that went or
  /// were sought.
  private static Map<Integer, Written> ofQueues() {
    TestShard broker = new TestShard();
    var settings =
        new QueueSettings(
            "",
            new Lifetime(true, false, true, 1L << 40),
            new Delivering(Order.KEY, "key", 7, true, 1),
            new Failing(5, "dead", "letter", true, new Backoff(100, 1.5, 5_000, 0.25)),
            new Limits(1L << 41, 0, 100, 1L << 30, Overflow.REJECT_AND_DEAD_LETTER),
            new Opaque(new byte[] {9, 8, 7}));
    Worker worker = new Worker(broker);
    for (String name : new String[] {"gone", "sought", "stays"}) {
      QueueName whole = new QueueName(5, QueueName.Kind.AMQP, name);
      Queue queue = broker.get(QueueIs.class, new QueueCommand.Declare(whole, settings)).queue();
      broker.append(broker.shard.topicOf(queue).partition(0), Batches.at(broker.now, 8));
      worker.consume(queue, 0);
      broker.settle();
    }
    broker.ask(new Publish(5, List.of(Letter.to("", "stays", "weighs"))));
    worker.settle(Outcome.ACCEPT, 17, 18);
    worker.settle(Outcome.ACCEPT, 21, 21);
    worker.settle(Outcome.FAIL, 22, 22);
    worker.settle(Outcome.REJECT, 23, 23);
    QueueName gone = new QueueName(5, QueueName.Kind.AMQP, "gone");
    worker.ask(new QueueCommand.Delete(gone, false, false));
    worker.ask(new ManageCommand.Pause(new QueueName(5, QueueName.Kind.AMQP, "sought"), true));
    worker.ask(new QueueCommand.Seek(new QueueName(5, QueueName.Kind.AMQP, "sought"), 3));
    QueueName kept = new QueueName(5, QueueName.Kind.AMQP, "kept");
    broker.get(QueueIs.class, new QueueCommand.Declare(kept, keeping(settings)));
    QueueName some = new QueueName(5, QueueName.Kind.AMQP, "some");
    broker.get(QueueIs.class, new QueueCommand.Declare(some, filtering(settings)));
    Map<Integer, Written> all = new TreeMap<>();
    collect(broker, all);
    broker.journal.capacity = broker.journal.usedBytes();
    broker.settle();
    collect(broker, all);
    Set<Integer> kinds = new TreeSet<>();
    RecordTable.QUEUE_KINDS.forEach(kind -> kinds.add(kind.id()));
    all.keySet().retainAll(kinds);
    return all;
  }

  private static QueueSettings filtering(QueueSettings like) {
    return new QueueSettings(
        "",
        like.lifetime(),
        new Delivering(Order.KEY, "key", 7, true, 1, 60_000),
        like.failure(),
        Limits.NONE,
        new Keeping(false, -1, -1, "shown"),
        match(like.arguments()),
        like.arguments());
  }

  private static QueueSettings keeping(QueueSettings like) {
    return new QueueSettings(
        "",
        like.lifetime(),
        new Delivering(Order.KEY, "key", 7, true, 1, 60_000),
        like.failure(),
        like.limits(),
        new Keeping(true, 1L << 42, 1L << 43, "seen"),
        null,
        like.arguments());
  }

  /// Namespaces, users and permissions of every sort, and what becomes of them.
  private static void access(TestShard broker) {
    byte[] salt = {1, 2, 3, 4};
    byte[] hash = new byte[32];
    hash[31] = 5;
    var password = new PasswordHash(new Opaque(salt), 1000, new Opaque(hash));
    for (String name : new String[] {"gone", "stays"}) {
      broker.ask(new PutNamespace(name, "described", Presence.ANY));
      broker.ask(new PutUser(name, Presence.ANY, password, List.of("administrator", "monitoring")));
    }
    broker.ask(new SetPermission("stays", "stays", "^c", "^w", "^r"));
    broker.ask(new SetPermission("stays", "gone", "", "", ""));
    broker.ask(new ClearPermission("stays", "gone"));
    broker.ask(new RemoveUser("gone"));
    broker.ask(new RemoveNamespace("gone"));
    broker.sync();
  }

  private static void collect(TestShard broker, Map<Integer, Written> all) {
    for (Stored stored : broker.journal.entries()) {
      byte[] payload = stored.payload();
      ByteBuffer bytes = payload == null ? ByteBuffer.allocate(0) : ByteBuffer.wrap(payload);
      for (int at = Frame.FRAME_HEADER; at < bytes.limit(); ) {
        byte[] body = new byte[bytes.getInt(at)];
        int kind = bytes.getShort(at + 4);
        bytes.get(at + Frame.RECORD_HEADER, body);
        Written before = all.get(kind);
        if (before == null || 2 * body.length > before.body.length()) {
          all.put(kind, new Written(bytes.getLong(at + 6), HexFormat.of().formatHex(body)));
        }
        at += Frame.RECORD_HEADER + body.length;
      }
    }
  }
}
