package io.thalweg.bench.nothing;

import io.thalweg.core.batch.BatchBuilder;
import io.thalweg.core.batch.BatchHeader;
import java.nio.ByteBuffer;
import org.apache.kafka.common.record.internal.MemoryRecords;

/// Events for every offset that is asked for: the same batch of 64 KB, over and over.
final class EndlessLog {
  private static final int BATCH_BYTES = 64 << 10;

  private final ByteBuffer batch = ByteBuffer.allocate(BATCH_BYTES);
  private final int eventsPerBatch;

  EndlessLog(int eventBytes) {
    BatchBuilder builder = new BatchBuilder().begin(batch);
    ByteBuffer value = ByteBuffer.allocate(eventBytes);
    long now = System.currentTimeMillis();
    boolean more = true;
    while (more) {
      more = builder.add(now, null, value);
    }
    eventsPerBatch = builder.count();
    builder.end();
    batch.flip();
  }

  /// Whole batches from `offset` on, at most `maxBytes` but at least one.
  MemoryRecords from(long offset, int maxBytes) {
    int batches = Math.max(1, maxBytes / batch.limit());
    ByteBuffer all = ByteBuffer.allocate(batches * batch.limit());
    for (int i = 0; i < batches; i++) {
      int at = i * batch.limit();
      all.put(at, batch, 0, batch.limit());
      BatchHeader.place(all, at, offset + (long) i * eventsPerBatch, 0);
    }
    return MemoryRecords.readableRecords(all);
  }
}
