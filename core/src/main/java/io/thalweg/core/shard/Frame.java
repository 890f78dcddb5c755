package io.thalweg.core.shard;

import static io.thalweg.core.journal.JournalWriter.ALIGNMENT;
import static io.thalweg.core.journal.JournalWriter.HEADROOM;
import static io.thalweg.core.journal.JournalWriter.MAX_PAYLOAD;

import io.thalweg.core.base.Check;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.journal.RecordWriter;
import io.thalweg.core.memory.Block;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.memory.Slice;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The entry that is being laid out in the current block: broker time (8), then records of length
/// of body (4), kind (2), aggregate (8), body. A record's bytes are written once and read back in
/// place.
final class Frame implements RecordWriter {
  /// Bytes in front of each record's body.
  static final int RECORD_HEADER = 14;

  /// Bytes in front of the first record.
  static final int FRAME_HEADER = 8;

  /// Is given each record that has been completed.
  interface Completed {
    void completed(int kind, RecordReader record);
  }

  private final BlockPool pool;
  private final Completed completed;
  private final RecordReader reader = new RecordReader();
  private @Nullable Block block;
  private ByteBuffer bytes = ByteBuffer.allocate(0);
  private ByteBuffer inPlace = bytes;
  private boolean isInPlace;
  private boolean open;
  private long position;
  private long brokerTime;
  private int payload;
  private int record;
  private int at;

  Frame(BlockPool pool, Completed completed) {
    this.pool = pool;
    this.completed = completed;
  }

  boolean isOpen() {
    return open;
  }

  /// Bytes of payload so far.
  int length() {
    return open ? at - payload : 0;
  }

  /// Whether `needed` more bytes fit into the open frame.
  boolean fits(int needed) {
    return at + needed <= Math.min(payload + MAX_PAYLOAD, bytes.capacity());
  }

  /// Sees to it that a frame of `needed` bytes could be opened; false if there is no block for it.
  boolean reserve(int needed) {
    Check.that(!open, "expected no open frame");
    Check.within(0, needed, MAX_PAYLOAD - FRAME_HEADER, "journal bytes of a command");
    at = (at + ALIGNMENT - 1) & -ALIGNMENT;
    if (block == null || at + HEADROOM + FRAME_HEADER + needed > bytes.capacity()) {
      Block next = pool.take();
      if (next == null) {
        return false;
      }
      if (block != null) {
        block.release();
      }
      block = next;
      bytes = next.bytes();
      inPlace = bytes.duplicate();
      at = 0;
    }
    return true;
  }

  /// Opens a frame where room has been reserved.
  void open(long atPosition, long time) {
    Check.that(!open, "expected no open frame");
    open = true;
    position = atPosition;
    brokerTime = time;
    payload = ((at + ALIGNMENT - 1) & -ALIGNMENT) + HEADROOM;
    bytes.putLong(payload, time);
    at = payload + FRAME_HEADER;
  }

  /// The block that holds the open frame.
  Block block() {
    Check.that(open, "expected an open frame");
    return Check.present(block, "a block of the open frame");
  }

  /// Where the payload begins in the block.
  int payloadOffset() {
    return payload;
  }

  /// The position that the open frame will have.
  long position() {
    return position;
  }

  /// Closes the frame; what follows goes into the next one.
  Slice close() {
    Slice slice = new Slice(block(), payload, at - payload);
    open = false;
    return slice;
  }

  RecordWriter begin(int kind, long aggregate) {
    Check.that(open, "expected an open frame");
    record = at;
    bytes.putShort(record + 4, (short) kind);
    bytes.putLong(record + 6, aggregate);
    at = record + RECORD_HEADER;
    return this;
  }

  @Override
  public RecordWriter putByte(int value) {
    bytes.put(at, (byte) value);
    at += 1;
    return this;
  }

  @Override
  public RecordWriter putShort(int value) {
    bytes.putShort(at, (short) value);
    at += 2;
    return this;
  }

  @Override
  public RecordWriter putInt(int value) {
    bytes.putInt(at, value);
    at += 4;
    return this;
  }

  @Override
  public RecordWriter putLong(long value) {
    bytes.putLong(at, value);
    at += 8;
    return this;
  }

  @Override
  public RecordWriter putString(String value) {
    return putBytes(value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public RecordWriter putBytes(byte[] value) {
    putInt(value.length);
    bytes.put(at, value);
    at += value.length;
    return this;
  }

  @Override
  public RecordWriter putRaw(ByteBuffer from) {
    int length = from.remaining();
    bytes.put(at, from, from.position(), length);
    at += length;
    return this;
  }

  @Override
  public RecordWriter patchLong(int offset, long value) {
    bytes.putLong(record + RECORD_HEADER + offset, value);
    return this;
  }

  @Override
  public RecordWriter patchShort(int offset, int value) {
    bytes.putShort(record + RECORD_HEADER + offset, (short) value);
    return this;
  }

  @Override
  public RecordWriter patchInt(int offset, int value) {
    bytes.putInt(record + RECORD_HEADER + offset, value);
    return this;
  }

  @Override
  public ByteBuffer inPlace() {
    isInPlace = true;
    return inPlace.clear().position(at);
  }

  @Override
  public int offsetInPayload() {
    return at - payload;
  }

  @Override
  public void end() {
    if (isInPlace) {
      isInPlace = false;
      at = inPlace.position();
    }
    int body = record + RECORD_HEADER;
    bytes.putInt(record, at - body);
    reader.at(bytes, body, at, position, payload).of(bytes.getLong(record + 6), brokerTime);
    completed.completed(bytes.getShort(record + 4), reader);
  }
}
