package io.thalweg.storage.local;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// How fast merges may go. A merge now and then leaves the disk to others; but the longer there is
/// always another one, the faster they go: the rate doubles with each second that there is one, and
/// halves with each second that there is none. So merges of events that come fast, and are written
/// several times, find the rate at which they keep up. One thread.
final class Pace {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /// Seconds that count: 2⁵ times the least rate.
  private static final long MOST_PRESSURE = 5 * SECOND;

  /// From here on nobody else goes first.
  private static final long PRESSED = 3 * SECOND;

  /// What was not used is kept for so long: longer than an agent sleeps.
  private static final long KEPT = TimeUnit.MILLISECONDS.toNanos(50);

  private final long leastBytesPerSecond;
  private final LongSupplier nanos;
  private long pressure;
  private long credit;
  private long last;
  private boolean busy;

  /// With `leastBytesPerSecond` of [Long#MAX_VALUE] there is no limit, and the clock `nanos` is not
  /// asked.
  Pace(long leastBytesPerSecond, LongSupplier nanos) {
    this.leastBytesPerSecond = leastBytesPerSecond;
    this.nanos = nanos;
    this.last = isLimited() ? nanos.getAsLong() : 0;
  }

  private boolean isLimited() {
    return leastBytesPerSecond != Long.MAX_VALUE;
  }

  /// Whether there is something to do now: told often.
  void is(boolean busyNow) {
    if (!isLimited()) {
      return;
    }
    long now = nanos.getAsLong();
    long took = Math.min(now - last, SECOND);
    pressure = Math.clamp(pressure + (busy ? took : -took), 0, MOST_PRESSURE);
    double perNano = leastBytesPerSecond * Math.pow(2, (double) pressure / SECOND) / SECOND;
    credit = (long) Math.min(credit + perNano * took, perNano * KEPT);
    last = now;
    busy = busyNow;
  }

  /// Whether more may be done now.
  boolean allows() {
    return !isLimited() || credit > 0;
  }

  /// Whether there has been too much to do for long.
  boolean isPressed() {
    return pressure >= PRESSED;
  }

  /// So much was done.
  void spend(long bytes) {
    credit -= isLimited() ? bytes : 0;
  }
}
