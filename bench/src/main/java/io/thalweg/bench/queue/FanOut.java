package io.thalweg.bench.queue;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.MessageProperties;
import io.thalweg.bench.compare.Report;
import io.thalweg.bench.compare.Spread;
import io.thalweg.bench.peer.BenchHome;
import io.thalweg.bench.peer.Broker;
import io.thalweg.bench.peer.Brokers;
import io.thalweg.bench.peer.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `bench/fan-out`: what is written for a large message that goes to many queues?
@Command(
    name = "fan-out",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Large messages go through a fanout exchange to several queues, each with a consumer, one"
          + " after the other confirmed. Says how many bytes the broker caused to be written for a"
          + " byte that was sent, until it rests. With --rabbitmq, of its quorum queues too.",
      ""
    })
public final class FanOut implements Callable<Integer> {
  private static final double LIMIT = 1.15;
  private static final int PATIENCE_SECONDS = 60;

  @Option(
      names = "--messages",
      paramLabel = "N",
      defaultValue = "60",
      description = "messages in each round (${DEFAULT-VALUE})")
  private int messages;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      defaultValue = "8388608",
      description = "bytes of each (${DEFAULT-VALUE})")
  private int size;

  @Option(
      names = "--queues",
      paramLabel = "N",
      defaultValue = "10",
      description = "queues, each with a consumer (${DEFAULT-VALUE})")
  private int queues;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "7",
      description = "rounds, after one that warms up (${DEFAULT-VALUE})")
  private int rounds;

  @Option(names = "--rabbitmq", description = "also with quorum queues of RabbitMQ, in turn")
  private boolean rabbitmq;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "where the JSON goes (bench/target/fan-out.json)")
  private @Nullable Path json;

  /// @param written bytes for a byte that was sent
  private record Round(double written, double megabytesPerSecond, double cpuPerMegabyte) {}

  /// Exit codes: 0 within the limit, 1 not so or failed, 2 wrong arguments.
  public static void main(String[] args) {
    System.exit(new CommandLine(new FanOut()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException, TimeoutException {
    Path scratch = BenchHome.scratch();
    Report report = new Report("fan-out", scratch);
    List<Broker> brokers = new ArrayList<>();
    brokers.add(Brokers.thalwegAmqp(scratch, BenchHome.freePort()).await());
    if (rabbitmq) {
      brokers.add(Brokers.rabbitmq(scratch, BenchHome.freePort()).await());
    }
    brokers.forEach(report::settings);
    List<List<Round>> all = new ArrayList<>();
    brokers.forEach(_ -> all.add(new ArrayList<>()));
    for (int round = 0; round <= rounds; round++) {
      for (int i = 0; i < brokers.size(); i++) {
        Round done = round(report, brokers.get(i), round);
        if (round > 0) { // the first fills what is made once
          all.get(i).add(done);
        }
      }
    }
    for (int i = 0; i < brokers.size(); i++) {
      String name = brokers.get(i).name();
      List<Round> of = all.get(i);
      Spread written = Spread.of(of.stream().map(Round::written).toList());
      if (i == 0) {
        report.atMost(name + ", bytes written for a byte sent", written, LIMIT);
      } else {
        report.tell(name + ", bytes written for a byte sent", written);
      }
      report.tell(
          name + ", MB/s sent", Spread.of(of.stream().map(Round::megabytesPerSecond).toList()));
      report.tell(
          name + ", ms broker CPU for a MB sent",
          Spread.of(of.stream().map(Round::cpuPerMegabyte).toList()));
    }
    brokers.forEach(Broker::close);
    return report.end(json);
  }

  private Round round(Report report, Broker broker, int number)
      throws IOException, InterruptedException, TimeoutException {
    List<Link> consumers = new ArrayList<>();
    Semaphore arrived = new Semaphore(0);
    byte[] body = new byte[size];
    new Random(number).nextBytes(body);
    try (Link link = Link.to(broker.port())) {
      Channel channel = link.channel();
      String exchange = "fan-" + number;
      channel.exchangeDeclare(exchange, BuiltinExchangeType.FANOUT, true);
      for (int i = 0; i < queues; i++) {
        String queue = exchange + "-" + i;
        channel.queueDeclare(queue, true, false, false, Map.of("x-queue-type", "quorum"));
        channel.queueBind(queue, exchange, "");
        consumers.add(consumer(broker, queue, arrived));
      }
      broker.settle();
      Usage before = broker.usage();
      long began = System.nanoTime();
      channel.confirmSelect();
      for (int i = 0; i < messages; i++) {
        channel.basicPublish(exchange, "", MessageProperties.PERSISTENT_BASIC, body);
        channel.waitForConfirmsOrDie(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
      }
      if (!arrived.tryAcquire(messages * queues, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("not all came within " + PATIENCE_SECONDS + " s");
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      broker.settle();
      Usage after = broker.usage();
      double sent = (double) messages * size;
      Round round =
          new Round(
              (after.writtenBytes() - before.writtenBytes()) / sent,
              sent / 1e6 / seconds,
              (after.cpuMicros() - before.cpuMicros()) * 1e3 / sent);
      report.round(
          broker.name() + " " + number,
          "bytes written for a byte sent",
          round.written,
          "MB/s sent",
          round.megabytesPerSecond,
          "ms broker CPU for a MB sent",
          round.cpuPerMegabyte,
          "MB RSS",
          after.rssBytes() / 1e6);
      for (int i = 0; i < queues; i++) {
        channel.queueDelete(exchange + "-" + i);
      }
      return round;
    } finally {
      consumers.forEach(Link::close);
    }
  }

  private static Link consumer(Broker broker, String queue, Semaphore arrived) throws IOException {
    Link link = Link.to(broker.port());
    link.channel().basicQos(2);
    link.channel()
        .basicConsume(
            queue,
            false,
            (_, delivery) -> {
              link.channel().basicAck(delivery.getEnvelope().getDeliveryTag(), false);
              arrived.release();
            },
            _ -> {});
    return link;
  }
}
