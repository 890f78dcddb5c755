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

  /// Bytes written at a position; or, without bytes, the length set to it.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Change(int at, byte @Nullable [] bytes) {}

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

  void write(byte[] bytes, int at) {
    seen = written(seen, at, bytes, 0, bytes.length);
    unsynced.add(new Change(at, bytes));
  }

  void truncate(int length) {
    seen = Arrays.copyOf(seen, length);
    unsynced.add(new Change(length, null));
  }

  void sync() {
    for (Change change : unsynced) {
      device = applied(device, change);
    }
    unsynced.clear();
  }

  /// A sync that fails: some sectors have reached the device, and no later sync writes the others.
  /// They may be read until they leave the cache.
  void syncFailed(Chance chance) {
    keep(Keep.SOME_SECTORS, chance);
    if (chance.nextInt(4) == 0) {
      seen = device.clone();
    }
  }

  /// The machine lost power.
  void powerLost(Keep what, Chance chance) {
    keep(what, chance);
    seen = device.clone();
  }

  private void keep(Keep what, Chance chance) {
    for (Change change : unsynced) {
      byte[] bytes = change.bytes;
      if (what == Keep.SOME_SECTORS && bytes != null) {
        keepSectors(change.at, bytes, chance);
      } else if (what == Keep.EVERYTHING || (what != Keep.NOTHING && chance.nextInt(2) == 0)) {
        device = applied(device, change);
      }
    }
    unsynced.clear();
  }

  private void keepSectors(int at, byte[] bytes, Chance chance) {
    int from = 0;
    while (from < bytes.length) {
      int to = Math.min(bytes.length, from + SECTOR - (at + from) % SECTOR);
      if (chance.nextInt(2) == 0) {
        device = written(device, at, bytes, from, to);
      }
      from = to;
    }
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
