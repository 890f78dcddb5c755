package io.thalweg.storage.segment.run;

import io.thalweg.core.journal.SegmentInfo;
import java.io.Closeable;

/// A segment that is being read. Thread-safe.
public interface OpenSegment extends Closeable {
  /// One of its runs.
  StoredRun run(SegmentInfo run) throws SegmentDamaged;

  /// Memory that checksums and indexes take. Never waits.
  long memoryBytes();

  @Override
  void close();
}
