package io.thalweg.simulator.event;

import io.thalweg.simulator.told.HistoryFailed;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// A batch as a reader finds it: whole, or what compaction has left of it (Kafka protocol guide,
/// "Record Batch" and "Record"; KIP-534 for its delete horizon).
public final class StoredBatch {
  static final int CRC = 17;
  static final int ATTRIBUTES = 21;
  static final int EVENTS = 61;

  private static final int LENGTH = 8;
  private static final int BEHIND_LENGTH = 12;
  private static final int LEADER_EPOCH = 12;
  private static final int MAGIC = 16;
  private static final int LAST_DELTA = 23;
  private static final int BASE_TIMESTAMP = 27;
  private static final int MAX_TIMESTAMP = 35;
  private static final int PRODUCER = 43;
  private static final int COUNT = 57;
  private static final int CODEC = 7;
  private static final int HORIZON = 64;

  private final ByteBuffer in;
  private final TreeMap<Integer, Event> events = new TreeMap<>();
  private long timestamp = -1;
  private int at;

  private StoredBatch(ByteBuffer in) {
    this.in = in;
  }

  /// The batch at `at`, which must be a valid one that ends within `in`.
  public static StoredBatch at(ByteBuffer in, int at) {
    int bytes = in.limit() - at < EVENTS ? -1 : in.getInt(at + LENGTH) + BEHIND_LENGTH;
    HistoryFailed.unless(
        bytes >= EVENTS && bytes <= in.limit() - at,
        () -> "a batch of " + bytes + " bytes is read");
    StoredBatch batch = new StoredBatch(in.slice(at, bytes));
    batch.check();
    batch.readEvents();
    return batch;
  }

  private void check() {
    CRC32C crc = new CRC32C();
    crc.update(in.slice(ATTRIBUTES, in.limit() - ATTRIBUTES));
    HistoryFailed.unless(
        in.get(MAGIC) == 2
            && in.getInt(LEADER_EPOCH) == 0
            && in.getInt(CRC) == (int) crc.getValue(),
        () -> this + " has a wrong header");
  }

  private void readEvents() {
    int codec = in.getShort(ATTRIBUTES) & CODEC;
    ByteBuffer packed = in.slice(EVENTS, in.limit() - EVENTS);
    ByteBuffer from = codec == 0 ? packed : new Packing().opened(codec, packed, 0);
    for (int left = in.getInt(COUNT); left > 0; left--) {
      int end = (int) varint(from);
      end += at;
      at++; // attributes
      long itsTimestamp = in.getLong(BASE_TIMESTAMP) + varint(from);
      int delta = (int) varint(from);
      Event event = new Event(sized(from), sized(from));
      HistoryFailed.unless(
          isToned(event, from)
              && at == end
              && itsTimestamp == in.getLong(MAX_TIMESTAMP)
              && delta <= lastDelta()
              && (events.isEmpty() || delta > events.lastKey()),
          () -> this + " holds nonsense at " + delta);
      timestamp = itsTimestamp;
      events.put(delta, event);
    }
    HistoryFailed.unless(at == from.limit(), () -> this + " does not end with its events");
  }

  /// Whether the event's headers, which follow, are as it was sent with.
  private boolean isToned(Event event, ByteBuffer from) {
    int tone = event.tone();
    long headers = varint(from);
    if (headers == 0 || tone < 0) {
      return headers == 0 && tone < 0;
    }
    ByteBuffer name = sized(from);
    ByteBuffer value = sized(from);
    return headers == 1
        && ByteBuffer.wrap(Event.TONE.getBytes(StandardCharsets.UTF_8)).equals(name)
        && ByteBuffer.wrap(new byte[] {(byte) tone}).equals(value);
  }

  private @Nullable ByteBuffer sized(ByteBuffer from) {
    int length = (int) varint(from);
    at += Math.max(0, length);
    return length < 0 ? null : from.slice(at - length, length);
  }

  private long varint(ByteBuffer from) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = from.get(at++);
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
  }

  /// Its length in bytes.
  public int bytes() {
    return in.limit();
  }

  /// The offset at which it was stored.
  public long base() {
    return in.getLong(0);
  }

  private int lastDelta() {
    return in.getInt(LAST_DELTA);
  }

  /// The offset behind it.
  public long end() {
    return base() + lastDelta() + 1;
  }

  /// The timestamp of its events, which all have the same; -1: it has none.
  public long timestamp() {
    return timestamp;
  }

  /// Its events, by how far they are from its base.
  public SortedMap<Integer, Event> events() {
    return events;
  }

  /// Whether it is what may be left of the batch that was sent as `sent`, with `all` events.
  public boolean isLeftOf(byte[] sent, Map<Integer, Event> all) {
    ByteBuffer was = ByteBuffer.wrap(sent);
    boolean horizon = (in.getShort(ATTRIBUTES) & HORIZON) != 0;
    int producerBytes = COUNT - PRODUCER;
    return (in.getShort(ATTRIBUTES) & ~HORIZON) == was.getShort(ATTRIBUTES)
        && lastDelta() == was.getInt(LAST_DELTA)
        && (horizon || in.getLong(BASE_TIMESTAMP) == was.getLong(BASE_TIMESTAMP))
        && in.getLong(MAX_TIMESTAMP) == was.getLong(MAX_TIMESTAMP)
        && in.slice(PRODUCER, producerBytes).equals(was.slice(PRODUCER, producerBytes))
        && all.entrySet().containsAll(events.entrySet())
        && (horizon || events.size() < all.size() || in.limit() == sent.length);
  }

  @Override
  public String toString() {
    return "the batch at " + base() + " with " + in.getInt(COUNT) + " events";
  }
}
