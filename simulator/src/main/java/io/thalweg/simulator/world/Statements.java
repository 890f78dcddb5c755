package io.thalweg.simulator.world;

import io.thalweg.core.base.Chance;
import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.journal.RecordWriter;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.shard.Shard;
import io.thalweg.core.topic.SegmentAdded;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Reply;
import io.thalweg.core.turn.Timers;
import io.thalweg.core.turn.Turn;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;

/// All durable state of a shard, as the records that would state it again; the counter of ids left
/// out, which every opening states.
final class Statements implements Turn, RecordWriter {
  private static final int COUNTER = 1;

  private static final String SEGMENT = SegmentAdded.class.getSimpleName();

  /// At this time no producer has been silent for too long to be stated.
  private static final long ANY_MILLIS = 0;

  /// Which aggregate, and of what kind.
  record Key(String kind, long aggregate) {}

  /// Takes one statement: the bytes of `body` up to its limit.
  private interface Each {
    void stated(Key key, ByteBuffer body);
  }

  private final Each each;
  private ByteBuffer body = ByteBuffer.allocate(1 << 14);
  private Key key = new Key("", 0);
  private boolean counter;

  private Statements(Each each) {
    this.each = each;
  }

  /// Every statement but those of some aggregates, in the order of the shard, for people to
  /// compare.
  static List<String> of(Shard shard, Set<Long> without) {
    List<String> all = new ArrayList<>();
    HexFormat hex = HexFormat.of();
    shard.stateAll(
        new Statements(
            (key, body) -> {
              if (!without.contains(key.aggregate)) {
                byte[] bytes = new byte[body.remaining()];
                body.get(bytes);
                all.add(key + " " + hex.formatHex(bytes));
              }
            }));
    return all;
  }

  /// A checksum of what is stated of each aggregate; of segments, for each partition.
  static Map<Key, Long> checksums(Shard shard) {
    Map<Key, Long> all = new HashMap<>();
    CRC32C crc = new CRC32C();
    shard.stateAll(
        new Statements(
            (key, body) -> {
              if (key.kind.equals(SEGMENT)) {
                long fileBytes = body.getLong(0);
                for (SegmentInfo run : runs(key, body)) {
                  all.merge(
                      new Key(SEGMENT, run.partition()), run.hashCode() + fileBytes, Long::sum);
                }
                return;
              }
              crc.reset();
              crc.update(body);
              all.merge(key, crc.getValue(), Long::sum);
            }));
    return all;
  }

  /// All runs in segments that are stated.
  static List<SegmentInfo> runs(Shard shard) {
    List<SegmentInfo> all = new ArrayList<>();
    shard.stateAll(
        new Statements(
            (key, body) -> {
              if (key.kind.equals(SEGMENT)) {
                all.addAll(runs(key, body));
              }
            }));
    return all;
  }

  private static List<SegmentInfo> runs(Key key, ByteBuffer body) {
    RecordReader record = new RecordReader().at(body, 0, body.limit(), 0, 0);
    record.of(key.aggregate, 0).skip(Long.BYTES);
    return SegmentAdded.runs(record);
  }

  @Override
  public long nowMillis() {
    return ANY_MILLIS;
  }

  @Override
  public RecordWriter begin(RecordKind<?> kind, long aggregate) {
    key = new Key(kind.getClass().getSimpleName(), aggregate);
    counter = kind.id() == COUNTER;
    body.clear();
    return this;
  }

  @Override
  public void end() {
    if (!counter) {
      each.stated(key, body.flip());
    }
  }

  private ByteBuffer room(int bytes) {
    if (body.remaining() < bytes) {
      body = ByteBuffer.allocate(2 * body.capacity() + bytes).put(body.flip());
    }
    return body;
  }

  @Override
  public RecordWriter putByte(int value) {
    room(Byte.BYTES).put((byte) value);
    return this;
  }

  @Override
  public RecordWriter putShort(int value) {
    room(Short.BYTES).putShort((short) value);
    return this;
  }

  @Override
  public RecordWriter putInt(int value) {
    room(Integer.BYTES).putInt(value);
    return this;
  }

  @Override
  public RecordWriter putLong(long value) {
    room(Long.BYTES).putLong(value);
    return this;
  }

  @Override
  public RecordWriter putString(String value) {
    return putBytes(value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public RecordWriter putBytes(byte[] value) {
    putInt(value.length);
    room(value.length).put(value);
    return this;
  }

  @Override
  public RecordWriter putRaw(ByteBuffer bytes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ByteBuffer inPlace() {
    throw new UnsupportedOperationException();
  }

  @Override
  public int offsetInPayload() {
    throw new UnsupportedOperationException();
  }

  @Override
  public RecordWriter patchLong(int offset, long value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public RecordWriter patchShort(int offset, int value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public RecordWriter patchInt(int offset, int value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Chance chance() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Timers timers() {
    throw new UnsupportedOperationException();
  }

  @Override
  public long position() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Client client() {
    throw new UnsupportedOperationException();
  }

  @Override
  public long request() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void reply(Reply reply) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void reply(Client client, long request, Reply reply) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void then(Command followUp) {
    throw new UnsupportedOperationException();
  }
}
