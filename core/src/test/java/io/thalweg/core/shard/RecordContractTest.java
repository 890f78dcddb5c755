package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.batch.Batches;
import io.thalweg.core.group.GroupCommand.CommitOffsets;
import io.thalweg.core.group.GroupCommand.Join;
import io.thalweg.core.group.GroupCommand.Leave;
import io.thalweg.core.group.GroupCommand.Leaver;
import io.thalweg.core.group.GroupCommand.Position;
import io.thalweg.core.group.GroupLimits;
import io.thalweg.core.group.Member.Protocol;
import io.thalweg.core.journal.MemoryJournal.Stored;
import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.memory.Tail;
import io.thalweg.core.topic.Appended;
import io.thalweg.core.topic.TopicCommand.Delete;
import io.thalweg.core.topic.TopicCommand.Trim;
import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.topic.TopicLimits;
import io.thalweg.core.topic.TopicSettings;
import io.thalweg.core.topic.TopicSettings.Cleanup;
import io.thalweg.core.topic.TopicSettings.Timestamps;
import io.thalweg.core.topic.TopicState;
import io.thalweg.core.topic.TopicStated;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The bytes of every kind of record are frozen, and are read to their end.
///
/// A golden file holds the aggregate's id and the body, in hex. A kind whose bytes change is a new
/// kind with a new number and a new file.
class RecordContractTest {
  private record Written(long aggregate, String body) {
    String hex() {
      return Long.toHexString(aggregate) + ":" + body;
    }
  }

  static Stream<RecordKind<?>> kinds() {
    List<RecordKind<?>> all = new ArrayList<>(RecordTable.TOPIC_KINDS);
    all.addAll(RecordTable.GROUP_KINDS);
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void itsBytesAreThoseOfTheGoldenFile(RecordKind<?> kind) throws IOException {
    if (kind == TopicStated.V1) {
      assertThat(history()).as("kinds that are read only").doesNotContainKey(kind.id());
      return;
    }
    assertThat(history()).containsKey(kind.id());
    assertThat(history().get(kind.id()).hex()).isEqualTo(golden(kind));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void theGoldenBytesAreReadToTheirEnd(RecordKind<?> kind) throws IOException {
    String[] parts = golden(kind).split(":", -1);
    ByteBuffer body = ByteBuffer.wrap(HexFormat.of().parseHex(parts[1]));
    Tail tail = new Tail();
    tail.add(0, null, 0);
    var topics = new TopicState(tail, new Undurable(new TopicDirectory(), _ -> {}));
    RecordTable records = new RecordTable();
    new Deciders(topics, ShardSettings.withSeed(1)).bind(records);
    RecordReader reader = new RecordReader().at(body, 0, body.limit(), 0, 0);
    records.apply(kind.id(), reader.of(Long.parseLong(parts[0], 16), 1));
    assertThat(reader.remaining()).isEqualTo(kind == Appended.V1 ? body.limit() : 0);
  }

  private static String golden(RecordKind<?> kind) throws IOException {
    String version = kind == TopicStated.V2 ? "V2" : "";
    String name = "/golden/" + kind.getClass().getSimpleName() + version + ".hex";
    try (InputStream in = RecordContractTest.class.getResourceAsStream(name)) {
      assertThat(in).as("golden file %s", name).isNotNull();
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
        new TopicSettings(86_400_000, 1 << 20, 5000, Cleanup.COMPACT_AND_DELETE, timestamps, 74);
    TopicInfo topic = broker.create("orders", 2, configured);
    for (int i = 0; i < 5; i++) {
      broker.append(topic.partition(1), Batches.by(77, 1, i * 2, 2));
    }
    broker.ask(
        new CommitOffsets("g", "", null, -1, List.of(new Position(topic.partition(1), 3, 0, "m"))));
    broker.settle();
    broker.ask(new Trim(topic.partition(1), 10));
    join(broker);
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
    broker.sync();
    collect(broker, all);
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
