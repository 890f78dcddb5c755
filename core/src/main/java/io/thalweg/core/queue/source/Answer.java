package io.thalweg.core.queue.source;

import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.memory.Slice;
import java.nio.ByteBuffer;

/// What a read has brought, held.
final class Answer {
  /// For [#find]: it has no such batch.
  static final int NONE = -1;

  final EventSource of;
  final Slice batches;
  final Mark mark = new Mark();

  /// Of what lies from here on, the first is in it, or behind it.
  private final long from;

  /// Where the batch that was found last lies.
  private int at;

  /// @param from what the read looked for
  Answer(EventSource of, Slice batches, long from) {
    this.of = of;
    this.batches = batches.retain();
    this.at = batches.offset();
    this.from = Math.min(from, base(at));
  }

  private ByteBuffer bytes() {
    return batches.block().bytes();
  }

  private long base(int batch) {
    return BatchHeader.baseOffset(bytes(), batch);
  }

  /// Where the batch with `offset`, or the next one, lies in the block; [#NONE] if it is not here.
  int find(long offset) {
    if (offset < from) {
      return NONE;
    }
    if (offset < base(at)) {
      at = batches.offset();
    }
    int limit = batches.offset() + batches.length();
    for (int batch = at; batch < limit; batch += BatchHeader.bytes(bytes(), batch)) {
      if (BatchHeader.nextOffset(bytes(), batch) > offset) {
        at = batch;
        return batch;
      }
    }
    return NONE;
  }
}
