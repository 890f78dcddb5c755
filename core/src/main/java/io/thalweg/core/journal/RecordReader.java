package io.thalweg.core.journal;

import io.thalweg.core.base.Check;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Reads one record's body in order; lent to an applier for one call. Bytes stay where they are.
public final class RecordReader {
  private ByteBuffer bytes = ByteBuffer.allocate(0);
  private int start;
  private int at;
  private int end;
  private long position;
  private int payloadOffset;
  private long brokerTime;
  private long aggregate;

  /// Points at the body `[from, to)` of `buffer`, in the entry at `position` whose payload begins
  /// at `payloadOffset` of the buffer.
  public RecordReader at(ByteBuffer buffer, int from, int to, long position, int payloadOffset) {
    this.bytes = buffer;
    this.start = from;
    this.at = from;
    this.end = to;
    this.position = position;
    this.payloadOffset = payloadOffset;
    return this;
  }

  /// Names the aggregate and the broker's time of the record.
  public RecordReader of(long aggregate, long brokerTime) {
    this.aggregate = aggregate;
    this.brokerTime = brokerTime;
    return this;
  }

  /// The aggregate that the record names.
  public long aggregate() {
    return aggregate;
  }

  /// Journal position of the entry that holds the record.
  public long position() {
    return position;
  }

  /// Broker time of the entry in milliseconds.
  public long brokerTime() {
    return brokerTime;
  }

  /// Where the next byte to read lies, counted from the entry's payload.
  public int offsetInPayload() {
    return at - payloadOffset;
  }

  public byte getByte() {
    return bytes.get(take(1));
  }

  public short getShort() {
    return bytes.getShort(take(2));
  }

  public int getInt() {
    return bytes.getInt(take(4));
  }

  public long getLong() {
    return bytes.getLong(take(8));
  }

  /// A string written by [RecordWriter#putString]; empty stays empty.
  public String getString() {
    byte[] utf8 = getBytes();
    return new String(utf8, StandardCharsets.UTF_8);
  }

  /// Bytes written by [RecordWriter#putBytes].
  public byte[] getBytes() {
    int length = getInt();
    Check.within(0, length, remaining(), "length in a record");
    byte[] out = new byte[length];
    bytes.get(take(length), out);
    return out;
  }

  /// The buffer that holds the record, for bytes that are read in place from [#at].
  public ByteBuffer buffer() {
    return bytes;
  }

  /// Index in [#buffer] of the next byte.
  public int at() {
    return at;
  }

  /// Bytes left in the record.
  public int remaining() {
    return end - at;
  }

  /// Skips `length` bytes.
  public void skip(int length) {
    take(length);
  }

  /// Size of the whole body in bytes.
  public int length() {
    return end - start;
  }

  private int take(int length) {
    Check.within(0, length, end - at, "bytes left in a record");
    int was = at;
    at += length;
    return was;
  }
}
