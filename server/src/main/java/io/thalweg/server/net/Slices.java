package io.thalweg.server.net;

import io.thalweg.core.base.Buckets;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/// How long the loop's thread works without looking at its sockets: from one look to the next it
/// reads what has come, decides it, ends turns and sends, and nobody gets in between. In CPU time
/// of the thread, so that what the machine does meanwhile does not count, nor does waiting. Counted
/// by the loop's thread, readable on any.
public final class Slices {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Buckets cpuNanos = Buckets.ofNanos();
  private long before = -1;
  private volatile long longest;
  private volatile long recent;
  private volatile long previous;

  /// The loop is about to look at its sockets.
  void looks() {
    long now = THREADS.getCurrentThreadCpuTime();
    if (before >= 0 && now >= before) {
      add(now - before);
    }
    before = now;
  }

  private void add(long nanos) {
    cpuNanos.add(nanos);
    if (nanos > recent) {
      recent = nanos;
      longest = Math.max(longest, nanos);
    }
  }

  /// A minute is over. By the loop's thread.
  void nextMinute() {
    previous = recent;
    recent = 0;
  }

  /// All of them, in nanoseconds.
  public Buckets cpuNanos() {
    return cpuNanos;
  }

  /// Nanoseconds of the longest one since the start.
  public long longest() {
    return longest;
  }

  /// Nanoseconds of the longest one in this minute and the one before.
  public long longestLately() {
    return Math.max(recent, previous);
  }
}
