package io.thalweg.bench.restart;

import io.thalweg.bench.load.Endless;
import io.thalweg.bench.load.FirstSuccess;
import io.thalweg.bench.load.Produce;
import io.thalweg.bench.load.Topic;
import io.thalweg.bench.peer.BenchHome;
import io.thalweg.bench.peer.Broker;
import io.thalweg.bench.peer.Brokers;
import io.thalweg.bench.peer.Machine;
import io.thalweg.bench.peer.Usage;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `bench/restart`: memory after many events, then `kill -9` under load and the way back.
@Command(
    name = "restart",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Fills Thalweg's ring several times over and says how much memory it holds. Then, a few"
          + " times: load, kill -9, page cache dropped, and the time from starting the process to"
          + " the first acknowledged event and to the oldest event read; beside a raw read of"
          + " the ring's files in the same round.",
      ""
    })
public final class Restart implements Callable<Integer> {
  private static final int PARTITIONS = 4;
  private static final int EVENT_BYTES = 1024;
  private static final double RSS_LIMIT_MB = 250;
  private static final double RESTART_LIMIT_SECONDS = 2;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "3000000",
      description = "1 KB events before memory is looked at (${DEFAULT-VALUE})")
  private long events;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "kills and restarts (${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--load-events",
      paramLabel = "N",
      defaultValue = "1200000",
      description =
          "1 KB events acknowledged before each kill: more than the ring holds"
              + " (${DEFAULT-VALUE})")
  private long loadEvents;

  private final Path scratch = BenchHome.scratch();
  private double worstSeconds;

  /// Exit codes: 0 all within the limits, 1 not so or failed, 2 wrong arguments.
  public static void main(String[] args) {
    System.exit(new CommandLine(new Restart()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    Machine.facts(scratch)
        .forEach((name, value) -> System.out.printf("machine %s: %s%n", name, value));
    int port = BenchHome.freePort();
    Broker broker = Brokers.thalweg(scratch, port).await();
    Topic topic = Topic.create(broker.bootstrap(), "restart", PARTITIONS);
    boolean memoryHolds = memory(broker, topic);
    FirstSuccess.ofProduce(topic).join(); // what clients load at first is not the broker's time
    FirstSuccess.ofOldestFetch(topic).join();
    for (int round = 1; round <= rounds; round++) {
      broker = killedAndBack(round, port, broker, topic);
    }
    broker.close();
    boolean timeHolds = worstSeconds <= RESTART_LIMIT_SECONDS;
    System.out.printf(
        Locale.ROOT,
        "restart: worst of %d: %.2f s (limit %.0f s): %s%n",
        rounds,
        worstSeconds,
        RESTART_LIMIT_SECONDS,
        judged(timeHolds));
    return memoryHolds && timeHolds ? 0 : 1;
  }

  private boolean memory(Broker broker, Topic topic) {
    say("producing " + events + " events");
    long nanos = Produce.run(topic, events, EVENT_BYTES);
    Usage usage = broker.usage();
    double rss = usage.rssBytes() / 1e6;
    System.out.printf(
        Locale.ROOT,
        "memory: after %,d events of %d bytes at %,.0f/s: RSS %.0f MB, peak %.0f MB"
            + " (limit %.0f MB): %s%n",
        events,
        EVENT_BYTES,
        events * 1e9 / nanos,
        rss,
        usage.peakRssBytes() / 1e6,
        RSS_LIMIT_MB,
        judged(rss <= RSS_LIMIT_MB));
    return rss <= RSS_LIMIT_MB;
  }

  private Broker killedAndBack(int round, int port, Broker broker, Topic topic)
      throws InterruptedException {
    say("round " + round + ": load, then kill -9");
    try (Endless load = new Endless(topic, EVENT_BYTES)) {
      while (load.acknowledged() < loadEvents) {
        Thread.sleep(20);
      }
      broker.kill();
    }
    boolean dropped = PageCache.drop();
    RawProbe raw = RawProbe.of(scratch.resolve("thalweg"), ".journal");
    CompletableFuture<Long> produced = FirstSuccess.ofProduce(topic);
    CompletableFuture<Long> fetched = FirstSuccess.ofOldestFetch(topic);
    // The clients are there and knock; what they need to load is not the broker's time.
    Thread.sleep(1000);
    long began = System.nanoTime();
    Broker next = Brokers.thalweg(scratch, port);
    double produce = (produced.join() - began) / 1e9;
    double fetch = (fetched.join() - began) / 1e9;
    double cpu = next.usage().cpuMicros() / 1e6;
    worstSeconds = Math.max(worstSeconds, Math.max(produce, fetch));
    System.out.printf(
        Locale.ROOT,
        "restart %d: produce %.2f s, fetch of the oldest %.2f s, broker CPU %.2f s; raw read of the"
            + " ring: %,d MiB in %.2f s; page cache %s%n",
        round,
        produce,
        fetch,
        cpu,
        raw.bytes() >> 20,
        raw.nanos() / 1e9,
        dropped ? "dropped" : "NOT dropped (needs root)");
    return next.await();
  }

  private static String judged(boolean holds) {
    return holds ? "holds" : "DOES NOT HOLD";
  }

  private static void say(String line) {
    System.err.println("bench: " + line);
  }
}
