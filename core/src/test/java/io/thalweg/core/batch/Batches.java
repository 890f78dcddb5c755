package io.thalweg.core.batch;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Batches for tests.
final class Batches {
  static final int AT = 7;

  private Batches() {}

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /// A batch of `values` at [#AT] of a buffer which ends with it.
  static ByteBuffer of(String... values) {
    ByteBuffer out = ByteBuffer.allocate(4096);
    BatchBuilder builder = new BatchBuilder().begin(out.position(AT));
    for (String value : values) {
      builder.add(1000, null, bytes(value));
    }
    return out.limit(AT + builder.end());
  }

  static int length(ByteBuffer batch) {
    return batch.limit() - AT;
  }

  /// Gives a changed batch the right CRC again.
  static void seal(ByteBuffer batch) {
    int crc = BatchHeader.crc(batch, AT, length(batch));
    batch.putInt(AT + BatchHeader.CRC, crc);
  }

  static String text(ByteBuffer in, int at, int length) {
    byte[] out = new byte[length];
    in.get(at, out);
    return new String(out, StandardCharsets.UTF_8);
  }
}
