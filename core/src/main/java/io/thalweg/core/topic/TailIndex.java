package io.thalweg.core.topic;

import io.thalweg.core.base.Check;

/// Where each batch of a partition lies that is stored in the journal only: packed arrays, 48 bytes
/// a batch, none while there is no batch. Entries are numbered by their order; the numbers of the
/// oldest and the next never go back. Of each chunk of 64 entries the largest timestamp is kept, so
/// that a search by time skips most of them.
final class TailIndex {
  private static final int SMALLEST = 8;
  private static final int CHUNK_BITS = 6;
  private static final int CHUNK = 1 << CHUNK_BITS;
  private static final long[] NONE = new long[0];

  private long[] baseOffset = NONE;
  private long[] position = NONE;
  private long[] endBytes = NONE;
  private long[] maxTimestamp = NONE;
  private long[] chunkTimestamp = NONE;
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
    boolean opensChunk = first == next || isChunkStart(next);
    int chunk = chunkOf(next, chunkTimestamp.length);
    chunkTimestamp[chunk] =
        opensChunk ? largestTimestamp : Math.max(chunkTimestamp[chunk], largestTimestamp);
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
      chunkTimestamp = NONE;
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

  /// The oldest entry from `start` on, before `end`, whose largest timestamp is at least
  /// `timestamp`; -1 if there is none.
  long findTimestamp(long timestamp, long start, long end) {
    long entry = start;
    while (entry < end) {
      if (isChunkStart(entry) && chunkTimestamp(entry) < timestamp) {
        entry += CHUNK;
      } else if (maxTimestamp(entry) >= timestamp) {
        return entry;
      } else {
        entry++;
      }
    }
    return -1;
  }

  /// The largest timestamp of the entries from `start` on, before `end`; -1 if there is none.
  long maxTimestamp(long start, long end) {
    long max = -1;
    long entry = start;
    while (entry < end) {
      boolean whole = isChunkStart(entry) && entry + CHUNK <= end;
      max = Math.max(max, whole ? chunkTimestamp(entry) : maxTimestamp(entry));
      entry += whole ? CHUNK : 1;
    }
    return max;
  }

  private static boolean isChunkStart(long entry) {
    return (entry & (CHUNK - 1)) == 0;
  }

  private long chunkTimestamp(long entry) {
    return chunkTimestamp[chunkOf(entry, chunkTimestamp.length)];
  }

  private static int chunkOf(long entry, int chunks) {
    return (int) ((entry >>> CHUNK_BITS) & (chunks - 1));
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
    chunkTimestamp = movedChunks(now);
    brokerTime = moved(brokerTime, now);
    offset = moved(offset, now);
    length = moved(length, now);
  }

  /// Entries lie in one chunk more than they would fill.
  private long[] movedChunks(int entries) {
    long[] to = new long[2 * Math.max(1, entries >>> CHUNK_BITS)];
    for (long e = first; e < next; e = (e | (CHUNK - 1)) + 1) {
      to[chunkOf(e, to.length)] = chunkTimestamp(e);
    }
    return to;
  }

  private long[] moved(long[] from, int now) {
    long[] to = new long[now];
    move(from, from.length, to, now);
    return to;
  }

  private int[] moved(int[] from, int now) {
    int[] to = new int[now];
    move(from, from.length, to, now);
    return to;
  }

  /// Both arrays are rings: their entries go over in pieces that wrap in neither.
  @SuppressWarnings("SuspiciousSystemArraycopy") // both are long[], or both int[]
  private void move(Object from, int was, Object to, int now) {
    long e = first;
    while (e < next) {
      int source = (int) (e & (was - 1));
      int target = (int) (e & (now - 1));
      int piece = (int) Math.min(next - e, Math.min(was - source, now - target));
      System.arraycopy(from, source, to, target, piece);
      e += piece;
    }
  }
}
