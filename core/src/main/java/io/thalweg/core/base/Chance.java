package io.thalweg.core.base;

/// Seeded chance (SplitMix64, Steele et al. 2014): the only source of randomness in the core, so
/// that the same inputs give the same bytes. Not thread-safe.
public final class Chance {
  private long state;

  public Chance(long seed) {
    this.state = seed;
  }

  /// The next 64 bits.
  public long nextLong() {
    state += 0x9E3779B97F4A7C15L;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /// A number in `0 .. bound - 1`; `bound` is positive.
  public int nextInt(int bound) {
    return (int) Long.remainderUnsigned(nextLong(), bound);
  }
}
