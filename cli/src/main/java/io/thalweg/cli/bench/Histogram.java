package io.thalweg.cli.bench;

import java.util.Arrays;

/// How often values of any size came, in buckets that grow with the values: a percentile is at most
/// a 128th too large. As in HdrHistogram, each power of two is divided into equal parts.
final class Histogram {
  private static final int PART_BITS = 7;
  private static final int PARTS = 1 << PART_BITS;

  /// Below this each value has a bucket of its own.
  private static final int EXACT = 2 * PARTS;

  private final long[] counts = new long[index(Long.MAX_VALUE) + 1];
  private long count;
  private long max;

  /// @param value below 0 counts as 0
  void add(long value) {
    long counted = Math.max(0, value);
    counts[index(counted)]++;
    count++;
    max = Math.max(max, counted);
  }

  long count() {
    return count;
  }

  long max() {
    return max;
  }

  /// A value that at least `share` of all values don't exceed: at least the smallest such value, at
  /// most a 128th more. Without values 0.
  ///
  /// @param share 0..1
  long percentile(double share) {
    long rank = Math.max(1, (long) Math.ceil(share * count));
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= rank) {
        return Math.min(max, last(i));
      }
    }
    return max;
  }

  void clear() {
    Arrays.fill(counts, 0);
    count = 0;
    max = 0;
  }

  private static int index(long value) {
    if (value < EXACT) {
      return (int) value;
    }
    int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(value) - PART_BITS;
    return (shift << PART_BITS) + (int) (value >> shift);
  }

  /// The largest value of a bucket.
  private static long last(int index) {
    if (index < EXACT) {
      return index;
    }
    int shift = (index >> PART_BITS) - 1;
    long part = (long) PARTS + (index & (PARTS - 1));
    return ((part + 1) << shift) - 1;
  }
}
