package io.thalweg.core.batch;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Batches for tests.
public final class Batches {
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

  /// A batch of `events` small events by a producer, at the start of its buffer.
  public static ByteBuffer by(long producer, int epoch, int sequence, int events) {
    return batch(producer, epoch, sequence, events, 1000);
  }

  /// A batch of `events` small events of nobody, with that client timestamp.
  public static ByteBuffer at(long timestamp, int events) {
    return batch(BatchBuilder.NO_PRODUCER, -1, -1, events, timestamp);
  }

  /// A batch of one event whose value has that size.
  public static ByteBuffer sized(int bytes) {
    ByteBuffer out = ByteBuffer.allocate(bytes + 128);
    BatchBuilder builder = new BatchBuilder().begin(out);
    builder.add(1000, null, ByteBuffer.allocate(bytes));
    return out.limit(builder.end()).position(0);
  }

  private static ByteBuffer batch(long producer, int epoch, int sequence, int events, long time) {
    ByteBuffer out = ByteBuffer.allocate(128 + 16 * events);
    BatchBuilder builder = new BatchBuilder().begin(out);
    builder.producer(producer, (short) epoch, sequence);
    for (int i = 0; i < events; i++) {
      builder.add(time, null, bytes("event"));
    }
    return out.limit(builder.end()).position(0);
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
