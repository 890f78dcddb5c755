package io.thalweg.core.base;

import java.util.concurrent.atomic.AtomicLong;

/// A number that only one thread changes and every thread may read, a little late. Adding costs as
/// much as to a plain field: no lock, no fence.
public final class Count {
  private final AtomicLong value = new AtomicLong();

  /// By the one thread that owns it.
  public void add(long more) {
    value.setOpaque(value.getPlain() + more);
  }

  /// What it was a moment ago. On any thread.
  public long get() {
    return value.getOpaque();
  }
}
