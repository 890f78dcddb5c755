package io.thalweg.bench.compare;

import io.thalweg.bench.peer.BenchHome;
import io.thalweg.bench.peer.Broker;
import io.thalweg.bench.peer.Brokers;
import io.thalweg.bench.peer.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `bench/compare-kafka`: each broker is started once and stays; rounds alternate between them.
@Command(
    name = "compare-kafka",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Thalweg (synced), a real Kafka (unsynced, its default) and a broker that only answers,"
          + " driven in turn by the same lean Kafka client. Prints a table, writes JSON.",
      "",
      "Each broker is started once and stays. A round fills a fresh topic, reads it from the"
          + " beginning, then sends at a pace. The order within a pair turns round by round.",
      ""
    })
public final class CompareKafka implements Callable<Integer> {
  private static final List<String> ALL = List.of("thalweg", "kafka", "null");

  @Option(names = "--pairs", paramLabel = "N", description = "rounds of each broker (7; quick: 3)")
  private @Nullable Integer pairs;

  @Option(
      names = "--events",
      paramLabel = "N",
      description = "events in each round (2500000; quick: 500000)")
  private @Nullable Long events;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      defaultValue = "1024",
      description = "bytes of each event, for example 100 (${DEFAULT-VALUE})")
  private int size;

  @Option(
      names = "--paced-rate",
      paramLabel = "N",
      defaultValue = "20000",
      description = "events per second of the paced part, at linger 0 (${DEFAULT-VALUE})")
  private int pacedRate;

  @Option(
      names = "--paced-seconds",
      paramLabel = "N",
      description = "how long the paced part takes; 0 leaves it out (10; quick: 3)")
  private @Nullable Integer pacedSeconds;

  @Option(
      names = "--only",
      paramLabel = "BROKER",
      split = ",",
      description = "thalweg, kafka, null, or several with commas (all)")
  private List<String> only = ALL;

  @Option(names = "--quick", description = "a small run, to see that it works")
  private boolean quick;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "where the JSON goes (bench/target/compare-kafka.json)")
  private @Nullable Path json;

  /// Exit codes: 0 done, 1 failed, 2 wrong arguments.
  public static void main(String[] args) {
    System.exit(new CommandLine(new CompareKafka()).execute(args));
  }

  private Plan plan() {
    for (String name : only) {
      if (!ALL.contains(name)) {
        throw new CommandLine.ParameterException(
            new CommandLine(this), "--only: no broker " + name + "; there are " + ALL);
      }
    }
    int rounds = pairs != null ? pairs : quick ? 3 : 7;
    long each = events != null ? events : quick ? 500_000 : 2_500_000;
    int seconds = pacedSeconds != null ? pacedSeconds : quick ? 3 : 10;
    return new Plan(List.copyOf(only), rounds, each, size, pacedRate, seconds);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Plan plan = plan();
    Path scratch = BenchHome.scratch();
    List<Broker> brokers = new ArrayList<>();
    for (String name : plan.brokers()) {
      say("starting " + name);
      brokers.add(start(name, scratch).await());
    }
    Map<String, List<String>> settings = new LinkedHashMap<>();
    brokers.forEach(broker -> settings.put(broker.name(), broker.settings()));
    Map<String, String> machine = Machine.facts(scratch);

    Results results = measured(plan, brokers);
    machine.put("load at the end", Machine.load());

    new TableReport(System.out, plan, results).print(machine, settings);
    Path file = json != null ? json : BenchHome.HERE.resolve("target/compare-kafka.json");
    new JsonReport(plan, results).write(file, machine, settings);
    System.out.println("json: " + file);
    return 0;
  }

  private Broker start(String name, Path scratch) throws InterruptedException {
    int port = BenchHome.freePort();
    return switch (name) {
      case "thalweg" -> Brokers.thalweg(scratch, port);
      case "kafka" -> Brokers.kafka(scratch, port);
      default -> Brokers.nothing(scratch, port, size);
    };
  }

  private static Results measured(Plan plan, List<Broker> brokers) throws InterruptedException {
    RoundRunner runner = new RoundRunner(plan);
    for (Broker broker : brokers) {
      say("warming up " + broker.name());
      runner.warmUp(broker);
    }
    Results results = new Results();
    List<Broker> order = new ArrayList<>(brokers);
    for (int pair = 0; pair < plan.pairs(); pair++) {
      for (Broker broker : order) {
        Round round = runner.run(broker, pair);
        results.add(round);
        say(progress(plan, round));
      }
      Collections.rotate(order, 1);
    }
    return results;
  }

  private static String progress(Plan plan, Round round) {
    Map<Metric, Double> values = round.values();
    return String.format(
        Locale.ROOT,
        "pair %d/%d %-8s produce %,.0f/s at %.2f µs, consume %,.0f/s at %.2f µs, RSS %.0f MB",
        round.pair() + 1,
        plan.pairs(),
        round.broker(),
        values.get(Metric.PRODUCE_RATE),
        values.get(Metric.PRODUCE_BROKER_CPU),
        values.get(Metric.CONSUME_RATE),
        values.get(Metric.CONSUME_BROKER_CPU),
        values.get(Metric.RSS));
  }

  private static void say(String line) {
    System.err.println("bench: " + line);
  }
}
