package io.thalweg.protocol.kafka.request;

import java.nio.ByteBuffer;
import org.apache.kafka.common.protocol.ByteBufferAccessor;

/// Reads a generated message, but no more fields than a bound: a few bytes can claim an array whose
/// objects take many times their size in memory.
public final class FieldLimit extends ByteBufferAccessor {
  /// Enough for a request about every partition that may exist by default; their objects stay below
  /// some 25 MB.
  static final int MAX_FIELDS = 250_000;

  private int left = MAX_FIELDS;

  /// Reads from `in`.
  public FieldLimit(ByteBuffer in) {
    super(in);
  }

  private void count() {
    if (--left < 0) {
      throw new IllegalArgumentException("expected at most " + MAX_FIELDS + " fields");
    }
  }

  @Override
  public byte readByte() {
    count();
    return super.readByte();
  }

  @Override
  public short readShort() {
    count();
    return super.readShort();
  }

  @Override
  public int readInt() {
    count();
    return super.readInt();
  }

  @Override
  public long readLong() {
    count();
    return super.readLong();
  }

  @Override
  public int readUnsignedVarint() {
    count();
    return super.readUnsignedVarint();
  }

  @Override
  public byte[] readArray(int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("expected a size of bytes, not " + bytes);
    }
    return super.readArray(bytes);
  }

  /// What an array's length is checked against before memory is taken for it.
  @Override
  public int remaining() {
    return Math.min(left, super.remaining());
  }
}
