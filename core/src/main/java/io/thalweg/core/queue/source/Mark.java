package io.thalweg.core.queue.source;

import io.thalweg.core.batch.EventCursor;

/// The event to go on with in a batch that was let go of.
final class Mark {
  private static final long NONE = -1;

  private long base = NONE;
  private long offset;
  private int start;
  private int left;

  /// `cursor` is to go on in the batch from `batchBase` on.
  void set(long batchBase, EventCursor cursor) {
    base = batchBase;
    offset = cursor.offset();
    start = cursor.start();
    left = cursor.left();
  }

  void clear() {
    base = NONE;
  }

  /// Puts `cursor`, which stands before the first event of the batch from `batchBase` on, before
  /// the marked one, unless `wanted` lies before that.
  void apply(EventCursor cursor, long batchBase, long wanted) {
    if (base == batchBase && offset <= wanted) {
      cursor.goOn(start, left, offset);
    }
  }
}
