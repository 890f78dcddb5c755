package io.thalweg.cli.bench;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What was measured so far, and since it was last told. On any thread.
final class Tally {
  private final Histogram latencies = new Histogram();
  private final Histogram recent = new Histogram();
  private long events;
  private long bytes;
  private long errors;
  private @Nullable Exception firstError;
  private long began = System.nanoTime();
  private long lastEvent = began;
  private long told = began;
  private long eventsTold;
  private long bytesTold;

  /// Time counts from now on, no longer from when this was made.
  synchronized void begin() {
    began = System.nanoTime();
    lastEvent = began;
    told = began;
  }

  /// One more event, a moment ago.
  synchronized void add(long size) {
    events++;
    bytes += size;
    lastEvent = System.nanoTime();
  }

  /// One more event, a moment ago, and how long it took.
  synchronized void add(long size, long latencyNanos) {
    add(size);
    latencies.add(latencyNanos);
    recent.add(latencyNanos);
  }

  synchronized void failed(Exception why) {
    errors++;
    if (firstError == null) {
      firstError = why;
    }
  }

  synchronized long began() {
    return began;
  }

  synchronized long events() {
    return events;
  }

  synchronized long errors() {
    return errors;
  }

  /// What happened since this was last asked, in a line.
  synchronized String sinceLast() {
    long now = System.nanoTime();
    double seconds = Math.max(1, now - told) / 1e9;
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT,
            "%.0f s: %.0f events/s, %.2f MB/s",
            (now - began) / 1e9,
            (events - eventsTold) / seconds,
            (bytes - bytesTold) / seconds / 1e6));
    if (recent.count() > 0) {
      line.append(
          String.format(
              Locale.ROOT,
              ", p50 %.2f ms, p99 %.2f ms",
              recent.percentile(0.5) / 1e6,
              recent.percentile(0.99) / 1e6));
    }
    if (errors > 0) {
      line.append(", errors ").append(errors);
    }
    told = now;
    eventsTold = events;
    bytesTold = bytes;
    recent.clear();
    return line.toString();
  }

  /// From the begin to the last event.
  synchronized Result result() {
    return new Result(
        events,
        bytes,
        (lastEvent - began) / 1e9,
        latencies.count() == 0 ? null : Latency.of(latencies),
        errors,
        firstError);
  }

  /// @param latency null: it could not be measured
  record Result(
      long events,
      long bytes,
      double seconds,
      @Nullable Latency latency,
      long errors,
      @Nullable Exception firstError) {

    double eventsPerSecond() {
      return seconds > 0 ? events / seconds : 0;
    }

    /// In millions of bytes.
    double megabytesPerSecond() {
      return seconds > 0 ? bytes / seconds / 1e6 : 0;
    }
  }

  /// In milliseconds.
  record Latency(long count, double p50, double p90, double p99, double p999, double max) {
    static Latency of(Histogram nanos) {
      return new Latency(
          nanos.count(),
          nanos.percentile(0.5) / 1e6,
          nanos.percentile(0.9) / 1e6,
          nanos.percentile(0.99) / 1e6,
          nanos.percentile(0.999) / 1e6,
          nanos.max() / 1e6);
    }
  }
}
