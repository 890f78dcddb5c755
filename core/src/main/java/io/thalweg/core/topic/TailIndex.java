package io.thalweg.core.topic;

import io.thalweg.core.base.Check;
import java.util.Arrays;

/// Where each batch of a partition lies that is stored in the journal only: packed arrays, 48 bytes
/// a batch, none while there is no batch. Entries are numbered by their order; the numbers of the
/// oldest and the next never go back.
final class TailIndex {
  private static final int SMALLEST = 8;
  private static final long[] NONE = new long[0];

  private long[] baseOffset = NONE;
  private long[] position = NONE;
  private long[] endBytes = NONE;
  private long[] maxTimestamp = NONE;
  private long[] brokerTime = NONE;
  private int[] offset = new int[0];
  private int[] length = new int[0];
  private long first;
  private long next;
  private long totalBytes;

  /// Adds a batch behind the newest.
  void add(long base, long atPosition, int atOffset, int bytes, long largestTimestamp, long time) {
    if (next - first == position.length) {
      grow();
    }
    int at = at(next);
    totalBytes += bytes;
    baseOffset[at] = base;
    position[at] = atPosition;
    endBytes[at] = totalBytes;
    maxTimestamp[at] = largestTimestamp;
    brokerTime[at] = time;
    offset[at] = atOffset;
    length[at] = bytes;
    next++;
  }

  /// Forgets the oldest entry.
  void dropFirst() {
    Check.that(first < next, "expected an entry to drop");
    first++;
    if (first == next && position.length > SMALLEST) {
      baseOffset = NONE;
      position = NONE;
      endBytes = NONE;
      maxTimestamp = NONE;
      brokerTime = NONE;
      offset = new int[0];
      length = new int[0];
    }
  }

  boolean isEmpty() {
    return first == next;
  }

  int size() {
    return (int) (next - first);
  }

  /// Number of the oldest entry.
  long first() {
    return first;
  }

  /// Number that the next entry will have.
  long next() {
    return next;
  }

  long baseOffset(long entry) {
    return baseOffset[at(entry)];
  }

  long position(long entry) {
    return position[at(entry)];
  }

  int offset(long entry) {
    return offset[at(entry)];
  }

  int length(long entry) {
    return length[at(entry)];
  }

  long maxTimestamp(long entry) {
    return maxTimestamp[at(entry)];
  }

  long brokerTime(long entry) {
    return brokerTime[at(entry)];
  }

  /// Bytes of all batches kept here.
  long bytes() {
    return first == next ? 0 : totalBytes - startBytes(first);
  }

  /// Bytes from `entry` up to the newest batch.
  long bytesFrom(long entry) {
    return entry >= next ? 0 : totalBytes - startBytes(entry);
  }

  /// The newest entry whose base offset is at most `wanted`; -1 if there is none.
  long find(long wanted) {
    long low = first;
    long high = next - 1;
    while (low <= high) {
      long middle = (low + high) >>> 1;
      if (baseOffset(middle) <= wanted) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high < first ? -1 : high;
  }

  private long startBytes(long entry) {
    int at = at(entry);
    return endBytes[at] - length[at];
  }

  private int at(long entry) {
    return (int) (entry & (position.length - 1));
  }

  private void grow() {
    int was = position.length;
    int now = Math.max(SMALLEST, was * 2);
    baseOffset = moved(baseOffset, now);
    position = moved(position, now);
    endBytes = moved(endBytes, now);
    maxTimestamp = moved(maxTimestamp, now);
    brokerTime = moved(brokerTime, now);
    offset = moved(offset, now);
    length = moved(length, now);
  }

  private long[] moved(long[] from, int now) {
    long[] to = new long[now];
    for (long e = first; e < next && from.length > 0; e++) {
      to[(int) (e & (now - 1))] = from[(int) (e & (from.length - 1))];
    }
    return to;
  }

  private int[] moved(int[] from, int now) {
    int[] to = Arrays.copyOf(from, now);
    for (long e = first; e < next && from.length > 0; e++) {
      to[(int) (e & (now - 1))] = from[(int) (e & (from.length - 1))];
    }
    return to;
  }
}
