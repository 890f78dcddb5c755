package io.thalweg.cli.load;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// When events are due at a fixed rate, whatever became of those before: an open loop. Deadlines
/// count from the start and never move, so what a stall delays leaves at once after it. One thread
/// awaits; others may ask how it goes.
public final class Pace {
  /// How late the last event may be for the rate to count as kept, if that is more than a hundredth
  /// of the whole time.
  private static final long TOLERATED_NANOS = 50_000_000;

  /// So that who is told to stop need not wait for an event that is due in an hour.
  private static final long LONGEST_NAP_NANOS = 100_000_000;

  private final double perSecond;
  private final Clock clock;
  private final long began;
  private long events;
  private long lastLate;
  private long mostLate;

  Pace(double perSecond, Clock clock) {
    this.perSecond = perSecond;
    this.clock = clock;
    this.began = clock.nanos();
  }

  /// Starts now: the first event is due at once.
  ///
  /// @param perSecond more than 0
  public static Pace of(double perSecond) {
    return new Pace(perSecond, new SystemClock());
  }

  /// Time as a pace sees it.
  interface Clock {
    long nanos();

    void sleep(long nanos);
  }

  private static final class SystemClock implements Clock {
    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public void sleep(long nanos) {
      LockSupport.parkNanos(nanos);
    }
  }

  /// How well a rate was kept.
  ///
  /// @param lateMillis how late the last event was
  /// @param mostLateMillis how late any was
  public record Outcome(double perSecond, boolean kept, double lateMillis, double mostLateMillis) {
    /// What is to be said of a rate that was not kept; null: nothing.
    ///
    /// @param reached events per second
    public @Nullable String tooSlow(double reached) {
      if (kept) {
        return null;
      }
      boolean whole = perSecond == Math.rint(perSecond);
      return String.format(
          Locale.ROOT,
          "could not keep %s events/s: reached %.1f, and the last event left %.2f s late",
          whole ? Long.toString(Math.round(perSecond)) : Double.toString(perSecond),
          reached,
          lateMillis / 1000);
    }

    /// Writes fields of an object.
    public void write(JsonGenerator json) throws IOException {
      json.writeNumberField("rate", perSecond);
      json.writeBooleanField("rateKept", kept);
      json.writeNumberField("lateMillis", lateMillis);
      json.writeNumberField("mostLateMillis", mostLateMillis);
    }
  }

  /// When the next event is due, in nanoseconds of `System.nanoTime`.
  public synchronized long nextDue() {
    return began + Math.round(events * 1e9 / perSecond);
  }

  /// Waits until the next event is due, or `stopped`, and returns when it was due. The event after
  /// it is then the next.
  public long await(BooleanSupplier stopped) {
    long due = nextDue();
    long now = clock.nanos();
    while (now < due && !stopped.getAsBoolean()) {
      clock.sleep(Math.min(due - now, LONGEST_NAP_NANOS));
      now = clock.nanos();
    }
    left(Math.max(0, now - due));
    return due;
  }

  private synchronized void left(long lateNanos) {
    events++;
    lastLate = lateNanos;
    mostLate = Math.max(mostLate, lateNanos);
  }

  public synchronized Outcome outcome() {
    long tolerated = Math.max(TOLERATED_NANOS, (nextDue() - began) / 100);
    return new Outcome(perSecond, lastLate <= tolerated, lastLate / 1e6, mostLate / 1e6);
  }
}
