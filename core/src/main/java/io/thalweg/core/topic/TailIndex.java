package io.thalweg.core.topic;

import io.thalweg.core.base.Check;

/// Where each batch of a partition lies that is stored in the journal only: 48 bytes a batch, side
/// by side, so that a batch of a partition that was not looked at lately costs one or two cache
/// misses; none while there is no batch. Entries are numbered by their order; the numbers of the
/// oldest and the next never go back. If there are many, the largest timestamp of each chunk of 64
/// is kept, so that a search by time skips most of them.
final class TailIndex {
  private static final int SMALLEST = 8;
  private static final int CHUNK_BITS = 6;
  private static final int CHUNK = 1 << CHUNK_BITS;
  private static final long[] NONE = new long[0];

  // what is kept of an entry
  private static final int BASE_OFFSET = 0;
  private static final int POSITION = 1;
  private static final int END_BYTES = 2;
  private static final int MAX_TIMESTAMP = 3;
  private static final int BROKER_TIME = 4;
  private static final int OFFSET_AND_LENGTH = 5;
  private static final int FIELDS = 6;

  /// The sign of the length: set if the bytes are shared.
  private static final long SHARED = 1L << (Integer.SIZE - 1);

  private long[] entries = NONE;
  private long[] chunkTimestamp = NONE;
  private int capacity;
  private long first;
  private long next;
  private long totalBytes;

  /// Adds a batch behind the newest.
  void add(long base, long atPosition, int atOffset, int bytes, long largestTimestamp, long time) {
    if (next - first == capacity) {
      grow();
    }
    int at = at(next);
    totalBytes += bytes;
    entries[at + BASE_OFFSET] = base;
    entries[at + POSITION] = atPosition;
    entries[at + END_BYTES] = totalBytes;
    entries[at + MAX_TIMESTAMP] = largestTimestamp;
    entries[at + BROKER_TIME] = time;
    entries[at + OFFSET_AND_LENGTH] = (long) atOffset << Integer.SIZE | bytes;
    if (chunkTimestamp.length > 0) {
      addToChunk(next, largestTimestamp);
    }
    next++;
  }

  /// The newest batch's bytes are not its alone.
  void share() {
    entries[at(next - 1) + OFFSET_AND_LENGTH] |= SHARED;
  }

  private void addToChunk(long entry, long timestamp) {
    boolean opens = entry == first || isChunkStart(entry);
    int chunk = chunkOf(entry, chunkTimestamp.length);
    chunkTimestamp[chunk] = opens ? timestamp : Math.max(chunkTimestamp[chunk], timestamp);
  }

  /// Forgets the oldest entry.
  void dropFirst() {
    Check.that(first < next, "expected an entry to drop");
    first++;
    if (first == next && capacity > SMALLEST) {
      entries = NONE;
      chunkTimestamp = NONE;
      capacity = 0;
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
    return entries[at(entry) + BASE_OFFSET];
  }

  long position(long entry) {
    return entries[at(entry) + POSITION];
  }

  int offset(long entry) {
    return (int) (entries[at(entry) + OFFSET_AND_LENGTH] >>> Integer.SIZE);
  }

  int length(long entry) {
    return (int) entries[at(entry) + OFFSET_AND_LENGTH] & Integer.MAX_VALUE;
  }

  boolean isShared(long entry) {
    return (entries[at(entry) + OFFSET_AND_LENGTH] & SHARED) != 0;
  }

  long maxTimestamp(long entry) {
    return entries[at(entry) + MAX_TIMESTAMP];
  }

  long brokerTime(long entry) {
    return entries[at(entry) + BROKER_TIME];
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
      if (hasChunkAt(entry) && chunkTimestamp(entry) < timestamp) {
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
      boolean whole = hasChunkAt(entry) && entry + CHUNK <= end;
      max = Math.max(max, whole ? chunkTimestamp(entry) : maxTimestamp(entry));
      entry += whole ? CHUNK : 1;
    }
    return max;
  }

  private static boolean isChunkStart(long entry) {
    return (entry & (CHUNK - 1)) == 0;
  }

  private boolean hasChunkAt(long entry) {
    return isChunkStart(entry) && chunkTimestamp.length > 0;
  }

  private long chunkTimestamp(long entry) {
    return chunkTimestamp[chunkOf(entry, chunkTimestamp.length)];
  }

  private static int chunkOf(long entry, int chunks) {
    return (int) ((entry >>> CHUNK_BITS) & (chunks - 1));
  }

  private long startBytes(long entry) {
    return entries[at(entry) + END_BYTES] - length(entry);
  }

  private int at(long entry) {
    return (int) (entry & (capacity - 1)) * FIELDS;
  }

  /// Entries go over in pieces that wrap in neither ring.
  private void grow() {
    int was = capacity;
    int now = Math.max(SMALLEST, was * 2);
    long[] from = entries;
    long[] to = new long[Math.multiplyExact(now, FIELDS)];
    long e = first;
    while (e < next) {
      int source = (int) (e & (was - 1));
      int target = (int) (e & (now - 1));
      int piece = (int) Math.min(next - e, Math.min(was - source, now - target));
      System.arraycopy(from, source * FIELDS, to, target * FIELDS, piece * FIELDS);
      e += piece;
    }
    entries = to;
    capacity = now;
    if (now > CHUNK) {
      growChunks();
    }
  }

  /// Entries lie in one chunk more than they would fill.
  private void growChunks() {
    chunkTimestamp = new long[2 * (capacity >>> CHUNK_BITS)];
    for (long e = first; e < next; e++) {
      addToChunk(e, maxTimestamp(e));
    }
  }
}
