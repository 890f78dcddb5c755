package io.thalweg.core.batch;

import java.nio.ByteBuffer;

/// A hash of a key's bytes, not negative. Two keys with one hash are kept in order together.
public final class KeyHash {
  private static final long PRIME = 0x9E3779B97F4A7C15L;

  private KeyHash() {}

  /// Of `length` bytes at `at`.
  public static long of(ByteBuffer in, int at, int length) {
    long hash = length * PRIME;
    int left = length;
    int next = at;
    for (; left >= Long.BYTES; left -= Long.BYTES, next += Long.BYTES) {
      hash = mix(hash, in.getLong(next));
    }
    long rest = 0;
    for (; left > 0; left--, next++) {
      rest = rest << Byte.SIZE | (in.get(next) & 0xff);
    }
    return mix(hash, rest) & Long.MAX_VALUE;
  }

  private static long mix(long hash, long word) {
    long mixed = (hash ^ word) * PRIME;
    return mixed ^ mixed >>> 32;
  }
}
