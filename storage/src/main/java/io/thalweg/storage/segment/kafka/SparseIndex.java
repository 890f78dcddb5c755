package io.thalweg.storage.segment.kafka;

import java.nio.ByteBuffer;

/// Searches an index of a segment. Immutable.
final class SparseIndex {
  static final int OFFSET_ENTRY = Integer.BYTES + Integer.BYTES;
  static final int TIME_ENTRY = Long.BYTES + Integer.BYTES;

  private final long baseOffset;
  private final ByteBuffer entries;

  /// `entries` is the whole content of an index file.
  SparseIndex(long baseOffset, ByteBuffer entries) {
    this.baseOffset = baseOffset;
    this.entries = entries;
  }

  /// In an `.index`: a position at or before the batch that holds `offset`, or that follows it.
  long positionOf(long offset) {
    int low = 0;
    int high = entries.limit() / OFFSET_ENTRY;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (baseOffset + entries.getInt(middle * OFFSET_ENTRY) <= offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? 0 : entries.getInt((low - 1) * OFFSET_ENTRY + Integer.BYTES);
  }

  /// In a `.timeindex`: an offset before which no batch reaches `timestamp`.
  long offsetBefore(long timestamp) {
    int low = 0;
    int high = entries.limit() / TIME_ENTRY;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (entries.getLong(middle * TIME_ENTRY) <= timestamp) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? baseOffset : baseOffset + entries.getInt((low - 1) * TIME_ENTRY + Long.BYTES);
  }

  /// Memory that it takes.
  int memoryBytes() {
    return entries.capacity();
  }
}
