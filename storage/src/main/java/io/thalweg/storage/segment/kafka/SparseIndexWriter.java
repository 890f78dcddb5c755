package io.thalweg.storage.segment.kafka;

import io.thalweg.core.batch.BatchHeader;
import java.nio.ByteBuffer;

/// Builds both indexes of a segment as Kafka does (`LogSegment.append`).
final class SparseIndexWriter {
  /// Bytes of batches between two entries, at least.
  static final int INTERVAL = 16 * 1024;

  private final long baseOffset;
  private ByteBuffer offsets;
  private ByteBuffer times;
  private long sinceEntry;
  private long maxTimestamp = -1;
  private long maxTimestampOffset;
  private long indexedTimestamp = -1;

  /// For batches of about `bytes` altogether.
  SparseIndexWriter(long baseOffset, long bytes) {
    int entries = Math.toIntExact(bytes / INTERVAL) + 2;
    this.baseOffset = baseOffset;
    this.offsets = ByteBuffer.allocate(entries * SparseIndex.OFFSET_ENTRY);
    this.times = ByteBuffer.allocate(entries * SparseIndex.TIME_ENTRY);
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
      offsets = roomFor(offsets, SparseIndex.OFFSET_ENTRY);
      offsets.putInt((int) (lastOffset - baseOffset)).putInt((int) position);
      addTime();
      sinceEntry = 0;
    }
    sinceEntry += BatchHeader.bytes(in, at);
  }

  private void addTime() {
    if (maxTimestamp > indexedTimestamp) {
      times = roomFor(times, SparseIndex.TIME_ENTRY);
      times.putLong(maxTimestamp).putInt((int) (maxTimestampOffset - baseOffset));
      indexedTimestamp = maxTimestamp;
    }
  }

  private static ByteBuffer roomFor(ByteBuffer content, int entry) {
    if (content.remaining() >= entry) {
      return content;
    }
    return ByteBuffer.allocate(2 * content.capacity()).put(content.flip());
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
