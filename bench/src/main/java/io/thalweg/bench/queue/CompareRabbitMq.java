package io.thalweg.bench.queue;

import io.thalweg.bench.compare.PairedRatio;
import io.thalweg.bench.compare.Report;
import io.thalweg.bench.compare.Spread;
import io.thalweg.bench.peer.BenchHome;
import io.thalweg.bench.peer.Broker;
import io.thalweg.bench.peer.Brokers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `bench/compare-rabbitmq`: Thalweg and RabbitMQ in turn, driven by RabbitMQ's own PerfTest.
@Command(
    name = "compare-rabbitmq",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "PerfTest, 1 KB, persistent, prefetch 500: one queue with a publisher and a consumer; four"
          + " queues with four each; one message in flight. Against quorum and classic queues,"
          + " after a broker that only hands messages on: PerfTest's own ceiling.",
      ""
    })
public final class CompareRabbitMq implements Callable<Integer> {
  /// @param limit what the rate has to be of RabbitMQ's
  private record Shape(String name, double limit, List<String> arguments) {}

  private static final List<String> ALWAYS = List.of("-s", "1000", "-f", "persistent", "-q", "500");
  private static final List<Shape> SHAPES =
      List.of(
          new Shape("one queue", 2, List.of("-x", "1", "-y", "1", "-c", "500", "-u", "one")),
          new Shape(
              "four queues",
              2,
              List.of(
                  "-x",
                  "4",
                  "-y",
                  "4",
                  "-c",
                  "500",
                  "--queue-pattern",
                  "four-%d",
                  "--queue-pattern-from",
                  "1",
                  "--queue-pattern-to",
                  "4")),
          new Shape(
              "one in flight", 1.2, List.of("-x", "1", "-y", "1", "-c", "1", "-u", "flight")));

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "7",
      description = "rounds of each broker and shape, after one that warms up (${DEFAULT-VALUE})")
  private int pairs;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "how long each takes (${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--queues",
      paramLabel = "TYPE",
      defaultValue = "quorum",
      description = "of RabbitMQ: quorum, which are synced, or classic (${DEFAULT-VALUE})")
  private String type = "quorum";

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "where the JSON goes (bench/target/compare-rabbitmq.json)")
  private @Nullable Path json;

  /// Exit codes: 0 within the limits, 1 not so or failed, 2 wrong arguments.
  public static void main(String[] args) {
    System.exit(new CommandLine(new CompareRabbitMq()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path scratch = BenchHome.scratch();
    Report report = new Report("compare-rabbitmq", scratch);
    try (Broker thalweg = Brokers.thalwegAmqp(scratch, BenchHome.freePort()).await();
        Broker rabbit = Brokers.rabbitmq(scratch, BenchHome.freePort()).await();
        Broker nothing = Brokers.nothingAmqp(scratch, BenchHome.freePort()).await()) {
      report.settings(thalweg);
      report.settings(rabbit);
      for (Shape shape : SHAPES) {
        ceiling(report, nothing, shape);
        compare(report, rabbit, thalweg, shape);
      }
    }
    return report.end(json);
  }

  private List<String> arguments(Shape shape) {
    List<String> all = new ArrayList<>(ALWAYS);
    all.addAll(shape.arguments);
    all.addAll(type.equals("quorum") ? List.of("--quorum-queue") : List.of("-ad", "false"));
    return all;
  }

  private void ceiling(Report report, Broker nothing, Shape shape)
      throws IOException, InterruptedException {
    List<Double> rates = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      PerfTest run = PerfTest.run(nothing, seconds, arguments(shape));
      rates.add(run.rate());
      tell(report, nothing, shape, run);
    }
    report.tell(shape.name + ": PerfTest's ceiling, messages/s", Spread.of(rates));
  }

  private void compare(Report report, Broker rabbit, Broker thalweg, Shape shape)
      throws IOException, InterruptedException {
    List<PerfTest> theirs = new ArrayList<>();
    List<PerfTest> ours = new ArrayList<>();
    for (int pair = 0; pair <= pairs; pair++) {
      rabbit.settle();
      PerfTest one = PerfTest.run(rabbit, seconds, arguments(shape));
      tell(report, rabbit, shape, one);
      thalweg.settle();
      PerfTest other = PerfTest.run(thalweg, seconds, arguments(shape));
      tell(report, thalweg, shape, other);
      if (pair > 0) { // the first is the compilers'
        theirs.add(one);
        ours.add(other);
      }
    }
    PairedRatio rate = PairedRatio.of(theirs, ours, PerfTest::rate);
    report.tell(shape.name + ": messages/s, RabbitMQ", rate.one());
    report.tell(shape.name + ": messages/s, Thalweg", rate.other());
    report.atLeast(shape.name + ": rate, Thalweg/RabbitMQ", rate.ratio(), shape.limit);
    report.tell(
        shape.name + ": broker CPU a message, Thalweg/RabbitMQ",
        PairedRatio.of(theirs, ours, PerfTest::cpuMicros).ratio());
    report.tell(
        shape.name + ": median to the confirm, Thalweg/RabbitMQ",
        PairedRatio.of(theirs, ours, PerfTest::confirmMicros).ratio());
  }

  private static void tell(Report report, Broker broker, Shape shape, PerfTest run) {
    report.round(
        shape.name + ", " + broker.name(),
        "messages/s",
        run.rate(),
        "µs broker CPU a message",
        run.cpuMicros(),
        "µs to the confirm (median)",
        run.confirmMicros(),
        "MB RSS",
        run.rssMegabytes());
  }
}
