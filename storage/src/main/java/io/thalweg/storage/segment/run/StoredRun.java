package io.thalweg.storage.segment.run;

import io.thalweg.core.journal.SegmentInfo;
import java.nio.ByteBuffer;

/// A run that is being read: where its batches lie, and what leads to them. Positions are those in
/// the file. Thread-safe.
public interface StoredRun {
  /// What the journal says of it.
  SegmentInfo info();

  /// Name of the file that holds the batches.
  String file();

  /// Where the first batch begins; the others follow without gaps.
  long start();

  /// Where the last batch ends.
  default long end() {
    return start() + info().bytes();
  }

  /// Bytes in the file that are covered by pieces, this run's among them.
  long pieceBytes();

  /// A position at or before the first batch that ends behind `offset`.
  long positionOf(long offset) throws SegmentDamaged;

  /// An offset before which no batch reaches `timestamp`.
  long offsetBefore(long timestamp) throws SegmentDamaged;

  /// First offset of the first batch that has the largest timestamp; -1 if that isn't known.
  default long offsetOfLargest() {
    return -1;
  }

  /// Fills `into` from `position` (a piece's start) up to a piece's end, and checks it.
  void read(ByteBuffer into, long position) throws SegmentDamaged;
}
