package io.thalweg.storage.local;

import io.thalweg.core.base.Buckets;
import io.thalweg.core.base.Count;

/// How older events were read, in numbers. Readable on any thread; what was read ahead may answer
/// the shard's thread at once or the reader's, and each counts its own.
public final class ReadStats {
  private final Buckets nanos = Buckets.ofNanos();
  private final Count bytes = new Count();
  private final Count failures = new Count();
  private final Ahead atOnce = new Ahead();
  private final Ahead later = new Ahead();

  /// Answers from what was read ahead. Counted by one thread.
  static final class Ahead {
    private final Count reads = new Count();
    private final Count bytes = new Count();

    void answered(long batchBytes) {
      reads.add(1);
      bytes.add(batchBytes);
    }
  }

  /// Counted by the shard's thread.
  Ahead atOnce() {
    return atOnce;
  }

  /// Counted by the reader's thread.
  Ahead later() {
    return later;
  }

  void read(long batchBytes, long took) {
    nanos.add(took);
    bytes.add(batchBytes);
  }

  void failed() {
    failures.add(1);
  }

  /// Nanoseconds that a read took for which somebody waited; one value per read.
  public Buckets nanos() {
    return nanos;
  }

  /// Bytes of events that such reads brought.
  public Count bytes() {
    return bytes;
  }

  /// Reads that found damage.
  public Count failures() {
    return failures;
  }

  /// Requests that were answered from what had been read ahead.
  public long aheadReads() {
    return atOnce.reads.get() + later.reads.get();
  }

  /// Bytes of events in those answers.
  public long aheadBytes() {
    return atOnce.bytes.get() + later.bytes.get();
  }
}
