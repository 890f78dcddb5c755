package io.thalweg.bench.raw;

import io.thalweg.core.batch.BatchBuilder;
import java.nio.ByteBuffer;
import java.util.Random;
import org.apache.kafka.common.record.internal.MemoryRecords;

/// A batch of events without keys, whose values are chance.
final class Batch {
  private static final int OVERHEAD = 128;
  private static final int EVENT_OVERHEAD = 16;

  private Batch() {}

  static MemoryRecords of(int events, int eventBytes, Random random) {
    ByteBuffer bytes = ByteBuffer.allocate(OVERHEAD + events * (eventBytes + EVENT_OVERHEAD));
    BatchBuilder builder = new BatchBuilder().begin(bytes);
    long now = System.currentTimeMillis();
    for (int i = 0; i < events; i++) {
      byte[] value = new byte[eventBytes];
      random.nextBytes(value);
      builder.add(now, null, ByteBuffer.wrap(value));
    }
    builder.end();
    return MemoryRecords.readableRecords(bytes.flip());
  }
}
