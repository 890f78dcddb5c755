package io.thalweg.bench.raw;

import io.thalweg.bench.compare.Spread;
import io.thalweg.bench.load.Produce;
import io.thalweg.bench.load.Topic;
import io.thalweg.bench.peer.BenchHome;
import io.thalweg.bench.peer.Broker;
import io.thalweg.bench.peer.Brokers;
import io.thalweg.bench.peer.Machine;
import io.thalweg.bench.restart.PageCache;
import io.thalweg.bench.restart.RawProbe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `bench/catch-up`: how fast are old events read, beside the disk itself?
@Command(
    name = "catch-up",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Fills a topic until most of it lies in segments. Then, in turn: `dd iflag=direct` reads the"
          + " segments, and a raw client for each partition fetches as many bytes from the"
          + " beginning; the page cache is dropped before each.",
      ""
    })
public final class CatchUp implements Callable<Integer> {
  private static final int PARTITIONS = 4;
  private static final int EVENT_BYTES = 1024;
  private static final double LIMIT = 0.6;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "7",
      description = "rounds of each (${DEFAULT-VALUE})")
  private int pairs;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "3000000",
      description = "1 KB events to begin with (${DEFAULT-VALUE})")
  private long events;

  /// Exit codes: 0 within the limit, 1 not so or failed, 2 wrong arguments.
  public static void main(String[] args) {
    System.exit(new CommandLine(new CatchUp()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    Path scratch = BenchHome.scratch();
    Machine.facts(scratch).forEach((name, value) -> say("machine " + name + ": " + value));
    try (Broker broker = Brokers.thalweg(scratch, BenchHome.freePort()).await();
        Topic topic = Topic.create(broker.bootstrap(), "catch-up", PARTITIONS)) {
      broker.settings().forEach(line -> say("settings: " + line));
      Produce.run(topic, events, EVENT_BYTES);
      List<Double> ratios = new ArrayList<>();
      for (int pair = 0; pair <= pairs; pair++) {
        broker.settle();
        boolean dropped = PageCache.drop();
        RawProbe raw = RawProbe.of(scratch.resolve("thalweg"), ".log");
        PageCache.drop();
        long before = broker.usage().cpuMicros();
        long nanos = read(topic, raw.bytes());
        double cpu = (broker.usage().cpuMicros() - before) * 1e3 / raw.bytes();
        if (pair > 0) { // the first is the compilers'
          ratios.add((double) raw.nanos() / nanos);
        }
        say(
            "round %d/%d: %,d MiB, disk %,.0f MB/s, client %,.0f MB/s, broker CPU %.2f ns/byte; %s"
                .formatted(
                    pair,
                    pairs,
                    raw.bytes() >> 20,
                    raw.bytes() * 1e3 / raw.nanos(),
                    raw.bytes() * 1e3 / nanos,
                    cpu,
                    dropped ? "page cache dropped" : "page cache NOT dropped (needs root)"));
      }
      Spread ratio = Spread.of(ratios);
      boolean holds = ratio.median() >= LIMIT;
      System.out.printf(
          Locale.ROOT,
          "catch-up: client/disk %s (limit %.1f): %s%n",
          ratio,
          LIMIT,
          holds ? "holds" : "DOES NOT HOLD");
      return holds ? 0 : 1;
    }
  }

  /// Nanoseconds that it takes to fetch that many bytes, the same from each partition.
  private static long read(Topic topic, long bytes) {
    long began = System.nanoTime();
    List<CompletableFuture<Void>> readers = new ArrayList<>();
    for (int i = 0; i < PARTITIONS; i++) {
      int partition = i;
      readers.add(CompletableFuture.runAsync(() -> read(topic, partition, bytes / PARTITIONS)));
    }
    readers.forEach(CompletableFuture::join);
    return System.nanoTime() - began;
  }

  private static void read(Topic topic, int partition, long bytes) {
    try {
      PartitionRead.read(topic.bootstrap(), topic.all().get(partition), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void say(String line) {
    System.err.println("bench: " + line);
  }
}
