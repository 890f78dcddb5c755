package io.thalweg.core.publish;

import java.util.Arrays;

/// Counts events and bytes by key (any long), and forgets all at once. Allocates only while it
/// grows.
final class Tally {
  private static final int SMALLEST = 64;
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private long[] keys = new long[SMALLEST];
  private int[] ages = new int[SMALLEST];
  private int[] events = new int[SMALLEST];
  private long[] bytes = new long[SMALLEST];
  private int age = 1;
  private int size;

  /// Forgets all.
  void clear() {
    size = 0;
    age++;
    if (age == 0) {
      Arrays.fill(ages, 0);
      age = 1;
    }
  }

  /// Where `key` is, from now on, until another one is looked for.
  int find(long key) {
    if (2 * size >= keys.length) {
      grow();
    }
    int at = slot(key);
    if (ages[at] != age) {
      keys[at] = key;
      ages[at] = age;
      events[at] = 0;
      bytes[at] = 0;
      size++;
    }
    return at;
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    int at = (int) ((key * SPREAD) >>> Integer.SIZE) & mask;
    while (ages[at] == age && keys[at] != key) {
      at = (at + 1) & mask;
    }
    return at;
  }

  int events(int at) {
    return events[at];
  }

  long bytes(int at) {
    return bytes[at];
  }

  void add(int at, long more) {
    events[at]++;
    bytes[at] += more;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldAges = ages;
    int[] oldEvents = events;
    long[] oldBytes = bytes;
    keys = new long[2 * oldKeys.length];
    ages = new int[keys.length];
    events = new int[keys.length];
    bytes = new long[keys.length];
    for (int old = 0; old < oldKeys.length; old++) {
      if (oldAges[old] == age) {
        int at = slot(oldKeys[old]);
        keys[at] = oldKeys[old];
        ages[at] = age;
        events[at] = oldEvents[old];
        bytes[at] = oldBytes[old];
      }
    }
  }
}
