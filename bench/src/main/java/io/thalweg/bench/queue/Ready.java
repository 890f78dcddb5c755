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
import io.thalweg.bench.peer.Usage;
import io.thalweg.bench.restart.PageCache;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `bench/ready`: does a queue with millions of ready events cost more than an empty one?
@Command(
    name = "ready",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Fills a queue with events of 100 bytes that nobody consumes. Then, in turn with an empty"
          + " queue, as many events are published as are consumed, the oldest first: broker CPU for"
          + " an event, memory. Then, a few times: kill -9, page cache dropped, and the time from"
          + " the start to the first delivery of the full queue.",
      ""
    })
public final class Ready implements Callable<Integer> {
  private static final int PUBLISHERS = 2;
  private static final int PREFETCH = 500;
  private static final int PATIENCE_SECONDS = 120;
  private static final double RSS_LIMIT_MB = 300;
  private static final double CPU_LIMIT = 1.25;
  private static final double RESTART_LIMIT_SECONDS = 2;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "10000000",
      description = "events that are ready (${DEFAULT-VALUE})")
  private int events;

  @Option(
      names = "--round",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "events published and consumed in a round (${DEFAULT-VALUE})")
  private int round;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "7",
      description = "rounds with each queue, after one that warms up (${DEFAULT-VALUE})")
  private int pairs;

  @Option(
      names = "--restarts",
      paramLabel = "N",
      defaultValue = "3",
      description = "kills and restarts (${DEFAULT-VALUE})")
  private int restarts;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "where the JSON goes (bench/target/ready.json)")
  private @Nullable Path json;

  /// Exit codes: 0 within the limits, 1 not so or failed, 2 wrong arguments.
  public static void main(String[] args) {
    System.exit(new CommandLine(new Ready()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path scratch = BenchHome.scratch();
    Report report = new Report("ready", scratch);
    Broker broker = Brokers.thalwegAmqp(scratch, BenchHome.freePort()).await();
    try {
      report.settings(broker);
      try (Link link = Link.to(broker.port())) {
        link.channel().queueDeclare("full", true, false, false, null);
        link.channel().queueDeclare("empty", true, false, false, null);
      }
      fill(report, broker);
      compare(report, broker);
      double peak = broker.usage().peakRssBytes() / 1e6;
      report.eachAtMost("MB peak RSS, by the kernel", Spread.of(List.of(peak)), RSS_LIMIT_MB);
      List<Double> seconds = new ArrayList<>();
      for (int i = 0; i < restarts; i++) {
        broker.kill();
        PageCache.drop();
        CompletableFuture<Long> delivered = firstDelivery(broker.port());
        Thread.sleep(500); // the client is there: what it loads is not the broker's time
        long began = System.nanoTime();
        broker = Brokers.thalwegAmqp(scratch, broker.port());
        seconds.add((delivered.join() - began) / 1e9);
        report.round("restart", "s to the first delivery", seconds.getLast());
      }
      if (restarts > 0) {
        report.eachAtMost(
            "seconds from start to first delivery", Spread.of(seconds), RESTART_LIMIT_SECONDS);
      }
    } finally {
      broker.close();
    }
    return report.end(json);
  }

  private void fill(Report report, Broker broker) {
    long before = broker.usage().cpuMicros();
    long began = System.nanoTime();
    List<CompletableFuture<Void>> publishers = new ArrayList<>();
    for (int i = 0; i < PUBLISHERS; i++) {
      publishers.add(Publisher.start(broker, "full", events / PUBLISHERS, Ready::plain));
    }
    publishers.forEach(CompletableFuture::join);
    double seconds = (System.nanoTime() - began) / 1e9;
    Usage usage = broker.usage();
    report.round(
        "filled",
        "events/s",
        events / seconds,
        "µs broker CPU an event",
        (double) (usage.cpuMicros() - before) / events,
        "MB RSS",
        usage.rssBytes() / 1e6);
  }

  private static BasicProperties plain(int number) {
    return MessageProperties.PERSISTENT_BASIC;
  }

  /// @param cpuMicros of the broker for an event, until it rests
  private record Round(double cpuMicros, double eventsPerSecond) {}

  private void compare(Report report, Broker broker) throws IOException, InterruptedException {
    List<Round> empty = new ArrayList<>();
    List<Round> full = new ArrayList<>();
    for (int pair = 0; pair <= pairs; pair++) {
      Round one = round(report, broker, "empty", pair);
      Round other = round(report, broker, "full", pair);
      if (pair > 0) { // the first is the compilers'
        empty.add(one);
        full.add(other);
      }
    }
    if (pairs > 0) {
      report.atMost(
          "µs broker CPU an event (one: empty, other: full)",
          PairedRatio.of(empty, full, Round::cpuMicros),
          CPU_LIMIT);
      report.tell("rate, full/empty", PairedRatio.of(empty, full, Round::eventsPerSecond).ratio());
    }
  }

  private Round round(Report report, Broker broker, String queue, int pair)
      throws IOException, InterruptedException {
    broker.settleFlushes(2);
    long before = broker.usage().cpuMicros();
    long began = System.nanoTime();
    CompletableFuture<Void> publisher = Publisher.start(broker, queue, round, Ready::plain);
    Semaphore arrived = new Semaphore(0);
    try (Link link = Link.to(broker.port())) {
      Channel channel = link.channel();
      channel.basicQos(PREFETCH);
      int[] left = {round};
      channel.basicConsume(
          queue,
          false,
          (_, delivery) -> {
            if (left[0]-- > 0) { // what comes behind goes back when the connection closes
              channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
              arrived.release();
            }
          },
          _ -> {});
      if (!arrived.tryAcquire(round, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("not all came within " + PATIENCE_SECONDS + " s");
      }
    }
    publisher.join();
    double seconds = (System.nanoTime() - began) / 1e9;
    broker.settleFlushes(2);
    Usage usage = broker.usage();
    Round done = new Round((double) (usage.cpuMicros() - before) / round, round / seconds);
    report.round(
        queue + " " + pair,
        "µs broker CPU an event",
        done.cpuMicros,
        "events/s",
        done.eventsPerSecond,
        "MB RSS",
        usage.rssBytes() / 1e6);
    return done;
  }

  /// When the first event of the full queue arrives, of a client that keeps knocking.
  private static CompletableFuture<Long> firstDelivery(int port) {
    return CompletableFuture.supplyAsync(
        () -> {
          long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
          while (System.nanoTime() < limit) {
            try (Link link = Link.to(port)) {
              if (link.channel().basicGet("full", false) != null) {
                return System.nanoTime();
              }
            } catch (IOException notYet) {
              Thread.onSpinWait();
            }
            LockSupport.parkNanos(5_000_000);
          }
          throw new IllegalStateException("nothing was delivered after the restart");
        });
  }
}
