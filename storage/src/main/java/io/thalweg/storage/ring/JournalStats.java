package io.thalweg.storage.ring;

import io.thalweg.core.base.Buckets;
import io.thalweg.core.base.Count;

/// What the journal's writer did, in numbers. Counted by its thread, readable on any.
public final class JournalStats {
  private final Buckets groupBytes = Buckets.growing(4 << 10, 4, 7);
  private final Buckets groupEntries = Buckets.growing(1, 2, 10);
  private final Buckets syncNanos = Buckets.ofNanos();

  private final Count retired = new Count();

  void wrote(int entries, long bytes) {
    groupEntries.add(entries);
    groupBytes.add(bytes);
  }

  void synced(long nanos) {
    syncNanos.add(nanos);
  }

  void retired(int files) {
    retired.add(files);
  }

  /// Files of which nothing was needed any more: each is there to be written again.
  public Count retiredFiles() {
    return retired;
  }

  /// Bytes that were written as one group, headers included.
  public Buckets groupBytes() {
    return groupBytes;
  }

  /// Entries that were written as one group.
  public Buckets groupEntries() {
    return groupEntries;
  }

  /// Nanoseconds that the sync of a group took.
  public Buckets syncNanos() {
    return syncNanos;
  }
}
