package io.thalweg.storage.compact;

import io.thalweg.core.base.Check;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The newest offset of each key, in bounded memory outside of the heap: keys are told apart by 128
/// bits of their SHA-256 (after Kafka's `SkimpyOffsetMap`, open addressing; that two keys have the
/// same is left out of account). Used by one thread at a time.
final class KeyOffsets implements AutoCloseable {
  private static final int SLOT_BYTES = 24;
  private static final int OFFSET_AT = 16;
  private static final int HASH_BYTES = 32;
  private static final int SMALLEST = 64;

  private final Arena arena = Arena.ofShared();
  private final MessageDigest digest = sha256();
  private final ByteBuffer hash = ByteBuffer.allocate(HASH_BYTES);
  private final ByteBuffer slots;
  private final int capacity;
  private final int mostKeys;
  private int keys;

  /// For `wanted` keys, or as many as fit into `maxBytes`.
  KeyOffsets(long wanted, int maxBytes) {
    long most = Math.max(SMALLEST, maxBytes / SLOT_BYTES);
    this.capacity = (int) Math.min(most, Math.max(SMALLEST, wanted + wanted / 3 + 1));
    this.mostKeys = capacity / 4 * 3;
    this.slots = arena.allocate((long) capacity * SLOT_BYTES, Long.BYTES).asByteBuffer();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// The key between `at` and `at + length` of `in` is at `offset`, which is larger than all
  /// before. False, with nothing changed, if there is no room for another key.
  boolean put(ByteBuffer in, int at, int length, long offset) {
    Check.that(offset >= 0, "expected an offset");
    int slot = find(in, at, length);
    if (slots.getLong(slot + OFFSET_AT) == 0) {
      if (keys == mostKeys) {
        return false;
      }
      keys++;
      slots.putLong(slot, hash.getLong(0)).putLong(slot + Long.BYTES, hash.getLong(Long.BYTES));
    }
    slots.putLong(slot + OFFSET_AT, offset + 1);
    return true;
  }

  /// The newest offset of that key; -1 if it was not put.
  long newest(ByteBuffer in, int at, int length) {
    return slots.getLong(find(in, at, length) + OFFSET_AT) - 1;
  }

  /// Where the key's slot is, or would be.
  private int find(ByteBuffer in, int at, int length) {
    digest.reset();
    digest.update(in.slice(at, length));
    hash.put(0, digest.digest());
    long high = hash.getLong(0);
    long low = hash.getLong(Long.BYTES);
    int index = (int) Long.remainderUnsigned(high, capacity);
    while (true) {
      int slot = index * SLOT_BYTES;
      boolean free = slots.getLong(slot + OFFSET_AT) == 0;
      if (free || (slots.getLong(slot) == high && slots.getLong(slot + Long.BYTES) == low)) {
        return slot;
      }
      index = index + 1 == capacity ? 0 : index + 1;
    }
  }

  /// How many keys there are.
  int keys() {
    return keys;
  }

  /// Bytes that it takes.
  int bytes() {
    return slots.capacity();
  }

  @Override
  public void close() {
    arena.close();
  }
}
