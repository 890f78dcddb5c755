package io.thalweg.bench.queue;

import io.thalweg.bench.compare.Report;
import io.thalweg.bench.compare.Spread;
import io.thalweg.bench.peer.BenchHome;
import io.thalweg.bench.peer.Broker;
import io.thalweg.bench.peer.Brokers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `bench/key-order`: does order by key hold under fire, and what does it cost?
@Command(
    name = "key-order",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Events with keys go through one queue to many consumers. Deliveries fail, consumers are cut"
          + " off, the broker is killed; what applications saw is judged by key. Then, in turn and"
          + " without kills, the same with order and without it: rates and broker CPU. With"
          + " --rabbitmq, the same without kills on a RabbitMQ quorum queue.",
      ""
    })
public final class KeyOrder implements Callable<Integer> {
  private static final double RATE_LIMIT = 0.5;
  private static final double HOLDING_LIMIT = 0.75;
  private static final Map<String, Object> ORDERED = Map.of("x-order", "key", "x-order-key", "key");

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "200000",
      description = "events of 256 bytes (${DEFAULT-VALUE})")
  private int events;

  @Option(
      names = "--keys",
      paramLabel = "N",
      defaultValue = "500",
      description = "keys, each as often as the others (${DEFAULT-VALUE})")
  private int keys;

  @Option(
      names = "--consumers",
      paramLabel = "N",
      defaultValue = "32",
      description = "consumers, each with its own connection (${DEFAULT-VALUE})")
  private int consumers;

  @Option(
      names = "--prefetch",
      paramLabel = "N",
      defaultValue = "20",
      description = "of each consumer (${DEFAULT-VALUE})")
  private int prefetch;

  @Option(
      names = "--work",
      paramLabel = "MICROS",
      defaultValue = "2000",
      description = "what a consumer takes for an event (${DEFAULT-VALUE})")
  private int workMicros;

  @Option(
      names = "--failing",
      paramLabel = "SHARE",
      defaultValue = "0.02",
      description =
          "of deliveries: three quarters come again, a quarter is refused (${DEFAULT-VALUE})")
  private double failing;

  @Option(
      names = "--cut-every",
      paramLabel = "N",
      defaultValue = "500",
      description = "deliveries between two cuts of a consumer (${DEFAULT-VALUE})")
  private int cutEvery;

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "3",
      description = "how often the broker is killed (${DEFAULT-VALUE})")
  private int kills;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "7",
      description = "rounds with and without order, after one that warms up (${DEFAULT-VALUE})")
  private int pairs;

  @Option(names = "--rabbitmq", description = "also on RabbitMQ: how often it breaks the order")
  private boolean rabbitmq;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "where the JSON goes (bench/target/key-order.json)")
  private @Nullable Path json;

  /// Exit codes: 0 within the limits, 1 not so or failed, 2 wrong arguments.
  public static void main(String[] args) {
    System.exit(new CommandLine(new KeyOrder()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path scratch = BenchHome.scratch();
    Report report = new Report("key-order", scratch);
    report.settings("consumers", List.of(plan(kills).toString()));
    Broker broker = Brokers.thalwegAmqp(scratch, BenchHome.freePort()).await();
    try {
      report.settings(broker);
      if (kills > 0) {
        int port = broker.port();
        Fire fire = new Fire(plan(kills), broker, "fire", ORDERED);
        Fire.Outcome outcome = fire.run(() -> again(scratch, port));
        broker = fire.broker();
        tell(report, "under fire", outcome);
        judge(report, outcome);
      }
      compare(report, broker);
    } finally {
      broker.close();
    }
    if (rabbitmq) {
      try (Broker peer = Brokers.rabbitmq(scratch, BenchHome.freePort()).await()) {
        report.settings(peer);
        Map<String, Object> quorum = Map.of("x-queue-type", "quorum");
        Fire.Outcome outcome = new Fire(plan(0), peer, "peer", quorum).run(() -> peer);
        tell(report, "RabbitMQ", outcome);
        one(report, "RabbitMQ, violations", outcome.verdict().violations());
      }
    }
    return report.end(json);
  }

  private Fire.Plan plan(int ofKills) {
    return new Fire.Plan(events, keys, consumers, prefetch, workMicros, failing, cutEvery, ofKills);
  }

  private static Broker again(Path scratch, int port) {
    try {
      return Brokers.thalwegAmqp(scratch, port).await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void tell(Report report, String what, Fire.Outcome outcome) {
    OrderVerdict verdict = outcome.verdict();
    report.round(
        what,
        "events/s",
        outcome.eventsPerSecond(),
        "µs broker CPU an event",
        outcome.cpuMicros(),
        "consumers hold an event (median)",
        outcome.holding(),
        "deliveries",
        outcome.deliveries(),
        "consumers cut off",
        outcome.cuts(),
        "while another had the key",
        verdict.together(),
        "before an earlier one",
        verdict.earlier(),
        "effects too late",
        verdict.late(),
        "lost",
        verdict.lost(),
        "dead letters",
        verdict.dead(),
        "of them unaccounted",
        verdict.unaccounted());
    verdict.shown().forEach(line -> report.say("  " + line));
  }

  private void judge(Report report, Fire.Outcome outcome) {
    one(report, "violations under fire", outcome.verdict().violations(), 0);
    report.atLeast(
        "consumers that hold an event, of " + consumers,
        Spread.of(List.of(outcome.holding())),
        consumers * HOLDING_LIMIT);
  }

  private void compare(Report report, Broker broker) throws IOException, InterruptedException {
    List<Double> ratios = new ArrayList<>();
    List<Double> cpu = new ArrayList<>();
    for (int pair = 0; pair <= pairs; pair++) {
      broker.settle();
      Fire.Outcome with = new Fire(plan(0), broker, "with-" + pair, ORDERED).run(() -> broker);
      tell(report, "with order " + pair, with);
      broker.settle();
      Fire.Outcome without =
          new Fire(plan(0), broker, "without-" + pair, Map.of()).run(() -> broker);
      tell(report, "without order " + pair, without);
      if (with.verdict().violations() > 0) {
        one(report, "violations in pair " + pair, with.verdict().violations(), 0);
      }
      if (pair > 0) { // the first is the compilers'
        ratios.add(with.eventsPerSecond() / without.eventsPerSecond());
        cpu.add(with.cpuMicros() / without.cpuMicros());
      }
    }
    if (pairs > 0) {
      report.atLeast("rate with order/without", Spread.of(ratios), RATE_LIMIT);
      report.tell("broker CPU with order/without", Spread.of(cpu));
    }
  }

  private static void one(Report report, String what, int count) {
    report.tell(what, Spread.of(List.of((double) count)));
  }

  private static void one(Report report, String what, int count, int limit) {
    report.eachAtMost(what, Spread.of(List.of((double) count)), limit);
  }
}
