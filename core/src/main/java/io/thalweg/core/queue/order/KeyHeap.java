package io.thalweg.core.queue.order;

import io.thalweg.core.base.Check;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Keys by the offset of the event that they wait with, lowest first. What was put in may have
/// become untrue: who takes a key looks at it again.
final class KeyHeap {
  private static final int SMALLEST = 8;

  private long[] offsets = new long[SMALLEST];
  private @Nullable OrderedKey[] keys = new OrderedKey[SMALLEST];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /// The lowest offset; `Long.MAX_VALUE` if there is none.
  long lowest() {
    return size == 0 ? Long.MAX_VALUE : offsets[0];
  }

  void add(long offset, OrderedKey key) {
    if (size == offsets.length) {
      offsets = Arrays.copyOf(offsets, size * 2);
      keys = Arrays.copyOf(keys, size * 2);
    }
    int at = size++;
    while (at > 0 && offsets[(at - 1) / 2] > offset) {
      offsets[at] = offsets[(at - 1) / 2];
      keys[at] = keys[(at - 1) / 2];
      at = (at - 1) / 2;
    }
    offsets[at] = offset;
    keys[at] = key;
  }

  /// Takes the key with the lowest offset.
  OrderedKey remove() {
    OrderedKey lowest = Check.present(keys[0], "a key");
    size--;
    long offset = offsets[size];
    OrderedKey moved = keys[size];
    keys[size] = null;
    int at = 0;
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      child += child + 1 < size && offsets[child + 1] < offsets[child] ? 1 : 0;
      if (offsets[child] >= offset) {
        break;
      }
      offsets[at] = offsets[child];
      keys[at] = keys[child];
      at = child;
    }
    if (size > 0) {
      offsets[at] = offset;
      keys[at] = moved;
    }
    return lowest;
  }
}
