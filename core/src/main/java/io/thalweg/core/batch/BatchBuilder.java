package io.thalweg.core.batch;

import io.thalweg.core.base.Check;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Builds an uncompressed RecordBatch v2 in a buffer: [#begin], [#add] for each event, [#end].
/// Reusable; allocates nothing per event. Not thread-safe.
///
/// The batch has base offset 0 and leader epoch -1, as a producer sends it; [BatchHeader#place]
/// gives it its place.
public final class BatchBuilder {
  /// Stands for "no producer" in id, epoch and sequence.
  public static final int NO_PRODUCER = -1;

  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private final BatchCrc crc = new BatchCrc();
  private ByteBuffer out = NONE;
  private int start;
  private int count;
  private long baseTimestamp;
  private long maxTimestamp;
  private long producerId;
  private short producerEpoch;
  private int baseSequence;

  /// Begins a batch at `buffer`'s position, which moves with what is added; room for the header
  /// must be left.
  public BatchBuilder begin(ByteBuffer buffer) {
    Check.that(buffer.remaining() >= BatchHeader.BYTES, "expected room for a batch header");
    out = buffer;
    start = buffer.position();
    buffer.position(start + BatchHeader.BYTES);
    count = 0;
    maxTimestamp = Long.MIN_VALUE;
    return producer(NO_PRODUCER, (short) NO_PRODUCER, NO_PRODUCER);
  }

  /// Names the idempotent producer of the batch that was begun.
  public BatchBuilder producer(long id, short epoch, int sequence) {
    producerId = id;
    producerEpoch = epoch;
    baseSequence = sequence;
    return this;
  }

  /// Adds an event without headers.
  public boolean add(long timestamp, @Nullable ByteBuffer key, @Nullable ByteBuffer value) {
    return add(timestamp, key, value, EventHeaders.NONE);
  }

  /// Adds an event; null is "no key" or "no value", not an empty one. The buffers' positions are
  /// not moved. False, with nothing written, if it does not fit what is left of the buffer.
  public boolean add(
      long timestamp, @Nullable ByteBuffer key, @Nullable ByteBuffer value, EventHeaders headers) {
    return add(timestamp, 0, key, value, headers);
  }

  /// The same with [EventMarks].
  public boolean add(
      long timestamp,
      int marks,
      @Nullable ByteBuffer key,
      @Nullable ByteBuffer value,
      EventHeaders headers) {
    if (count == 0) {
      baseTimestamp = timestamp;
    }
    long timestampDelta = timestamp - baseTimestamp;
    long body =
        1L // attributes
            + Varint.bytes(timestampDelta)
            + Varint.bytes(count)
            + EventHeaders.sized(key)
            + EventHeaders.sized(value)
            + headers.bytes();
    if (body + Varint.bytes(body) > out.remaining()) {
      return false;
    }
    Varint.put(out, body);
    out.put((byte) marks);
    Varint.put(out, timestampDelta);
    Varint.put(out, count);
    EventHeaders.put(out, key);
    EventHeaders.put(out, value);
    headers.write(out);
    count++;
    maxTimestamp = Math.max(maxTimestamp, timestamp);
    return true;
  }

  /// Events added so far.
  public int count() {
    return count;
  }

  /// Bytes of the batch so far.
  public int bytes() {
    return out.position() - start;
  }

  /// Completes the batch, which has at least one event, and returns its size in bytes.
  public int end() {
    Check.that(count > 0, "expected at least one event in a batch");
    int bytes = bytes();
    out.putLong(start, 0);
    out.putInt(start + BatchHeader.LENGTH, bytes - BatchHeader.LENGTH_OVERHEAD);
    out.putInt(start + BatchHeader.LEADER_EPOCH, -1);
    out.put(start + BatchHeader.MAGIC_AT, BatchHeader.MAGIC);
    out.putShort(start + BatchHeader.ATTRIBUTES, (short) 0);
    out.putInt(start + BatchHeader.LAST_OFFSET_DELTA, count - 1);
    out.putLong(start + BatchHeader.BASE_TIMESTAMP, baseTimestamp);
    out.putLong(start + BatchHeader.MAX_TIMESTAMP, maxTimestamp);
    out.putLong(start + BatchHeader.PRODUCER_ID, producerId);
    out.putShort(start + BatchHeader.PRODUCER_EPOCH, producerEpoch);
    out.putInt(start + BatchHeader.BASE_SEQUENCE, baseSequence);
    out.putInt(start + BatchHeader.COUNT, count);
    out.putInt(start + BatchHeader.CRC, crc.of(out, start, bytes));
    return bytes;
  }
}
