package io.thalweg.checks.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.broker.BrokerProcess;
import io.thalweg.checks.broker.Scrape;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A running broker takes mutated streams of AMQP 0-9-1, each all that a client says from its
/// protocol header on: each ends, most reach a handler, nothing leaks, and a client in a vhost of
/// its own notices nothing.
///
/// `-Dfuzz.streams=2000000` for more than CI's, `-Dfuzz.seed=7` or `-Dfuzz.seed=random` for others.
class AmqpFuzzTest {
  private static final int STREAMS = Integer.getInteger("fuzz.streams", 100_000);
  private static final long SEED = KafkaFuzzTest.seed(System.getProperty("fuzz.seed", "1"));

  /// Streams that bring the broker to its usual size, before what it holds is measured.
  private static final int WARM_UP = 5_000;

  private static final int LANES = 32;

  /// After so many, the vhost is removed with all that is in it.
  private static final int STREAMS_PER_VHOST = 5_000;

  private static final int LEAST_REACHED_PER_CENT = 50;

  /// Little, so that messages that never come whole fill it.
  private static final int MESSAGES_BYTES = 3 << 20;

  /// So much of it was in use at some time at least, and so much more at most: of what may have to
  /// be returned the copy is made in any case.
  private static final int LEAST_UNFINISHED_BYTES = 1 << 20;

  private static final int MORE_BYTES = 64 << 10;

  /// Why connections are closed that brought what cannot be read; all else would be an oversight.
  private static final Pattern REFUSED =
      Pattern.compile("[A-Z_]+ - .*|closed after an error|expected the header of AMQP 0-9-1");

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private int vhosts;
  private double mostUnfinished;

  @Test
  void mutatedStreamsHarmNobody() throws Exception {
    try (BrokerProcess broker = broker()) {
      try {
        harmsNobody(broker);
      } catch (Throwable e) {
        e.addSuppressed(new Throwable("the log's end:\n" + Held.end(broker.log().lines())));
        throw e;
      }
    }
  }

  private BrokerProcess broker() {
    return BrokerProcess.on(folder.resolve("data"))
        .flag("-Dio.netty.leakDetection.level=paranoid")
        .flag("-Dio.netty.leakDetection.targetRecords=0") // that there are leaks is enough
        .flag("-XX:TieredStopAtLevel=1") // or half of the time is the compiler's
        .with("listeners.amqp=127.0.0.1:0")
        .with("listeners.admin=127.0.0.1:0")
        .with("listeners.metrics=127.0.0.1:0")
        .with("log.level=debug") // all reasons of closing
        .with("storage.blocks=" + Held.BLOCKS)
        .with("amqp.max-message-bytes=2MiB")
        .with("memory.messages-bytes=" + MESSAGES_BYTES)
        .start();
  }

  private static int port(BrokerProcess broker) {
    return Integer.parseInt(broker.listening("amqp").split(":")[1]);
  }

  private void harmsNobody(BrokerProcess broker) throws Exception {
    AmqpControl control = new AmqpControl(port(broker));
    control.goesOn();
    fuzz(broker, SEED + 1, WARM_UP);
    Map<String, Double> before = settled(broker);
    long began = System.nanoTime();
    AmqpTally tally = fuzz(broker, SEED, STREAMS);
    long millis = (System.nanoTime() - began) / 1_000_000;
    Map<String, Double> after = new Scrape(broker).samples();
    System.out.printf("seed %d: %d streams in %d ms%n%s%n", SEED, STREAMS, millis, tally.text());
    control.goesOn();
    Held.isAsBefore(before, settled(broker));
    control.goesOn();
    control.end();
    System.out.println("slowest confirm of the control client: " + control.slowestMillis() + " ms");
    theBrokerSaysTheSame(tally, before, after);
    assertThat(tally.all()).isEqualTo(STREAMS);
    System.out.println("reached a handler: " + tally.reached() * 100 / STREAMS + "%");
    assertThat(tally.reached() * 100 / STREAMS)
        .as("streams in a hundred of which a handler answered a method")
        .isGreaterThanOrEqualTo(LEAST_REACHED_PER_CENT);
    System.out.printf("most bytes of unfinished messages: %,.0f%n", mostUnfinished);
    assertThat(mostUnfinished)
        .isBetween((double) LEAST_UNFINISHED_BYTES, (double) (MESSAGES_BYTES + MORE_BYTES));
    assertThat(broker.isRunning()).isTrue();
    Held.logIsClean(broker.log().lines(), REFUSED);
  }

  /// Sends streams, each in the vhost of its round, which then goes.
  private AmqpTally fuzz(BrokerProcess broker, long seed, int streams) throws Exception {
    AmqpTally tally = new AmqpTally();
    int port = port(broker);
    try (ExecutorService threads = Executors.newFixedThreadPool(LANES)) {
      int rounds = Math.max(1, streams / STREAMS_PER_VHOST);
      for (int round = 0; round < rounds; round++) {
        String vhost = made(broker);
        long first = (long) streams * round / rounds;
        long end = (long) streams * (round + 1) / rounds;
        List<Future<?>> lanes = new ArrayList<>();
        for (int lane = 0; lane < LANES; lane++) {
          long from = first + lane;
          AmqpLane each = new AmqpLane(port, seed, tally);
          lanes.add(
              threads.submit(
                  () -> {
                    each.run(from, LANES, end, vhost);
                    return null;
                  }));
        }
        await(lanes, new Scrape(broker));
        ask(broker, "DELETE", "namespaces/" + vhost, "");
      }
    }
    return tally;
  }

  private void await(List<Future<?>> lanes, Scrape scrape) throws Exception {
    for (Future<?> lane : lanes) {
      try {
        boolean ended = false;
        while (!ended) {
          ended = isDone(lane);
          double unfinished = scrape.value("thalweg_amqp_unfinished_bytes");
          mostUnfinished = Math.max(mostUnfinished, unfinished);
        }
      } catch (ExecutionException e) {
        throw new AssertionError("seed " + SEED + ": " + e.getCause(), e.getCause());
      }
    }
  }

  private static boolean isDone(Future<?> lane) throws Exception {
    try {
      lane.get(500, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  /// A new vhost that everybody may do everything in.
  private String made(BrokerProcess broker) throws Exception {
    String vhost = "fuzz-" + vhosts++;
    ask(broker, "POST", "namespaces", "{\"name\":\"" + vhost + "\"}");
    String all = "{\"configure\":\".*\",\"write\":\".*\",\"read\":\".*\"}";
    ask(broker, "PUT", "permissions/" + vhost + "/guest", all);
    return vhost;
  }

  private void ask(BrokerProcess broker, String method, String path, String body) throws Exception {
    String user =
        Base64.getEncoder().encodeToString("guest:guest".getBytes(StandardCharsets.UTF_8));
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://" + broker.listening("admin") + "/admin/v1/" + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .header("Authorization", "Basic " + user)
            .header("X-Thalweg", "1")
            .header("Content-Type", "application/json")
            .timeout(BrokerProcess.LIMIT)
            .build();
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode())
        .as("%s %s: %s", method, path, answer.body())
        .isBetween(200, 204);
  }

  /// What the broker holds once everything is gone but the control client's.
  private static Map<String, Double> settled(BrokerProcess broker) throws Exception {
    return Held.settled(
        broker,
        seen ->
            seen.get("thalweg_amqp_connections") == AmqpControl.CONNECTIONS
                && seen.get("thalweg_amqp_channels") == AmqpControl.CONNECTIONS
                && seen.get("thalweg_connections_open") == AmqpControl.CONNECTIONS
                && seen.get("thalweg_amqp_unfinished_bytes") < 4096);
  }

  /// Answers that arrived here are answers of handlers by the broker's own count, too; each method
  /// there is has come; and no handler failed in a way that it should not.
  private static void theBrokerSaysTheSame(
      AmqpTally tally, Map<String, Double> before, Map<String, Double> after) {
    tally
        .heard()
        .forEach(
            (answer, count) -> {
              if (answer.endsWith("-ok")) {
                String asked = answer.substring(0, answer.length() - "-ok".length());
                assertThat(came(after, asked) - came(before, asked))
                    .as(asked)
                    .isGreaterThanOrEqualTo(count);
              }
            });
    for (String name : AnyMethod.NAMES.values()) {
      assertThat(came(after, name) - came(before, name)).as(name).isPositive();
    }
    String internal = "thalweg_amqp_errors_total{code=\"INTERNAL_ERROR\"}";
    assertThat(after.get(internal)).as(internal).isZero();
  }

  private static double came(Map<String, Double> seen, String method) {
    return seen.getOrDefault("thalweg_amqp_methods_total{method=\"" + method + "\"}", 0.0);
  }
}
