package io.thalweg.storage.local;

import io.thalweg.core.base.Buckets;
import io.thalweg.core.base.Count;

/// What became of merge plans, in numbers. Counted by the merger's thread, readable on any.
public final class MergeStats {
  private final Buckets nanos = Buckets.ofNanos();
  private final Count bytesRead = new Count();
  private final Count bytesWritten = new Count();
  private final Count failures = new Count();

  void read(long more) {
    bytesRead.add(more);
  }

  void wrote(long eventBytes, long took) {
    nanos.add(took);
    bytesWritten.add(eventBytes);
  }

  void failed() {
    failures.add(1);
  }

  /// Nanoseconds from the beginning of a merge to its end, pauses included; one value per segment
  /// that was written.
  public Buckets nanos() {
    return nanos;
  }

  /// Bytes that were read of the segments that are merged.
  public Count bytesRead() {
    return bytesRead;
  }

  /// Bytes of events in the segments that were written.
  public Count bytesWritten() {
    return bytesWritten;
  }

  /// Merges that could not be carried out.
  public Count failures() {
    return failures;
  }
}
