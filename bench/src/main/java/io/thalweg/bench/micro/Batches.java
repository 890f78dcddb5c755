package io.thalweg.bench.micro;

import io.thalweg.core.batch.BatchBuilder;
import java.nio.ByteBuffer;

/// The batch of all benchmarks: 64 KB of 1 KB events, as a producer sends it, off the heap as it is
/// in a socket's buffer.
final class Batches {
  private static final int BATCH_BYTES = 64 << 10;
  private static final int EVENT_BYTES = 1 << 10;

  private Batches() {}

  static ByteBuffer full() {
    ByteBuffer batch = ByteBuffer.allocateDirect(BATCH_BYTES);
    ByteBuffer value = ByteBuffer.allocate(EVENT_BYTES);
    BatchBuilder builder = new BatchBuilder().begin(batch);
    boolean more = true;
    while (more) {
      more = builder.add(1_700_000_000_000L, null, value);
    }
    builder.end();
    return batch.flip();
  }
}
