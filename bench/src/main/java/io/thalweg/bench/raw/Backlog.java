package io.thalweg.bench.raw;

import io.thalweg.bench.compare.Report;
import io.thalweg.bench.compare.Spread;
import io.thalweg.bench.peer.BenchHome;
import io.thalweg.bench.peer.Broker;
import io.thalweg.bench.peer.Brokers;
import io.thalweg.bench.peer.Usage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `bench/backlog`: does anything grow with what nobody has read yet?
@Command(
    name = "backlog",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Produces many small events that nobody reads, from prepared requests, and says for each"
          + " tenth what an event costs the broker and how much memory it holds. Then, a few times:"
          + " kill -9 under load, page cache dropped, and the time to the first acknowledged"
          + " event and to the oldest event.",
      ""
    })
public final class Backlog implements Callable<Integer> {
  private static final int PARTITIONS = 8;
  private static final int EVENT_BYTES = 100;
  private static final int EVENTS_A_BATCH = 300; // 32 KB
  private static final int EVENTS_A_REQUEST = PARTITIONS * EVENTS_A_BATCH;
  private static final int PREPARED_LAPS = 16;
  private static final int IN_FLIGHT = 8;
  private static final int TENTHS = 10;
  private static final double RSS_LIMIT_MB = 300;
  private static final double CPU_LIMIT = 1.25;
  private static final double RESTART_LIMIT_SECONDS = 2;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "100000000",
      description = "events of 100 bytes (${DEFAULT-VALUE})")
  private long events;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "10000000",
      description =
          "events before those: the first tenth is to be what the others are, the ring full"
              + " and the code compiled (${DEFAULT-VALUE})")
  private long warmUp;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "kills and restarts (${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--load-events",
      paramLabel = "N",
      defaultValue = "5000000",
      description = "events acknowledged before each kill (${DEFAULT-VALUE})")
  private long loadEvents;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "where the JSON goes (bench/target/backlog.json)")
  private @Nullable Path json;

  /// Exit codes: 0 within the limits, 1 not so or failed, 2 wrong arguments.
  public static void main(String[] args) {
    System.exit(new CommandLine(new Backlog()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path scratch = BenchHome.scratch();
    Report report = new Report("backlog", scratch);
    Broker broker = Brokers.thalweg(scratch, BenchHome.freePort()).await();
    try {
      report.settings(broker);
      Targets targets = Targets.ofTopic(broker.bootstrap(), "backlog", PARTITIONS);
      Random random = new Random(1);
      List<ByteBuffer> prepared =
          targets.produce(
              PREPARED_LAPS, PARTITIONS, () -> Batch.of(EVENTS_A_BATCH, EVENT_BYTES, random));
      fill(report, broker, prepared);
      List<Double> seconds = new ArrayList<>();
      Knock.withProduce(broker.bootstrap(), prepared.getFirst()).join(); // loads its classes
      for (int round = 0; round < rounds; round++) {
        killUnderLoad(broker, prepared);
        ColdRestart restart =
            ColdRestart.of(report, scratch, broker, prepared.getFirst(), targets.all().getFirst());
        broker = restart.broker();
        seconds.add(restart.seconds());
      }
      if (rounds > 0) {
        report.eachAtMost(
            "seconds from start to first produce and oldest event",
            Spread.of(seconds),
            RESTART_LIMIT_SECONDS);
      }
    } finally {
      broker.close();
    }
    return report.end(json);
  }

  private void fill(Report report, Broker broker, List<ByteBuffer> prepared) throws IOException {
    List<Double> cpu = new ArrayList<>();
    List<Double> rss = new ArrayList<>();
    long requests = Math.max(1, events / TENTHS / EVENTS_A_REQUEST);
    report.say(
        "%,d events in batches of %,d, %d partitions"
            .formatted(requests * TENTHS * EVENTS_A_REQUEST, EVENTS_A_BATCH, PARTITIONS));
    try (Pipeline pipeline = new Pipeline(broker.bootstrap(), prepared, IN_FLIGHT)) {
      pipeline.send(warmUp / EVENTS_A_REQUEST);
      for (int tenth = 1; tenth <= TENTHS; tenth++) {
        long before = broker.usage().cpuMicros();
        long began = System.nanoTime();
        pipeline.send(requests);
        long nanos = System.nanoTime() - began;
        Usage usage = broker.usage();
        double count = (double) requests * EVENTS_A_REQUEST;
        cpu.add((usage.cpuMicros() - before) / count);
        rss.add(usage.rssBytes() / 1e6);
        report.round(
            "tenth " + tenth,
            "µs broker CPU an event",
            cpu.getLast(),
            "events/s",
            count * 1e9 / nanos,
            "MB RSS",
            rss.getLast(),
            "MB peak RSS",
            usage.peakRssBytes() / 1e6,
            "requests refused for now",
            pipeline.refused());
      }
    }
    report.tell("MB RSS at the ends of tenths", Spread.of(rss));
    double peak = broker.usage().peakRssBytes() / 1e6;
    report.eachAtMost("MB peak RSS, by the kernel", Spread.of(List.of(peak)), RSS_LIMIT_MB);
    report.tell("µs broker CPU an event", Spread.of(cpu));
    report.atMost(
        "broker CPU an event, last tenth/first",
        Spread.of(List.of(cpu.getLast() / cpu.getFirst())),
        CPU_LIMIT);
  }

  private void killUnderLoad(Broker broker, List<ByteBuffer> prepared)
      throws IOException, InterruptedException {
    try (Pipeline pipeline = new Pipeline(broker.bootstrap(), prepared, IN_FLIGHT)) {
      CompletableFuture<Void> load =
          CompletableFuture.runAsync(
              () -> {
                try {
                  pipeline.send(Long.MAX_VALUE);
                } catch (IOException killed) {
                  return; // as wanted
                }
              });
      while (pipeline.acknowledged() * EVENTS_A_REQUEST < loadEvents && !load.isDone()) {
        Thread.sleep(5);
      }
      broker.kill();
      load.join();
    }
  }
}
