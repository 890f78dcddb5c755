package io.thalweg.bench.raw;

import io.thalweg.bench.compare.Report;
import io.thalweg.bench.compare.Spread;
import io.thalweg.bench.peer.BenchHome;
import io.thalweg.bench.peer.Broker;
import io.thalweg.bench.peer.Brokers;
import io.thalweg.bench.restart.RawProbe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `bench/ingest`: how much is taken in durably, beside what the disk alone takes?
@Command(
    name = "ingest",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Several raw connections send prepared batches of 64 KB as fast as they are acknowledged,"
          + " and in turn `dd` writes as many bytes over a file, each piece synced. Says MB/s of"
          + " both and what the broker's CPU was. Sets no limit.",
      ""
    })
public final class Ingest implements Callable<Integer> {
  private static final int EVENT_BYTES = 1024;
  private static final int EVENTS_A_BATCH = 62; // 64 KB
  private static final int PARTITIONS_A_CONNECTION = 4;
  private static final int PREPARED_LAPS = 16;
  private static final int IN_FLIGHT = 4;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "7",
      description = "rounds of each, after one that only warms up (${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--mebibytes",
      paramLabel = "N",
      defaultValue = "1024",
      description = "how much each round writes (${DEFAULT-VALUE})")
  private int mebibytes;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "4",
      description = "connections, each to 4 partitions of its own (${DEFAULT-VALUE})")
  private int connections;

  @Option(
      names = "--piece",
      paramLabel = "KIB",
      defaultValue = "1024",
      description = "what dd syncs at a time (${DEFAULT-VALUE})")
  private int pieceKib;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "where the JSON goes (bench/target/ingest.json)")
  private @Nullable Path json;

  /// Exit codes: 0 done, 1 failed, 2 wrong arguments.
  public static void main(String[] args) {
    System.exit(new CommandLine(new Ingest()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path scratch = BenchHome.scratch();
    Report report = new Report("ingest", scratch);
    try (Broker broker = Brokers.thalweg(scratch, BenchHome.freePort()).await()) {
      report.settings(broker);
      report.settings("dd", List.of("oflag=direct,dsync conv=notrunc bs=%dK".formatted(pieceKib)));
      List<List<ByteBuffer>> prepared = prepared(broker);
      List<Path> files = Contiguous.write(scratch, 2, (long) mebibytes << 20);
      List<Double> rates = new ArrayList<>();
      List<Double> disk = new ArrayList<>();
      List<Double> ratios = new ArrayList<>();
      List<Double> cpu = new ArrayList<>();
      for (int round = 0; round <= rounds; round++) {
        broker.settle();
        RawProbe raw = RawProbe.ofWrite(files.get(0), files.get(1), pieceKib);
        long before = broker.usage().cpuMicros();
        long began = System.nanoTime();
        double bytes = send(broker, prepared);
        double micros = (System.nanoTime() - began) / 1e3;
        double used = broker.usage().cpuMicros() - before;
        report.round(
            "round " + round,
            "MB/s acknowledged",
            bytes / micros,
            "MB/s dd",
            raw.bytesPerMicro(),
            "cores of broker CPU",
            used / micros,
            "MB RSS",
            broker.usage().rssBytes() / 1e6);
        if (round > 0) { // the first is the compilers'
          rates.add(bytes / micros);
          disk.add(raw.bytesPerMicro());
          ratios.add(bytes / micros / raw.bytesPerMicro());
          cpu.add(used * 1e3 / bytes);
        }
      }
      report.tell("MB/s acknowledged", Spread.of(rates));
      report.tell("MB/s dd", Spread.of(disk));
      report.tell("acknowledged/dd", Spread.of(ratios));
      report.tell("ns broker CPU a byte", Spread.of(cpu));
    }
    return report.end(json);
  }

  private List<List<ByteBuffer>> prepared(Broker broker) throws InterruptedException {
    Targets targets =
        Targets.ofTopic(broker.bootstrap(), "ingest", connections * PARTITIONS_A_CONNECTION);
    Random random = new Random(1);
    List<List<ByteBuffer>> all = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      int from = i * PARTITIONS_A_CONNECTION;
      List<TopicPartition> own = targets.all().subList(from, from + PARTITIONS_A_CONNECTION);
      all.add(
          new Targets(own)
              .produce(PREPARED_LAPS, 1, () -> Batch.of(EVENTS_A_BATCH, EVENT_BYTES, random)));
    }
    return all;
  }

  /// Sends that many mebibytes, or a little less; returns the bytes.
  private long send(Broker broker, List<List<ByteBuffer>> prepared) {
    int bytes = prepared.getFirst().getFirst().limit();
    long requests = ((long) mebibytes << 20) / bytes / connections;
    List<CompletableFuture<Void>> senders = new ArrayList<>();
    for (List<ByteBuffer> own : prepared) {
      senders.add(
          CompletableFuture.runAsync(
              () -> {
                try (Pipeline pipeline = new Pipeline(broker.bootstrap(), own, IN_FLIGHT)) {
                  pipeline.send(requests);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }));
    }
    senders.forEach(CompletableFuture::join);
    return requests * connections * bytes;
  }
}
