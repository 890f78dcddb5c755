package io.thalweg.core.queue;

import io.thalweg.core.base.Check;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.journal.RecordWriter;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// A set of the 65,536 offsets of a page: as ranges while they are few, which they are if events
/// are finished about in order, else as bits. (Containers of Roaring bitmaps would take 8 KB for
/// what came in order, too, until somebody optimizes them.)
final class OffsetSet {
  /// Offsets of a page.
  static final int SIZE = 1 << 16;

  /// Largest statement in bytes.
  static final int MOST_BYTES = 4 + SIZE / 8;

  /// More ranges than this take more bytes than bits would.
  private static final int MOST_RANGES = SIZE / 8 / 4;

  private static final int AS_BITS = -1;
  private static final int BITS_PER_LONG = 64;

  /// Where ranges begin and, behind each, where they end; ascending, with a hole between two.
  private int[] bounds = new int[4];

  private int used;
  private @Nullable BitSet bits;
  private int count;

  /// How many offsets are in it.
  int count() {
    return count;
  }

  boolean isFull() {
    return count == SIZE;
  }

  boolean contains(int offset) {
    BitSet set = bits;
    return set != null ? set.get(offset) : (boundsUpTo(offset) & 1) == 1;
  }

  /// How many offsets before `offset` are in it.
  int countBefore(int offset) {
    BitSet set = bits;
    if (set != null) {
      return offset == 0 ? 0 : set.get(0, offset).cardinality();
    }
    int before = 0;
    for (int i = 0; i < used && bounds[i] < offset; i += 2) {
      before += Math.min(bounds[i + 1], offset) - bounds[i];
    }
    return before;
  }

  /// The first offset from `from` on that is not in it; [#SIZE] if there is none.
  int nextAbsent(int from) {
    BitSet set = bits;
    if (set != null) {
      return Math.min(SIZE, set.nextClearBit(from));
    }
    int at = boundsUpTo(from);
    return (at & 1) == 1 ? bounds[at] : from;
  }

  /// The first offset from `from` on that is in it; [#SIZE] if there is none.
  int nextPresent(int from) {
    BitSet set = bits;
    if (set != null) {
      int next = set.nextSetBit(from);
      return next < 0 ? SIZE : next;
    }
    int at = boundsUpTo(from);
    return (at & 1) == 1 ? from : at < used ? bounds[at] : SIZE;
  }

  /// How many bounds are at or before `offset`: odd, if it lies in a range.
  private int boundsUpTo(int offset) {
    if (used > 0 && offset >= bounds[used - 1]) {
      return used;
    }
    int found = Arrays.binarySearch(bounds, 0, used, offset);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /// Adds the offsets from `from` to before `to`; returns how many were not in it.
  int add(int from, int to) {
    Check.that(from >= 0 && from < to && to <= SIZE, "expected a range inside of a page");
    int before = count;
    BitSet set = bits;
    if (set != null) {
      count += to - from - present(set, from, to);
      set.set(from, to);
      if (isFull()) {
        bits = null;
        bounds = new int[] {0, SIZE};
        used = 2;
      }
    } else {
      addRange(from, to);
    }
    return count - before;
  }

  private static int present(BitSet set, int from, int to) {
    return to - from == 1 ? (set.get(from) ? 1 : 0) : set.get(from, to).cardinality();
  }

  private void addRange(int from, int to) {
    int low = boundsUpTo(from - 1); // a range that ends at `from` is gone on with
    int high = boundsUpTo(to);
    int first = (low & 1) == 1 ? low - 1 : low;
    int start = (low & 1) == 1 ? bounds[first] : from;
    int last = (high & 1) == 1 ? high + 1 : high;
    int end = (high & 1) == 1 ? bounds[high] : to;
    for (int i = first; i < last; i += 2) {
      count -= bounds[i + 1] - bounds[i];
    }
    count += end - start;
    replace(first, last, start, end);
    if (used > 2 * MOST_RANGES) {
      toBits();
    }
  }

  private void replace(int first, int last, int start, int end) {
    int grown = used - (last - first) + 2;
    int[] from = bounds;
    if (grown > bounds.length) {
      bounds = Arrays.copyOf(from, 2 * bounds.length);
    }
    System.arraycopy(from, last, bounds, first + 2, used - last);
    bounds[first] = start;
    bounds[first + 1] = end;
    used = grown;
  }

  private void toBits() {
    BitSet set = new BitSet(SIZE);
    for (int i = 0; i < used; i += 2) {
      set.set(bounds[i], bounds[i + 1]);
    }
    bits = set;
    bounds = new int[0];
    used = 0;
  }

  /// Writes it as part of a record: the same bytes for the same offsets.
  void write(RecordWriter out) {
    int ranges = ranges();
    if (ranges > MOST_RANGES) {
      writeBits(out.putInt(AS_BITS));
      return;
    }
    out.putInt(ranges);
    for (int start = nextPresent(0); start < SIZE; ) {
      int end = nextAbsent(start);
      out.putShort(start).putShort(end - 1);
      start = end < SIZE ? nextPresent(end) : SIZE;
    }
  }

  private int ranges() {
    BitSet set = bits;
    if (set == null) {
      return used / 2;
    }
    int ranges = 0;
    for (int start = set.nextSetBit(0); start >= 0; ranges++) {
      start = set.nextSetBit(set.nextClearBit(start));
    }
    return ranges;
  }

  private void writeBits(RecordWriter out) {
    BitSet set = Check.present(bits, "bits of many ranges");
    long[] words = Arrays.copyOf(set.toLongArray(), SIZE / BITS_PER_LONG);
    for (long word : words) {
      out.putLong(word);
    }
  }

  /// An upper bound of the bytes of [#write].
  int bytes() {
    return bits != null ? MOST_BYTES : 4 + 2 * used;
  }

  /// Reads what [#write] wrote.
  static OffsetSet read(RecordReader in) {
    OffsetSet set = new OffsetSet();
    int ranges = in.getInt();
    if (ranges == AS_BITS) {
      long[] words = new long[SIZE / BITS_PER_LONG];
      for (int i = 0; i < words.length; i++) {
        words[i] = in.getLong();
      }
      BitSet bits = BitSet.valueOf(words);
      set.bits = bits;
      set.bounds = new int[0];
      set.count = bits.cardinality();
    }
    for (int i = 0; i < ranges; i++) {
      int from = in.getShort() & 0xffff;
      set.add(from, (in.getShort() & 0xffff) + 1);
    }
    return set;
  }
}
