package io.thalweg.core.base;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// A hash map from primitive longs, with linear probing: no boxing on the way of an event. Keys are
/// not negative. Iteration follows the slots, which depend only on the operations done so far. Not
/// thread-safe.
///
/// @param <V> what is kept
public final class LongMap<V> {
  private static final long EMPTY = -1;
  private static final int SMALLEST = 16;

  private long[] keys = filled(SMALLEST);
  private @Nullable Object[] values = new Object[SMALLEST];
  private int size;

  /// The value of `key`, or null.
  @SuppressWarnings("unchecked") // only values of V are ever stored
  public @Nullable V get(long key) {
    int slot = slot(key);
    return keys[slot] == key ? (V) values[slot] : null;
  }

  /// Whether `key` has a value.
  public boolean has(long key) {
    return key >= 0 && keys[slot(key)] == key;
  }

  /// Gives `key` a value.
  public void put(long key, V value) {
    Check.that(key >= 0, "expected a key that is not negative");
    int slot = slot(key);
    if (keys[slot] != key) {
      if (++size * 2 > keys.length) {
        grow();
        slot = slot(key);
      }
      keys[slot] = key;
    }
    values[slot] = value;
  }

  /// Forgets `key` and returns its value, or null.
  @SuppressWarnings("unchecked") // only values of V are ever stored
  public @Nullable V remove(long key) {
    int hole = slot(key);
    if (key < 0 || keys[hole] != key) {
      return null;
    }
    V removed = (V) values[hole];
    size--;
    int mask = keys.length - 1;
    for (int at = (hole + 1) & mask; keys[at] != EMPTY; at = (at + 1) & mask) {
      int home = home(keys[at]);
      if (((at - home) & mask) >= ((at - hole) & mask)) {
        keys[hole] = keys[at];
        values[hole] = values[at];
        hole = at;
      }
    }
    keys[hole] = EMPTY;
    values[hole] = null;
    return removed;
  }

  /// How many keys there are.
  public int size() {
    return size;
  }

  /// Calls `each` for every value; the map must not change meanwhile.
  @SuppressWarnings("unchecked") // only values of V are ever stored
  public void forEach(Consumer<? super V> each) {
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] != EMPTY) {
        each.accept((V) values[i]);
      }
    }
  }

  /// All values, in the order of their keys.
  public V[] sorted(IntFunction<V[]> array) {
    long[] order = sortedKeys();
    V[] out = array.apply(size);
    for (int i = 0; i < order.length; i++) {
      out[i] = Check.present(get(order[i]), "a value for each key");
    }
    return out;
  }

  /// All keys, ascending.
  public long[] sortedKeys() {
    long[] order = new long[size];
    int n = 0;
    for (long key : keys) {
      if (key != EMPTY) {
        order[n++] = key;
      }
    }
    Arrays.sort(order);
    return order;
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    int at = home(key);
    while (keys[at] != key && keys[at] != EMPTY) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private int home(long key) {
    long mixed = key * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32) & (keys.length - 1);
  }

  @SuppressWarnings("unchecked") // only values of V are ever stored
  private void grow() {
    long[] oldKeys = keys;
    @Nullable Object[] oldValues = values;
    keys = filled(oldKeys.length * 2);
    values = new Object[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != EMPTY) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }

  private static long[] filled(int length) {
    long[] keys = new long[length];
    Arrays.fill(keys, EMPTY);
    return keys;
  }
}
