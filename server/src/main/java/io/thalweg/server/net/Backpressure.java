package io.thalweg.server.net;

import io.thalweg.core.base.Check;
import io.thalweg.core.base.Count;
import io.thalweg.core.shard.Shortage;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Times in which the shard takes nothing more from clients, since something is short: counted, and
/// told in two lines each. Pauses that follow each other closely are one such time, and short ones
/// are only counted, since they are how a full pipeline looks. One thread; numbers are readable on
/// any.
public final class Backpressure {
  private static final Logger LOG = LoggerFactory.getLogger(Backpressure.class);
  private static final long MILLI = 1_000_000;

  /// Pauses that are not longer than this, taken together, are not told.
  private static final long WORTH_TELLING_NANOS = 100 * MILLI;

  /// After so long without a pause it is over.
  private static final long OVER_NANOS = 1_000 * MILLI;

  /// Between the first lines of two of them.
  private static final long INTERVAL_NANOS = 10_000 * MILLI;

  private final Supplier<String> why;
  private final Map<Shortage, Count> nanos = new EnumMap<>(Shortage.class);
  private volatile Shortage now = Shortage.NONE;
  private long looked;
  private boolean going;
  private boolean told;
  private long began;
  private long paused;
  private long pauses;
  private long lastPaused;
  private long lastTold = System.nanoTime() - INTERVAL_NANOS;
  private long leftOut;

  /// `why` says what clients wait for, while they do.
  Backpressure(Supplier<String> why) {
    this.why = why;
    for (Shortage each : Shortage.values()) {
      nanos.put(each, new Count());
    }
  }

  /// At `nanoTime` this is short; whenever something may have changed.
  void look(Shortage is, long nanoTime) {
    Shortage was = now;
    if (was != Shortage.NONE) {
      count(was).add(nanoTime - looked);
      paused += nanoTime - looked;
      lastPaused = nanoTime;
    }
    looked = nanoTime;
    if (is != was) {
      now = is;
      begin(was, nanoTime);
    }
    if (going) {
      tell(is, nanoTime);
    }
  }

  private void begin(Shortage was, long nanoTime) {
    if (!going) {
      going = true;
      told = false;
      began = nanoTime;
      paused = 0;
      pauses = 0;
    }
    if (was == Shortage.NONE) {
      pauses++;
    }
  }

  private void tell(Shortage is, long nanoTime) {
    if (is == Shortage.NONE && nanoTime - lastPaused >= OVER_NANOS) {
      going = false;
      end();
    } else if (is != Shortage.NONE && !told && paused >= WORTH_TELLING_NANOS) {
      start(nanoTime);
    }
  }

  private void start(long nanoTime) {
    if (nanoTime - lastTold < INTERVAL_NANOS) {
      return;
    }
    String more = leftOut == 0 ? "" : " (and " + leftOut + " times since the last such line)";
    LOG.warn("clients wait: {}{}", PeerLog.escaped(why.get()), more);
    told = true;
    lastTold = nanoTime;
    leftOut = 0;
  }

  private void end() {
    if (told) {
      LOG.warn(
          "clients go on: they waited {} ms of {} ms, {} times",
          paused / MILLI,
          (lastPaused - began) / MILLI,
          pauses);
    } else if (paused >= WORTH_TELLING_NANOS) {
      leftOut++;
    }
  }

  private Count count(Shortage of) {
    return Check.present(nanos.get(of), "a count of each shortage");
  }

  /// What was short when it was last looked at.
  public Shortage now() {
    return now;
  }

  /// Nanoseconds in which it was short.
  public long nanos(Shortage of) {
    return count(of).get();
  }
}
