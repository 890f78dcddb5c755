package io.thalweg.bench.raw;

import io.thalweg.bench.compare.PairedRatio;
import io.thalweg.bench.compare.Report;
import io.thalweg.bench.compare.Spread;
import io.thalweg.bench.peer.BenchHome;
import io.thalweg.bench.raw.PartitionSet.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `bench/many-partitions`: does anything cost more when there are more partitions or topics?
@Command(
    name = "many-partitions",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Sends prepared Produce requests, each with 100 batches of one 1 KB event, to a broker with"
          + " few (100) and to one with many (10000) partitions, in turn, and says what a batch"
          + " costs, how often the broker syncs and how much memory it holds. Then each is killed"
          + " and starts again, page cache dropped. Of one topic's partitions and of topics.",
      ""
    })
public final class ManyPartitions implements Callable<Integer> {
  private static final double CPU_LIMIT = 1.5;

  /// Requests on their way at a time. How many of them one sync serves depends on how fast they
  /// come; one at a time shows what the broker needs.
  private static final int AT_ONCE = 4;

  /// Syncs for a request may not grow: what two runs differ by anyway.
  private static final double SYNC_LIMIT = 1.1;

  private static final double RSS_LIMIT_MB = 60;
  private static final double RESTART_LIMIT_SECONDS = 3;

  @Option(
      names = "--shape",
      paramLabel = "SHAPE",
      split = ",",
      description =
          "partitions (all of one topic), topics (of one partition each), or both with a comma"
              + " (both)")
  private List<Shape> shapes = List.of(Shape.PARTITIONS, Shape.TOPICS);

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "7",
      description = "rounds of each (${DEFAULT-VALUE})")
  private int pairs;

  @Option(
      names = "--requests",
      paramLabel = "N",
      defaultValue = "5000",
      description = "requests in each round, half a ring (${DEFAULT-VALUE})")
  private int requests;

  @Option(
      names = "--few",
      paramLabel = "P",
      defaultValue = "100",
      description = "partitions of the one (${DEFAULT-VALUE})")
  private int few;

  @Option(
      names = "--many",
      paramLabel = "P",
      defaultValue = "10000",
      description = "partitions of the other (${DEFAULT-VALUE})")
  private int many;

  @Option(
      names = "--restarts",
      paramLabel = "N",
      defaultValue = "3",
      description = "kills and restarts of each (${DEFAULT-VALUE})")
  private int restarts;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "where the JSON goes (bench/target/many-partitions.json)")
  private @Nullable Path json;

  /// Exit codes: 0 within the limits, 1 not so or failed, 2 wrong arguments.
  public static void main(String[] args) {
    System.exit(
        new CommandLine(new ManyPartitions())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (few % PartitionSet.BATCHES != 0 || many % PartitionSet.BATCHES != 0) {
      throw new CommandLine.ParameterException(
          new CommandLine(this), "expected multiples of " + PartitionSet.BATCHES + " partitions");
    }
    Path scratch = BenchHome.scratch();
    Report report = new Report("many-partitions", scratch);
    for (Shape shape : shapes) {
      try (PartitionSet one = PartitionSet.create(report, scratch, shape, few);
          PartitionSet other = PartitionSet.create(report, scratch, shape, many)) {
        compare(report, one, other, few + " and " + many + " " + shape.plural());
      }
    }
    return report.end(json);
  }

  private void compare(Report report, PartitionSet one, PartitionSet other, String what)
      throws IOException, InterruptedException {
    one.run(requests, AT_ONCE);
    other.run(requests, AT_ONCE);
    Rounds together = rounds(report, one, other, AT_ONCE);
    report.atMost(
        "broker CPU µs a batch at " + what,
        PairedRatio.of(together.ofFew, together.ofMany, PartitionSet.Round::cpuMicros),
        CPU_LIMIT);
    report.tell(
        "syncs a request, %d at once, at %s, other/one".formatted(AT_ONCE, what),
        PairedRatio.of(together.ofFew, together.ofMany, PartitionSet.Round::syncs).ratio());
    Rounds alone = rounds(report, one, other, 1);
    report.atMost(
        "syncs a request, one at once, at " + what,
        PairedRatio.of(alone.ofFew, alone.ofMany, PartitionSet.Round::syncs),
        SYNC_LIMIT);
    PairedRatio rss = PairedRatio.of(together.ofFew, together.ofMany, PartitionSet.Round::rssMb);
    report.tell("RSS MB, one, at " + what, rss.one());
    report.tell("RSS MB, other, at " + what, rss.other());
    report.atMost("RSS growth MB at " + what, growth(together), RSS_LIMIT_MB);
    if (restarts > 0) {
      report.tell("restart seconds, one, at " + what, one.restarts(restarts));
      report.eachAtMost(
          "restart seconds, other, at " + what, other.restarts(restarts), RESTART_LIMIT_SECONDS);
    }
  }

  private record Rounds(List<PartitionSet.Round> ofFew, List<PartitionSet.Round> ofMany) {}

  /// Each in turn, with `inFlight` requests at a time.
  private Rounds rounds(Report report, PartitionSet one, PartitionSet other, int inFlight)
      throws IOException, InterruptedException {
    Rounds rounds = new Rounds(new ArrayList<>(), new ArrayList<>());
    for (int pair = 0; pair < pairs; pair++) {
      report.say("pair %d/%d, %d at once".formatted(pair + 1, pairs, inFlight));
      if (pair % 2 == 0) {
        rounds.ofFew.add(one.run(requests, inFlight));
      }
      rounds.ofMany.add(other.run(requests, inFlight));
      if (pair % 2 == 1) {
        rounds.ofFew.add(one.run(requests, inFlight));
      }
    }
    return rounds;
  }

  private static Spread growth(Rounds rounds) {
    List<Double> growth = new ArrayList<>();
    for (int i = 0; i < rounds.ofFew.size(); i++) {
      growth.add(rounds.ofMany.get(i).rssMb() - rounds.ofFew.get(i).rssMb());
    }
    return Spread.of(growth);
  }
}
