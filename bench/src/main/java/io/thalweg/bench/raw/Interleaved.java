package io.thalweg.bench.raw;

import io.thalweg.bench.compare.Report;
import io.thalweg.bench.compare.Spread;
import io.thalweg.bench.peer.BenchHome;
import io.thalweg.bench.peer.Broker;
import io.thalweg.bench.peer.Brokers;
import io.thalweg.bench.restart.PageCache;
import io.thalweg.bench.restart.RawProbe;
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

/// `bench/interleaved`: how fast is one of many partitions read that were written together?
@Command(
    name = "interleaved",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes 64 partitions in turn until all but the end lies in segments. Then, round by round,"
          + " the page cache dropped before each: `dd` reads a contiguous file, past the page"
          + " cache and through it, and a raw client fetches as many bytes of one partition"
          + " from its beginning; another file and another partition each time.",
      ""
    })
public final class Interleaved implements Callable<Integer> {
  private static final int PARTITIONS = 64;
  private static final int EVENT_BYTES = 1024;
  private static final int EVENTS_A_BATCH = 8;
  private static final int PREPARED_LAPS = 32;
  private static final int IN_FLIGHT = 8;
  private static final int FLUSH_MINUTES = 5;
  private static final double LIMIT = 0.5;

  /// What the ring may hold and a little more, which is left out: the rest lies in segments.
  private static final long RING_BYTES = 1280L << 20;

  @Option(
      names = "--mebibytes",
      paramLabel = "N",
      defaultValue = "6144",
      description = "how much is written in all (${DEFAULT-VALUE})")
  private long mebibytes;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "9",
      description = "rounds of each, after one that only warms up (${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "where the JSON goes (bench/target/interleaved.json)")
  private @Nullable Path json;

  /// Exit codes: 0 within the limit, 1 not so or failed, 2 wrong arguments.
  public static void main(String[] args) {
    System.exit(new CommandLine(new Interleaved()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    long each = ((mebibytes << 20) - RING_BYTES) / PARTITIONS;
    if (each <= 0 || rounds < 1 || rounds >= PARTITIONS) {
      throw new CommandLine.ParameterException(
          new CommandLine(this), "expected more than 1280 MiB, and 1 to 63 rounds");
    }
    Path scratch = BenchHome.scratch();
    Report report = new Report("interleaved", scratch);
    List<Path> files;
    try (Broker broker = Brokers.thalweg(scratch, BenchHome.freePort()).await()) {
      report.settings(broker);
      Targets targets = Targets.ofTopic(broker.bootstrap(), "interleaved", PARTITIONS);
      Random random = new Random(1);
      List<ByteBuffer> prepared =
          targets.produce(
              PREPARED_LAPS, PARTITIONS, () -> Batch.of(EVENTS_A_BATCH, EVENT_BYTES, random));
      long requests = (mebibytes << 20) / prepared.getFirst().limit();
      report.say("writing %,d MiB to %d partitions in turn".formatted(mebibytes, PARTITIONS));
      try (Pipeline pipeline = new Pipeline(broker.bootstrap(), prepared, IN_FLIGHT)) {
        pipeline.send(requests / 2);
        files = Contiguous.write(scratch, rounds + 1, each); // as old as the middle of the data
        pipeline.send(requests - requests / 2);
      }
      report.say("waiting until nothing is flushed");
      broker.settleFlushes(FLUSH_MINUTES);
      report.say("segments: %,.0f".formatted(broker.metric("thalweg_segments")));
      List<Double> direct = new ArrayList<>();
      List<Double> buffered = new ArrayList<>();
      for (int round = 0; round <= rounds; round++) {
        Round one = round(report, broker, targets, files.get(round), round);
        if (round > 0) { // the first is the compilers'
          direct.add(one.direct());
          buffered.add(one.buffered());
        }
      }
      report.atLeast("client/file past the page cache", Spread.of(direct), LIMIT);
      report.tell("client/file through the page cache", Spread.of(buffered));
    }
    return report.end(json);
  }

  /// The client's rate by those of `dd`.
  private record Round(double direct, double buffered) {}

  private static Round round(Report report, Broker broker, Targets targets, Path file, int round)
      throws IOException, InterruptedException {
    boolean dropped = PageCache.drop();
    RawProbe direct = RawProbe.ofFile(file, true);
    PageCache.drop();
    RawProbe buffered = RawProbe.ofFile(file, false);
    PageCache.drop();
    broker.settle();
    long before = broker.usage().cpuMicros();
    long began = System.nanoTime();
    long bytes = PartitionRead.read(broker.bootstrap(), targets.all().get(round), direct.bytes());
    double nanos = System.nanoTime() - began;
    double cpu = (broker.usage().cpuMicros() - before) * 1e3 / bytes;
    double rate = bytes * 1e3 / nanos;
    report.round(
        "round " + round,
        "MB/s client",
        rate,
        "MB/s dd past the page cache",
        direct.bytesPerMicro(),
        "MB/s dd through it",
        buffered.bytesPerMicro(),
        "ns broker CPU a byte",
        cpu,
        "MB",
        bytes / 1e6,
        "page cache dropped",
        dropped);
    return new Round(rate / direct.bytesPerMicro(), rate / buffered.bytesPerMicro());
  }
}
