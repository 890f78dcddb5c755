package io.thalweg.storage.local;

import io.thalweg.core.base.Buckets;
import io.thalweg.core.base.Count;

/// What became of flush plans, in numbers. Counted by the flusher's thread, readable on any.
public final class FlushStats {
  private final Buckets nanos = Buckets.ofNanos();
  private final Count bytes = new Count();
  private final Count failures = new Count();

  void wrote(long eventBytes, long took) {
    nanos.add(took);
    bytes.add(eventBytes);
  }

  void failed() {
    failures.add(1);
  }

  /// Nanoseconds that writing a segment took, its sync included; one value per segment.
  public Buckets nanos() {
    return nanos;
  }

  /// Bytes of events in the segments that were written.
  public Count bytes() {
    return bytes;
  }

  /// Segments that could not be written; each is tried again.
  public Count failures() {
    return failures;
  }
}
