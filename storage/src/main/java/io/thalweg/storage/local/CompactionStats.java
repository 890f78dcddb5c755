package io.thalweg.storage.local;

import io.thalweg.core.base.Count;

/// What compaction did, in numbers. Counted by the merger's thread, readable on any.
public final class CompactionStats {
  private final Count runs = new Count();
  private final Count bytesRead = new Count();
  private final Count bytesWritten = new Count();

  void sifted(long bytesBefore, long bytesAfter) {
    bytesRead.add(bytesBefore);
    bytesWritten.add(bytesAfter);
  }

  void ended() {
    runs.add(1);
  }

  /// Ranges of a partition that were compacted.
  public Count runs() {
    return runs;
  }

  /// Bytes of batches before they were compacted.
  public Count bytesRead() {
    return bytesRead;
  }

  /// Bytes of what was left of them.
  public Count bytesWritten() {
    return bytesWritten;
  }
}
