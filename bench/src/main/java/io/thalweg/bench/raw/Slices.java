package io.thalweg.bench.raw;

import io.thalweg.bench.compare.Report;
import io.thalweg.bench.compare.Spread;
import io.thalweg.bench.peer.BenchHome;
import io.thalweg.bench.peer.Broker;
import io.thalweg.bench.peer.Brokers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `bench/slices`: how long is the shard busy at a stretch, while it also writes segments?
@Command(
    name = "slices",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Fills the ring, then sends 100,000 events of 100 bytes a second to 1,000 partitions, so that"
          + " the broker flushes, states again and merges all the while; and reads from /metrics"
          + " the longest CPU time that the shard's thread worked without looking at its sockets.",
      ""
    })
public final class Slices implements Callable<Integer> {
  /// The longest slice in this minute and the one before.
  private static final String LONGEST = "thalweg_shard_slice_lately_longest_cpu_seconds";

  private static final String FLUSHED = "thalweg_flush_bytes_total";
  private static final int SECONDS_REMEMBERED = 120;
  private static final int EVENT_BYTES = 100;
  private static final int EVENTS_A_BATCH = 10;
  private static final int BATCHES_A_REQUEST = 100;
  private static final int EVENTS_A_REQUEST = EVENTS_A_BATCH * BATCHES_A_REQUEST;
  private static final int PREPARED_LAPS = 10;
  private static final int IN_FLIGHT = 4;
  private static final double LIMIT_MILLIS = 5;
  private static final double PACE_LIMIT = 0.99;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "100000",
      description = "events a second (${DEFAULT-VALUE})")
  private int rate;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "2",
      description = "how long that is watched, after one minute that warms up (${DEFAULT-VALUE})")
  private int minutes;

  @Option(
      names = "--partitions",
      paramLabel = "P",
      defaultValue = "1000",
      description = "partitions that the batches of 10 events go to (${DEFAULT-VALUE})")
  private int partitions;

  @Option(
      names = "--fill",
      paramLabel = "MIB",
      defaultValue = "1200",
      description = "what is written before, as fast as it goes (${DEFAULT-VALUE})")
  private long fillMebibytes;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "where the JSON goes (bench/target/slices.json)")
  private @Nullable Path json;

  /// Exit codes: 0 within the limit, 1 not so or failed, 2 wrong arguments.
  public static void main(String[] args) {
    System.exit(new CommandLine(new Slices()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (rate % EVENTS_A_REQUEST != 0 || partitions % BATCHES_A_REQUEST != 0 || minutes < 1) {
      throw new CommandLine.ParameterException(
          new CommandLine(this),
          "expected thousands of events, hundreds of partitions, and a minute or more");
    }
    Path scratch = BenchHome.scratch();
    Report report = new Report("slices", scratch);
    try (Broker broker = Brokers.thalweg(scratch, BenchHome.freePort()).await()) {
      report.settings(broker);
      broker.metric(LONGEST); // or there is no need to begin
      Targets targets = Targets.ofTopic(broker.bootstrap(), "slices", partitions);
      Random random = new Random(1);
      List<ByteBuffer> prepared =
          targets.produce(
              PREPARED_LAPS,
              BATCHES_A_REQUEST,
              () -> Batch.of(EVENTS_A_BATCH, EVENT_BYTES, random));
      report.say("filling the ring");
      try (Pipeline pipeline = new Pipeline(broker.bootstrap(), prepared, IN_FLIGHT)) {
        pipeline.send((fillMebibytes << 20) / prepared.getFirst().limit());
      }
      watch(report, broker, prepared);
    }
    return report.end(json);
  }

  private void watch(Report report, Broker broker, List<ByteBuffer> prepared)
      throws IOException, InterruptedException {
    List<Double> longest = new ArrayList<>();
    List<Double> paces = new ArrayList<>();
    double flushed = broker.metric(FLUSHED);
    try (PacedLoad load = new PacedLoad(broker.bootstrap(), prepared, rate / EVENTS_A_REQUEST)) {
      for (int minute = 0; minute <= minutes; minute++) {
        long began = System.nanoTime();
        long before = load.answered();
        long cpu = broker.usage().cpuMicros();
        Thread.sleep(60_000);
        double seconds = (System.nanoTime() - began) / 1e9;
        double pace = (load.answered() - before) * EVENTS_A_REQUEST / seconds;
        double millis = broker.metric(LONGEST) * 1e3;
        report.round(
            "minute " + minute,
            "ms the longest slice of the last 1 to 2 minutes",
            millis,
            "events/s",
            pace,
            "µs broker CPU an event",
            (broker.usage().cpuMicros() - cpu) / Math.max(1, pace * seconds),
            "requests refused for now",
            load.refused(),
            "MB flushed so far",
            (broker.metric(FLUSHED) - flushed) / 1e6,
            "segments",
            broker.metric("thalweg_segments"),
            "MB RSS",
            broker.usage().rssBytes() / 1e6);
        if ((minute + 1) * 60 >= SECONDS_REMEMBERED) { // what is remembered came at this pace
          longest.add(millis);
          paces.add(pace / rate);
        }
      }
    }
    double written = (broker.metric(FLUSHED) - flushed) / 1e6;
    report.eachAtMost("ms CPU of the longest slice", Spread.of(longest), LIMIT_MILLIS);
    report.atLeast("pace kept", Spread.of(paces), PACE_LIMIT);
    report.atLeast("MB flushed meanwhile", Spread.of(List.of(written)), 1);
  }
}
