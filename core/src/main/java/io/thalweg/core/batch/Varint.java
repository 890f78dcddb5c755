package io.thalweg.core.batch;

import java.nio.ByteBuffer;

/// Zigzag varints as records use them (Protocol Buffers' `sint32` and `sint64`): sizes and writes.
/// [EventCursor] reads them.
final class Varint {
  private Varint() {}

  /// Bytes that `value` takes: 1 to 5 for an `int`, to 10 for a `long`.
  static int bytes(long value) {
    return (70 - Long.numberOfLeadingZeros(zigzag(value) | 1)) / 7;
  }

  /// Writes `value` at the buffer's position.
  static void put(ByteBuffer out, long value) {
    long rest = zigzag(value);
    while ((rest & ~0x7fL) != 0) {
      out.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  private static long zigzag(long value) {
    return (value << 1) ^ (value >> 63);
  }
}
