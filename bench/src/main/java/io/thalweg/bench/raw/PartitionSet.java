package io.thalweg.bench.raw;

import io.thalweg.bench.compare.Report;
import io.thalweg.bench.compare.Spread;
import io.thalweg.bench.peer.BenchHome;
import io.thalweg.bench.peer.Broker;
import io.thalweg.bench.peer.Brokers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// A broker of its own with a number of partitions, all of which get as many batches.
final class PartitionSet implements AutoCloseable {
  /// Batches of a request, each for another partition.
  static final int BATCHES = 100;

  private static final int EVENT_BYTES = 1024;
  private static final int PREPARED = 200;
  private static final int FLUSH_MINUTES = 10;
  private static final String SYNCS = "thalweg_journal_sync_duration_seconds_count";

  private final Report report;
  private final String name;
  private final Path folder;
  private final Targets targets;
  private final List<ByteBuffer> prepared;
  private Broker broker;

  /// What there are many of.
  enum Shape {
    /// Partitions of one topic.
    PARTITIONS,
    /// Topics of one partition each.
    TOPICS;

    String plural() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What one round showed.
  record Round(double cpuMicros, double syncs, double rssMb) {}

  private PartitionSet(Report report, String name, Path folder, Broker broker, Targets targets) {
    this.report = report;
    this.name = name;
    this.folder = folder;
    this.broker = broker;
    this.targets = targets;
    Random random = new Random(1);
    prepared =
        targets.produce(
            Math.max(1, PREPARED * BATCHES / targets.all().size()),
            BATCHES,
            () -> Batch.of(1, EVENT_BYTES, random));
  }

  /// Starts a broker with `count` of them.
  static PartitionSet create(Report report, Path scratch, Shape shape, int count)
      throws IOException, InterruptedException {
    String name = count + " " + shape.plural();
    Path folder = Files.createDirectories(scratch.resolve(count + "-" + shape.plural()));
    Broker broker = Brokers.thalweg(folder, BenchHome.freePort()).await();
    report.settings(broker);
    long began = System.nanoTime();
    Targets targets =
        shape == Shape.PARTITIONS
            ? Targets.ofTopic(broker.bootstrap(), "many", count)
            : Targets.ofTopics(broker.bootstrap(), "many", count);
    report.round(name, "s to create them", (System.nanoTime() - began) / 1e9);
    return new PartitionSet(report, name, folder, broker, targets);
  }

  /// So many requests, `inFlight` at a time, and what is written to segments afterwards: it is part
  /// of the price.
  Round run(int requests, int inFlight) throws IOException, InterruptedException {
    broker.settleFlushes(FLUSH_MINUTES);
    long before = broker.usage().cpuMicros();
    double syncsBefore = broker.metric(SYNCS);
    long began = System.nanoTime();
    long refused;
    try (Pipeline pipeline = new Pipeline(broker.bootstrap(), prepared, inFlight)) {
      pipeline.send(requests);
      refused = pipeline.refused();
    }
    long nanos = System.nanoTime() - began;
    double syncs = (broker.metric(SYNCS) - syncsBefore) / requests;
    broker.settleFlushes(FLUSH_MINUTES);
    double settled = (System.nanoTime() - began) / 1e9;
    double batches = (double) requests * BATCHES;
    double cpuMicros = (broker.usage().cpuMicros() - before) / batches;
    double rssMb = broker.usage().rssBytes() / 1e6;
    report.round(
        name,
        "µs broker CPU a batch",
        cpuMicros,
        "batches/s",
        batches * 1e9 / nanos,
        "syncs a request",
        syncs,
        "MB RSS",
        rssMb,
        "MB peak RSS",
        broker.usage().peakRssBytes() / 1e6,
        "s until settled",
        settled,
        "segments",
        broker.metric("thalweg_segments"),
        "requests refused for now",
        refused);
    return new Round(cpuMicros, syncs, rssMb);
  }

  /// Kills it and starts it again, some times; seconds until it was of use each time.
  Spread restarts(int times) throws InterruptedException {
    List<Double> seconds = new ArrayList<>();
    Knock.withProduce(broker.bootstrap(), prepared.getFirst()).join(); // loads its classes
    for (int i = 0; i < times; i++) {
      report.say(name + ": kill -9");
      broker.kill();
      ColdRestart restart =
          ColdRestart.of(report, folder, broker, prepared.getFirst(), targets.all().getFirst());
      broker = restart.broker();
      seconds.add(restart.seconds());
    }
    return Spread.of(seconds);
  }

  @Override
  public void close() {
    broker.close();
  }
}
