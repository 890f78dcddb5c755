package io.thalweg.core.exchange;

import java.util.Arrays;

/// The queues that a message goes to: each once, by their ids. To be used again for the next one.
public final class Routes {
  private static final int SMALLEST = 16;

  private long[] queues = new long[SMALLEST];
  private long[] spare = new long[SMALLEST];
  private int count;
  private boolean sorted = true;

  /// How many there are.
  public int count() {
    return count;
  }

  /// The id of queue `index`, counted from 0.
  public long queue(int index) {
    return queues[index];
  }

  /// A copy of all ids.
  public long[] toArray() {
    return Arrays.copyOf(queues, count);
  }

  void clear() {
    count = 0;
    sorted = true;
  }

  void add(long queue) {
    if (count == queues.length) {
      settle();
      if (count > queues.length / 2) {
        queues = Arrays.copyOf(queues, 2 * queues.length);
      }
    }
    sorted = sorted && (count == 0 || queues[count - 1] < queue);
    queues[count++] = queue;
  }

  /// Brings them in order, and each one once: ascending runs are merged until one is left. (The
  /// JDK's sort makes an array for that each time.)
  void settle() {
    while (!sorted) {
      if (spare.length != queues.length) {
        spare = new long[queues.length];
      }
      int kept = 0;
      int runs = 0;
      for (int from = 0; from < count; runs++) {
        int middle = endOfRun(from);
        int end = endOfRun(middle);
        kept = merge(from, middle, end, kept);
        from = end;
      }
      long[] before = queues;
      queues = spare;
      spare = before;
      count = kept;
      sorted = runs == 1;
    }
  }

  private int endOfRun(int from) {
    int end = Math.min(from + 1, count);
    while (end < count && queues[end - 1] < queues[end]) {
      end++;
    }
    return end;
  }

  /// Merges two runs to the spare array, where `kept` are already; returns how many are there then.
  private int merge(int from, int middle, int end, int kept) {
    int left = from;
    int right = middle;
    int to = kept;
    while (left < middle || right < end) {
      boolean takesLeft = right == end || (left < middle && queues[left] <= queues[right]);
      long next = takesLeft ? queues[left++] : queues[right++];
      if (to == kept || spare[to - 1] != next) {
        spare[to++] = next;
      }
    }
    return to;
  }
}
