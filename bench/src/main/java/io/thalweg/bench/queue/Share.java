package io.thalweg.bench.queue;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.MessageProperties;
import io.thalweg.bench.compare.PairedRatio;
import io.thalweg.bench.compare.Report;
import io.thalweg.bench.compare.Spread;
import io.thalweg.bench.peer.BenchHome;
import io.thalweg.bench.peer.Broker;
import io.thalweg.bench.peer.Brokers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `bench/share`: how fast, and how evenly, do many consumers share one partition?
@Command(
    name = "share",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "A queue of one partition is filled; then many consumers take all of it, each event"
          + " acknowledged by itself: with order by key and without it, in turn. Then more"
          + " consumers share events that take a while, and how many each got is counted.",
      ""
    })
public final class Share implements Callable<Integer> {
  private static final int PUBLISHERS = 2;
  private static final int PATIENCE_SECONDS = 120;
  private static final double EVENLY = 0.2;
  private static final Map<String, Object> ORDERED = Map.of("x-order", "key", "x-order-key", "key");

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "400000",
      description = "events of a round (${DEFAULT-VALUE})")
  private int events;

  @Option(
      names = "--keys",
      paramLabel = "N",
      defaultValue = "100000",
      description = "keys (${DEFAULT-VALUE})")
  private int keys;

  @Option(
      names = "--zipf",
      paramLabel = "S",
      defaultValue = "0.9",
      description = "the K-th key comes as often as 1/K^S (${DEFAULT-VALUE})")
  private double zipf;

  @Option(
      names = "--consumers",
      paramLabel = "N",
      defaultValue = "32",
      description = "consumers, each with its own connection (${DEFAULT-VALUE})")
  private int consumers;

  @Option(
      names = "--prefetch",
      paramLabel = "N",
      defaultValue = "100",
      description = "of each consumer (${DEFAULT-VALUE})")
  private int prefetch;

  @Option(
      names = "--sharing",
      paramLabel = "N",
      defaultValue = "64",
      description = "consumers that share what takes a while (${DEFAULT-VALUE})")
  private int sharing;

  @Option(
      names = "--work",
      paramLabel = "MICROS",
      defaultValue = "5000",
      description = "what it takes (${DEFAULT-VALUE})")
  private int workMicros;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "7",
      description = "rounds with and without order, after one that warms up (${DEFAULT-VALUE})")
  private int pairs;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "where the JSON goes (bench/target/share.json)")
  private @Nullable Path json;

  /// @param cpuMicros of the broker for an event
  /// @param shares what each consumer got, the least first
  private record Round(double eventsPerSecond, double cpuMicros, List<Integer> shares) {}

  /// Exit codes: 0 within the limits, 1 not so or failed, 2 wrong arguments.
  public static void main(String[] args) {
    System.exit(new CommandLine(new Share()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path scratch = BenchHome.scratch();
    Report report = new Report("share", scratch);
    try (Broker broker = Brokers.thalwegAmqp(scratch, BenchHome.freePort()).await()) {
      report.settings(broker);
      String[] names = keysOfEvents();
      List<Round> without = new ArrayList<>();
      List<Round> with = new ArrayList<>();
      for (int pair = 0; pair <= pairs; pair++) {
        Round one = round(report, broker, "without order " + pair, Map.of(), names);
        Round other = round(report, broker, "with order " + pair, ORDERED, names);
        if (pair > 0) { // the first is the compilers'
          without.add(one);
          with.add(other);
        }
      }
      if (pairs > 0) {
        PairedRatio rate = PairedRatio.of(without, with, Round::eventsPerSecond);
        report.tell("events/s without order", rate.one());
        report.tell("events/s with order", rate.other());
        report.tell("rate, with order/without", rate.ratio());
        report.tell(
            "broker CPU, with order/without",
            PairedRatio.of(without, with, Round::cpuMicros).ratio());
      }
      share(report, broker, names);
    }
    return report.end(json);
  }

  private String[] keysOfEvents() {
    double[] upTo = new double[keys];
    double sum = 0;
    for (int key = 0; key < keys; key++) {
      sum += Math.pow(key + 1, -zipf);
      upTo[key] = sum;
    }
    SplittableRandom chance = new SplittableRandom(1);
    String[] names = new String[events];
    for (int i = 0; i < events; i++) {
      int at = Arrays.binarySearch(upTo, chance.nextDouble() * sum);
      names[i] = Integer.toString(Math.min(keys - 1, at < 0 ? -at - 1 : at));
    }
    return names;
  }

  private Round round(
      Report report, Broker broker, String queue, Map<String, Object> arguments, String[] names)
      throws IOException, InterruptedException {
    fill(broker, queue, arguments, names, events);
    Round round = consume(broker, queue, consumers, events, 0);
    report.round(
        queue,
        "events/s",
        round.eventsPerSecond,
        "µs broker CPU an event",
        round.cpuMicros,
        "least of a consumer",
        round.shares.getFirst(),
        "most",
        round.shares.getLast());
    return round;
  }

  /// Consumers that are slower than the broker, each as slow as the others.
  private void share(Report report, Broker broker, String[] names)
      throws IOException, InterruptedException {
    int count = Math.min(events, sharing * 500);
    fill(broker, "shared", Map.of(), names, count);
    Round round = consume(broker, "shared", sharing, count, workMicros);
    double even = (double) count / sharing;
    double least = round.shares.getFirst() / even;
    double most = round.shares.getLast() / even;
    report.atLeast("least share of " + sharing, Spread.of(List.of(least)), 1 - EVENLY);
    report.atMost("largest share of " + sharing, Spread.of(List.of(most)), 1 + EVENLY);
  }

  private static void fill(
      Broker broker, String queue, Map<String, Object> arguments, String[] names, int count)
      throws IOException {
    try (Link link = Link.to(broker.port())) {
      link.channel().queueDeclare(queue, true, false, false, arguments);
    }
    IntFunction<BasicProperties> keyed =
        i ->
            MessageProperties.PERSISTENT_BASIC
                .builder()
                .headers(Map.of("key", names[i % count]))
                .build();
    int each = count / PUBLISHERS;
    List<CompletableFuture<Void>> publishers =
        IntStream.range(0, PUBLISHERS)
            .mapToObj(p -> Publisher.start(broker, queue, each, i -> keyed.apply(p * each + i)))
            .toList();
    publishers.forEach(CompletableFuture::join);
  }

  private Round consume(Broker broker, String queue, int by, int count, int micros)
      throws IOException, InterruptedException {
    broker.settle();
    int wanted = count / PUBLISHERS * PUBLISHERS;
    AtomicInteger[] got = new AtomicInteger[by];
    Arrays.setAll(got, _ -> new AtomicInteger());
    Semaphore arrived = new Semaphore(0);
    List<Link> links = new ArrayList<>();
    try {
      for (int i = 0; i < by; i++) {
        links.add(Link.to(broker.port()));
        links.get(i).channel().basicQos(prefetch);
      }
      long cpu = broker.usage().cpuMicros();
      long began = System.nanoTime();
      for (int i = 0; i < by; i++) {
        Channel channel = links.get(i).channel();
        AtomicInteger mine = got[i];
        channel.basicConsume(
            queue,
            false,
            (_, delivery) -> {
              if (micros > 0) {
                LockSupport.parkNanos(micros * 1_000L);
              }
              channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
              mine.incrementAndGet();
              arrived.release();
            },
            _ -> {});
      }
      if (!arrived.tryAcquire(wanted, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("not all came within " + PATIENCE_SECONDS + " s");
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      double used = broker.usage().cpuMicros() - cpu;
      links.getFirst().channel().queueDelete(queue);
      List<Integer> shares = Arrays.stream(got).map(AtomicInteger::get).sorted().toList();
      return new Round(wanted / seconds, used / wanted, shares);
    } finally {
      links.forEach(Link::close);
    }
  }
}
