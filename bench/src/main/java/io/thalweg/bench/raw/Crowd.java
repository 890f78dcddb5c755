package io.thalweg.bench.raw;

import io.thalweg.bench.compare.PairedRatio;
import io.thalweg.bench.load.Paced;
import io.thalweg.bench.load.Produce;
import io.thalweg.bench.load.Topic;
import io.thalweg.bench.peer.BenchHome;
import io.thalweg.bench.peer.Broker;
import io.thalweg.bench.peer.Brokers;
import io.thalweg.bench.peer.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `bench/crowd`: do idle, slow and stalled clients cost others anything?
@Command(
    name = "crowd",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Produces at a fixed pace, alone and among idle connections, slow consumers and consumers"
          + " that never read, in turn.",
      ""
    })
public final class Crowd implements Callable<Integer> {
  private static final int EVENT_BYTES = 1024;
  private static final int HELD_EVENTS = 200_000;
  private static final int PARTITIONS = 4;
  private static final double LIMIT = 1.25;

  /// `memory.outbound-bytes`, and what an idle connection may take.
  private static final double OUTBOUND_MIB = 128;

  private static final double IDLE_MIB = 16 / 1024.0;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "7",
      description = "rounds of each (${DEFAULT-VALUE})")
  private int pairs;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "5000",
      description = "events a second (${DEFAULT-VALUE})")
  private int rate;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "length of a round (${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--idle",
      paramLabel = "N",
      defaultValue = "2000",
      description = "idle connections (${DEFAULT-VALUE})")
  private int idle;

  @Option(
      names = "--readers",
      paramLabel = "N",
      defaultValue = "20",
      description = "slow consumers, and as many that never read (${DEFAULT-VALUE})")
  private int readers;

  /// What one round showed.
  private record Round(double p50, double p99, double cpuMicros, double rssMib) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "p50 %,.0f µs, p99 %,.0f µs, %.1f µs CPU an event, RSS %.0f MiB",
          p50,
          p99,
          cpuMicros,
          rssMib);
    }
  }

  /// Exit codes: 0 within the limits, 1 not so or failed, 2 wrong arguments.
  public static void main(String[] args) {
    System.exit(new CommandLine(new Crowd()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path scratch = BenchHome.scratch();
    Machine.facts(scratch).forEach((name, value) -> say("machine " + name + ": " + value));
    try (Broker broker = Brokers.thalweg(scratch, BenchHome.freePort()).await();
        Topic topic = Topic.create(broker.bootstrap(), "paced", PARTITIONS);
        Topic held = Topic.create(broker.bootstrap(), "held", PARTITIONS)) {
      broker.settings().forEach(line -> say("settings: " + line));
      Produce.run(held, HELD_EVENTS, EVENT_BYTES);
      run(broker, topic);
      among(broker, topic, held);
      List<Round> alone = new ArrayList<>();
      List<Round> crowded = new ArrayList<>();
      for (int pair = 0; pair < pairs; pair++) {
        if (pair % 2 == 0) {
          alone.add(run(broker, topic));
        }
        crowded.add(among(broker, topic, held));
        if (pair % 2 == 1) {
          alone.add(run(broker, topic));
        }
        say("pair %d/%d: alone   %s".formatted(pair + 1, pairs, alone.getLast()));
        say("pair %d/%d: crowded %s".formatted(pair + 1, pairs, crowded.getLast()));
      }
      PairedRatio rss = PairedRatio.of(alone, crowded, Round::rssMib);
      double most = 1 + (OUTBOUND_MIB + idle * IDLE_MIB) / rss.one().min();
      boolean holds =
          PairedRatio.of(alone, crowded, Round::p50).tell("crowd: p50 µs alone and crowded", LIMIT);
      PairedRatio.of(alone, crowded, Round::p99).tell("crowd: p99 µs alone and crowded");
      holds &=
          PairedRatio.of(alone, crowded, Round::cpuMicros)
              .tell("crowd: broker CPU µs per event alone and crowded", LIMIT);
      holds &= rss.tell("crowd: RSS MiB alone and crowded", most);
      return holds ? 0 : 1;
    }
  }

  private Round run(Broker broker, Topic topic) throws InterruptedException {
    broker.settle();
    long before = broker.usage().cpuMicros();
    Paced.Latency latency = Paced.run(topic, rate, seconds, EVENT_BYTES);
    double cpu = (broker.usage().cpuMicros() - before) / ((double) rate * seconds);
    return new Round(latency.p50(), latency.p99(), cpu, broker.usage().rssBytes() / 1048576.0);
  }

  private Round among(Broker broker, Topic topic, Topic held)
      throws IOException, InterruptedException {
    try (Loiterers _ = new Loiterers(held, idle, readers)) {
      return run(broker, topic);
    }
  }

  private static void say(String line) {
    System.err.println("bench: " + line);
  }
}
