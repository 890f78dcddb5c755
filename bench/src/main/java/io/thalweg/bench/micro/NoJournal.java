package io.thalweg.bench.micro;

import io.thalweg.core.journal.JournalWriter;
import io.thalweg.core.memory.Slice;

/// A journal that keeps nothing and calls everything durable at once.
final class NoJournal implements JournalWriter {
  private long next;

  @Override
  public long nextPosition() {
    return next;
  }

  @Override
  public long append(Slice payload) {
    return next++;
  }

  @Override
  public void flush() {}

  @Override
  public boolean unproven() {
    return false;
  }

  @Override
  public void mark() {}

  @Override
  public boolean busy() {
    return false;
  }

  @Override
  public boolean writable() {
    return true;
  }

  @Override
  public void trimBefore(long position) {}

  @Override
  public long epoch() {
    return 1;
  }

  /// Never half full, so that nothing is ever flushed.
  @Override
  public long usedBytes() {
    return 0;
  }

  @Override
  public long capacityBytes() {
    return Long.MAX_VALUE;
  }

  @Override
  public long bytesBefore(long position) {
    return 0;
  }

  @Override
  public void close() {}
}
