package io.thalweg.storage.local;

import io.thalweg.core.base.Check;
import io.thalweg.core.batch.Codecs;
import io.thalweg.core.journal.JournalWriter;
import io.thalweg.core.read.SegmentStore;
import io.thalweg.storage.ring.RingSettings;

/// How storage is run.
///
/// @param ring size of the journal
/// @param readBlocks blocks for reads of older events; a read waits for one
/// @param openSegments segments whose files are kept open for reading at most
/// @param indexBytes memory for the indexes of segments at most
/// @param mergeBytesPerSecond how fast merges go while few wait; [Long#MAX_VALUE]: without a limit
///   and without a clock
/// @param codecs open the batches of what is compacted
public record StorageSettings(
    RingSettings ring,
    int readBlocks,
    int openSegments,
    long indexBytes,
    long mergeBytesPerSecond,
    Codecs codecs) {
  /// The largest batch, and a checked piece more.
  static final int READ_BLOCK_BYTES = JournalWriter.MAX_PAYLOAD + 64 + (256 << 10);

  private static final int MIN_READ_BLOCKS = 32;

  public StorageSettings {
    Check.within(SegmentStore.readsHeld(0), readBlocks, 1 << 16, "blocks for reads");
    Check.within(1, mergeBytesPerSecond, Long.MAX_VALUE, "bytes per second of merges");
  }

  /// Without a limit for merges, and without codecs.
  public StorageSettings(RingSettings ring, int readBlocks, int openSegments, long indexBytes) {
    this(ring, readBlocks, openSegments, indexBytes, Long.MAX_VALUE, Codecs.NONE);
  }

  /// The default bounds around a ring.
  ///
  /// @param largestValue bytes of the largest value, of several events or not
  public static StorageSettings around(RingSettings ring, Codecs codecs, long largestValue) {
    int blocks = Math.max(MIN_READ_BLOCKS, SegmentStore.readsHeld(largestValue));
    return new StorageSettings(ring, blocks, 256, 16 << 20, 64 << 20, codecs);
  }
}
