package io.thalweg.simulator.disk;

import io.thalweg.core.base.Chance;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A file's bytes: as they are read now, and as they lie on the device, with the changes in between
/// that no sync has covered.
final class Inode {
  /// What the device writes whole or not at all.
  static final int SECTOR = 512;

  /// Which of the unsynced changes a power cut leaves.
  enum Keep {
    NOTHING,
    EVERYTHING,
    SOME_CHANGES,
    SOME_SECTORS
  }

  /// Bytes written at a position; or, without bytes, the length set to it. Later ones have a higher
  /// number.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Change(long number, int at, byte @Nullable [] bytes) {}

  /// The number of the first change that was lost, and of the last that was kept.
  record Left(long firstLost, long lastKept) {
    static final Left ALL = new Left(Long.MAX_VALUE, -1);

    Left and(long number, boolean kept) {
      return kept
          ? new Left(firstLost, Math.max(lastKept, number))
          : new Left(Math.min(firstLost, number), lastKept);
    }

    Left and(Left other) {
      return and(other.firstLost, false).and(other.lastKept, true);
    }
  }

  private final List<Change> unsynced = new ArrayList<>();
  private byte[] seen = new byte[0];
  private byte[] device = new byte[0];

  int length() {
    return seen.length;
  }

  int read(ByteBuffer into, long position) {
    int length = Math.clamp(seen.length - position, 0, into.remaining());
    if (length > 0) {
      into.put(seen, (int) position, length);
    }
    return length;
  }

  void write(long number, byte[] bytes, int at) {
    seen = written(seen, at, bytes, 0, bytes.length);
    unsynced.add(new Change(number, at, bytes));
  }

  void truncate(long number, int length) {
    seen = Arrays.copyOf(seen, length);
    unsynced.add(new Change(number, length, null));
  }

  void sync() {
    for (Change change : unsynced) {
      device = applied(device, change);
    }
    unsynced.clear();
  }

  /// A sync that fails: some sectors have reached the device, and no later sync writes the others.
  /// They may be read until they leave the cache.
  void syncFailed(Chance chance, FaultCounts counts) {
    keep(Keep.SOME_SECTORS, chance, counts);
    if (chance.nextInt(4) == 0) {
      seen = device.clone();
    }
  }

  /// The machine lost power.
  Left powerLost(Keep what, Chance chance, FaultCounts counts) {
    Left left = keep(what, chance, counts);
    seen = device.clone();
    return left;
  }

  private Left keep(Keep what, Chance chance, FaultCounts counts) {
    Left left = Left.ALL;
    for (Change change : unsynced) {
      byte[] bytes = change.bytes;
      if (what == Keep.SOME_SECTORS && bytes != null) {
        left = left.and(change.number, keepSectors(change.at, bytes, chance, counts));
      } else if (what == Keep.EVERYTHING || (what != Keep.NOTHING && chance.nextInt(2) == 0)) {
        device = applied(device, change);
        counts.struck(Fault.WRITE_KEPT);
        left = left.and(change.number, true);
      } else {
        counts.struck(Fault.WRITE_LOST);
        left = left.and(change.number, false);
      }
    }
    unsynced.clear();
    if (seen.length != device.length) {
      counts.struck(Fault.LENGTH_LOST);
    }
    return left;
  }

  private boolean keepSectors(int at, byte[] bytes, Chance chance, FaultCounts counts) {
    int from = 0;
    int kept = 0;
    int lost = 0;
    while (from < bytes.length) {
      int to = Math.min(bytes.length, from + SECTOR - (at + from) % SECTOR);
      if (chance.nextInt(2) == 0) {
        device = written(device, at, bytes, from, to);
        kept++;
      } else {
        lost++;
      }
      from = to;
    }
    Fault whole = lost > 0 ? Fault.WRITE_LOST : Fault.WRITE_KEPT;
    counts.struck(kept > 0 && lost > 0 ? Fault.WRITE_TORN : whole);
    return kept > 0;
  }

  private static byte[] applied(byte[] to, Change change) {
    byte[] bytes = change.bytes;
    return bytes == null
        ? Arrays.copyOf(to, change.at)
        : written(to, change.at, bytes, 0, bytes.length);
  }

  private static byte[] written(byte[] to, int at, byte[] from, int start, int end) {
    byte[] out = at + end > to.length ? Arrays.copyOf(to, at + end) : to;
    System.arraycopy(from, start, out, at + start, end - start);
    return out;
  }

  /// Turns over a bit of what is on the device, which is all that may be read.
  void flip(int at, int bit) {
    seen[at] ^= (byte) (1 << bit);
    device = seen.clone();
  }

  byte at(int position) {
    return seen[position];
  }

  boolean startsWithSomething() {
    return device.length > 0 && device[0] != 0;
  }

  boolean isSynced() {
    return unsynced.isEmpty();
  }

  Inode copy() {
    Inode copy = new Inode();
    copy.seen = seen.clone();
    copy.device = device.clone();
    copy.unsynced.addAll(unsynced);
    return copy;
  }

  byte[] bytes() {
    return seen.clone();
  }

  /// Holds `bytes`, synced, from now on.
  void put(byte[] bytes) {
    unsynced.clear();
    seen = bytes.clone();
    device = bytes.clone();
  }
}
