package io.thalweg.core.queue.manage;

import io.thalweg.core.queue.manage.QueueReport.Rates;

/// What was counted of a queue at moments of the last seconds. A moment is noted before more is
/// counted, unless the last one was within [#STEP_MILLIS]: so what was counted since a moment was
/// counted until so long after it.
public final class RateWindow {
  /// Over how long rates are taken, in broker time.
  public static final long MILLIS = 10_000;

  /// Between two moments at least.
  public static final long STEP_MILLIS = 1_000;

  private static final double MILLIS_PER_SECOND = 1e3;
  private static final int KEPT = (int) (MILLIS / STEP_MILLIS) + 2;

  private final long[] times = new long[KEPT];
  private final long[] published = new long[KEPT];
  private final long[] delivered = new long[KEPT];
  private final long[] acknowledged = new long[KEPT];

  /// Moments ever.
  private long noted;

  /// It is `nowMillis`, and so much has been counted before.
  public void note(
      long nowMillis, long publishedBefore, long deliveredBefore, long acknowledgedBefore) {
    int at = (int) (noted++ % KEPT);
    times[at] = nowMillis;
    published[at] = publishedBefore;
    delivered[at] = deliveredBefore;
    acknowledged[at] = acknowledgedBefore;
  }

  /// The rates at `nowMillis`, when so much has been counted.
  public Rates at(long nowMillis, long publishedNow, long deliveredNow, long acknowledgedNow) {
    long from = nowMillis - MILLIS;
    return new Rates(
        perSecond(publishedNow - at(from, published, publishedNow)),
        perSecond(deliveredNow - at(from, delivered, deliveredNow)),
        perSecond(acknowledgedNow - at(from, acknowledged, acknowledgedNow)));
  }

  /// What `count` in the window are in a second.
  public static double perSecond(double count) {
    return count * MILLIS_PER_SECOND / MILLIS;
  }

  /// What had been counted at `millis`.
  private double at(long millis, long[] counts, long now) {
    double after = (double) now;
    for (long each = noted - 1; each >= Math.max(0, noted - KEPT); each--) {
      int at = (int) (each % KEPT);
      long since = millis - times[at];
      if (since >= 0) {
        double part = Math.min(1, (double) since / STEP_MILLIS);
        double before = (double) counts[at];
        return before + part * (after - before);
      }
      after = (double) counts[at];
    }
    return after;
  }
}
