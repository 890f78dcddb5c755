package io.thalweg.storage.segment;

import io.thalweg.core.batch.BatchHeader;
import java.nio.ByteBuffer;

/// Builds both indexes of a segment as Kafka does (`LogSegment.append`).
final class SparseIndexWriter {
  /// Bytes of batches between two entries, at least.
  static final int INTERVAL = 16 * 1024;

  private final long baseOffset;
  private final ByteBuffer offsets;
  private final ByteBuffer times;
  private long sinceEntry;
  private long maxTimestamp = -1;
  private long maxTimestampOffset;
  private long indexedTimestamp = -1;

  /// For batches of `bytes` altogether.
  SparseIndexWriter(long baseOffset, long bytes) {
    int entries = Math.toIntExact(bytes / INTERVAL) + 1;
    this.baseOffset = baseOffset;
    this.offsets = ByteBuffer.allocate(entries * SparseIndex.OFFSET_ENTRY);
    this.times = ByteBuffer.allocate((entries + 1) * SparseIndex.TIME_ENTRY);
  }

  /// Takes note of the batch at `at` of `in`, which stands at `position` of the segment.
  void add(ByteBuffer in, int at, long position) {
    long lastOffset = BatchHeader.nextOffset(in, at) - 1;
    long timestamp = BatchHeader.maxTimestamp(in, at);
    if (timestamp > maxTimestamp) {
      maxTimestamp = timestamp;
      maxTimestampOffset = lastOffset;
    }
    if (sinceEntry > INTERVAL) {
      offsets.putInt((int) (lastOffset - baseOffset)).putInt((int) position);
      addTime();
      sinceEntry = 0;
    }
    sinceEntry += BatchHeader.bytes(in, at);
  }

  private void addTime() {
    if (maxTimestamp > indexedTimestamp) {
      times.putLong(maxTimestamp).putInt((int) (maxTimestampOffset - baseOffset));
      indexedTimestamp = maxTimestamp;
    }
  }

  /// The content of `.index`, once all batches are known.
  ByteBuffer offsets() {
    return offsets.flip();
  }

  /// The content of `.timeindex`, once all batches are known.
  ByteBuffer times() {
    addTime();
    return times.flip();
  }
}
