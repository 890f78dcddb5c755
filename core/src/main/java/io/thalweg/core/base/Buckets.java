package io.thalweg.core.base;

import java.util.concurrent.atomic.AtomicLongArray;

/// How often values fell between bounds that are fixed beforehand, and their sum. Like a [Count]:
/// one thread adds, every thread may read.
public final class Buckets {
  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;

  private final long[] bounds;
  private final AtomicLongArray counts;
  private final Count sum = new Count();

  private Buckets(long... bounds) {
    this.bounds = bounds;
    this.counts = new AtomicLongArray(bounds.length + 1);
  }

  /// For times in nanoseconds, from 50 µs to 10 s.
  public static Buckets ofNanos() {
    return new Buckets(
        50 * MICRO,
        100 * MICRO,
        250 * MICRO,
        500 * MICRO,
        MILLI,
        2_500 * MICRO,
        5 * MILLI,
        10 * MILLI,
        25 * MILLI,
        50 * MILLI,
        100 * MILLI,
        250 * MILLI,
        500 * MILLI,
        1_000 * MILLI,
        2_500 * MILLI,
        5_000 * MILLI,
        10_000 * MILLI);
  }

  /// For sizes: bounds from `least` on, each `factor` times the one before.
  public static Buckets growing(long least, int factor, int bounds) {
    long[] all = new long[bounds];
    long bound = least;
    for (int i = 0; i < bounds; i++) {
      all[i] = bound;
      bound *= factor;
    }
    return new Buckets(all);
  }

  /// One more value. By the one thread that owns them.
  public void add(long value) {
    int at = 0;
    while (at < bounds.length && value > bounds[at]) {
      at++;
    }
    counts.setOpaque(at, counts.getPlain(at) + 1);
    sum.add(value);
  }

  /// The inclusive upper bounds, ascending.
  public long[] bounds() {
    return bounds.clone();
  }

  /// How many values fell into each bucket; the last one has no upper bound. On any thread.
  public long[] counts() {
    long[] all = new long[counts.length()];
    for (int i = 0; i < all.length; i++) {
      all[i] = counts.getOpaque(i);
    }
    return all;
  }

  /// The sum of all values. On any thread.
  public long sum() {
    return sum.get();
  }
}
