package io.thalweg.protocol.kafka.request;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/// Kafka's primitive types (protocol guide, "Protocol Primitive Types"), read in place where a
/// generated message would copy. Sizes are checked against what is there before anything is taken.
public final class WireReader {
  private static final int VARINT_BYTES = 5;

  private WireReader() {}

  /// UNSIGNED_VARINT.
  public static int unsignedVarint(ByteBuffer in) {
    int value = 0;
    for (int i = 0; i < VARINT_BYTES; i++) {
      byte next = in.get();
      value |= (next & 0x7f) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("expected a varint of at most five bytes");
  }

  /// The length of a string, array or bytes; -1 for null. Compact if `flexible`, else of `wide ? 4
  /// : 2` bytes.
  public static int length(ByteBuffer in, boolean flexible, boolean wide) {
    int length;
    if (flexible) {
      length = unsignedVarint(in) - 1;
    } else {
      length = wide ? in.getInt() : in.getShort();
    }
    if (length < -1 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    return length;
  }

  /// Skips `bytes` bytes.
  public static void skip(ByteBuffer in, int bytes) {
    if (bytes < 0 || bytes > in.remaining()) {
      throw new BufferUnderflowException();
    }
    in.position(in.position() + bytes);
  }

  /// Skips the tagged fields at the end of a structure.
  public static void skipTags(ByteBuffer in, boolean flexible) {
    if (flexible) {
      int fields = unsignedVarint(in);
      for (int i = 0; i < fields; i++) {
        unsignedVarint(in);
        skip(in, unsignedVarint(in));
      }
    }
  }
}
