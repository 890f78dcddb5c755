package io.thalweg.checks.fuzz;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.broker.BrokerProcess;
import io.thalweg.checks.broker.Scrape;
import io.thalweg.checks.fuzz.Tally.Fate;
import io.thalweg.checks.hostile.Bystander;
import io.thalweg.checks.hostile.RawPeer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A running broker takes mutated requests of every API and version: each is answered or closes its
/// connection, most reach a handler, nothing leaks, and a client of its own topic notices nothing.
///
/// `-Dfuzz.frames=5000000` for more than CI's, `-Dfuzz.seed=7` or `-Dfuzz.seed=random` for others.
class KafkaFuzzTest {
  private static final int FRAMES = Integer.getInteger("fuzz.frames", 100_000);
  private static final long SEED = seed(System.getProperty("fuzz.seed", "1"));

  /// Frames that bring the broker to its usual size, before what it holds is measured.
  private static final int WARM_UP = 10_000;

  private static final int LANES = 12;
  private static final int FRAMES_PER_WORLD = 4_000;
  private static final int LEAST_ANSWERED_PER_CENT = 50;

  /// Nobody names it by chance.
  private static final String CONTROL = "control-5c0ad8f1b7e94d2f";

  /// Why connections are closed that brought what cannot be read; all else would be an oversight.
  private static final Pattern REFUSED =
      Pattern.compile(
          "malformed request: (java.nio.BufferUnderflowException"
              + "|java.lang.IllegalArgumentException: .*|java.lang.RuntimeException: .*"
              + "|io.thalweg.protocol.kafka.request.RequestHeader\\$Malformed: .*"
              + "|org.apache.kafka.common.errors.\\w+: .*)"
              + "|.* is not supported|transactions are not supported"
              + "|expected a request of 0 to .*"
              + "|a produce request without acknowledgement failed: .*"
              + "|(HTTP|TLS) was sent to a Kafka port.*");

  @TempDir Path folder;
  private volatile World world;
  private final List<Lane> working = new CopyOnWriteArrayList<>();

  static long seed(String said) {
    return said.equals("random") ? System.nanoTime() & 0xffffff : Long.parseLong(said);
  }

  @Test
  void mutatedFramesHarmNobody() throws Exception {
    try (BrokerProcess broker = broker()) {
      try {
        harmsNobody(broker);
      } catch (Throwable e) {
        e.addSuppressed(new Throwable("the log's end:\n" + Held.end(broker.log().lines())));
        throw e;
      }
    }
  }

  private void harmsNobody(BrokerProcess broker) throws Exception {
    Bystander control = new Bystander(broker.bootstrap(), CONTROL, 300, 5);
    control.goesOn();
    fuzz(broker, SEED + 1, WARM_UP);
    World.filled(broker.port(), Held.BLOCKS * Held.BLOCK_BYTES);
    Map<String, Double> before = settled(broker);
    long began = System.nanoTime();
    Tally tally = fuzz(broker, SEED, FRAMES);
    long millis = (System.nanoTime() - began) / 1_000_000;
    Map<String, Double> after = new Scrape(broker).samples();
    System.out.printf("seed %d: %d frames in %d ms%n%s%n", SEED, FRAMES, millis, tally.text());
    control.goesOn();
    Held.isAsBefore(before, settled(broker));
    control.goesOn();
    control.end();
    System.out.println("slowest event of the control client: " + control.slowestMillis() + " ms");
    theBrokerSaysTheSame(tally, before, after);
    assertThat(tally.all()).isEqualTo(FRAMES);
    assertThat(tally.of(Fate.ANSWERED) * 100 / FRAMES)
        .as("frames in a hundred that a handler answered")
        .isGreaterThanOrEqualTo(LEAST_ANSWERED_PER_CENT);
    assertThat(broker.isRunning()).isTrue();
    Held.logIsClean(broker.log().lines(), REFUSED);
  }

  private BrokerProcess broker() {
    return BrokerProcess.on(folder.resolve("data"))
        .flag("-Dio.netty.leakDetection.level=paranoid")
        .with("listeners.metrics=127.0.0.1:0")
        .with("log.level=debug") // all reasons of closing
        .with("storage.blocks=" + Held.BLOCKS)
        .with("groups.min-session-timeout-ms=10ms")
        .with("groups.max-session-timeout-ms=2s")
        .with("groups.initial-rebalance-delay-ms=0")
        .start();
  }

  private Tally fuzz(BrokerProcess broker, long seed, int frames) throws Exception {
    Tally tally = new Tally();
    try (RawPeer peer = new RawPeer(broker.port());
        ExecutorService threads = Executors.newFixedThreadPool(LANES);
        Pulse pulse = new Pulse(broker.port(), this::underWay)) {
      Shots shots = shots(peer, seed);
      int rounds = Math.max(1, frames / FRAMES_PER_WORLD);
      for (int round = 0; round < rounds; round++) {
        world = World.made(peer, round, CONTROL);
        long first = (long) frames * round / rounds;
        long end = (long) frames * (round + 1) / rounds;
        List<Future<?>> lanes = new ArrayList<>();
        for (int lane = 0; lane < LANES; lane++) {
          long from = first + lane;
          Lane each = new Lane(broker.port(), shots, () -> world, tally);
          working.add(each);
          lanes.add(
              threads.submit(
                  () -> {
                    each.run(from, LANES, end);
                    return null;
                  }));
        }
        await(lanes);
        working.clear();
      }
      System.out.println("longest turn: " + pulse.slowestMillis() + " ms; " + pulse.slowest());
    }
    return tally;
  }

  private String underWay() {
    return working.stream()
        .flatMap(lane -> lane.underWay().stream())
        .map(Shot::name)
        .collect(joining(", "));
  }

  private static void await(List<Future<?>> lanes) throws InterruptedException {
    for (Future<?> lane : lanes) {
      try {
        lane.get();
      } catch (ExecutionException e) {
        throw new AssertionError("seed " + SEED + ": " + e.getCause(), e.getCause());
      }
    }
  }

  private static Shots shots(RawPeer peer, long seed) {
    Shots shots = new Shots(seed);
    var served = (ApiVersionsResponseData) peer.ask(new ApiVersionsRequestData(), 2);
    for (ApiVersion api : served.apiKeys()) {
      shots.add(ApiKeys.forId(api.apiKey()), api.minVersion(), api.maxVersion());
    }
    assertThat(shots.kinds()).isGreaterThan(100);
    return shots;
  }

  /// What the broker holds once everything is gone but the control client's, and the collector has
  /// run: that also makes leaks known, to be told with the next buffers.
  private static Map<String, Double> settled(BrokerProcess broker) throws Exception {
    int kept;
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      Held.await(broker, seen -> seen.get("thalweg_group_members") == 0);
      List<String> topics = new ArrayList<>(admin.listTopics().names().get());
      topics.remove(CONTROL);
      admin.deleteTopics(topics).all().get();
      kept = leftOf(admin);
    }
    int left = kept;
    return Held.settled(
        broker,
        seen ->
            seen.get("thalweg_connections_open") <= Bystander.CONNECTIONS
                && seen.get("thalweg_fetches_waiting") <= 1
                && seen.get("thalweg_topics") == 1
                && seen.get("thalweg_groups") <= left);
  }

  /// Deletes the groups that can be: who joined one with a long time to rebalance, and went before
  /// its first generation, keeps its place for five minutes. Returns how many are left.
  private static int leftOf(Admin admin) throws Exception {
    var groups = admin.listGroups().all().get();
    List<String> names = groups.stream().map(GroupListing::groupId).toList();
    int left = 0;
    for (var deleted : admin.deleteConsumerGroups(names).deletedGroups().values()) {
      try {
        deleted.get();
      } catch (ExecutionException e) {
        assertThat(e).hasCauseInstanceOf(GroupNotEmptyException.class);
        left++;
      }
    }
    return left;
  }

  /// Answers that arrived here are answers of handlers by the broker's own count, too: but for the
  /// few frames that a mutation made another API's.
  private static void theBrokerSaysTheSame(
      Tally tally, Map<String, Double> before, Map<String, Double> after) {
    for (ApiKeys api : ApiKeys.values()) {
      double counted = answered(after, api) - answered(before, api);
      assertThat(counted).as(api.name).isGreaterThanOrEqualTo(tally.of(api, Fate.ANSWERED) * 0.9);
    }
  }

  private static double answered(Map<String, Double> seen, ApiKeys api) {
    String name = "thalweg_kafka_requests_total{api=\"" + api.name + "\",";
    return seen.entrySet().stream()
        .filter(each -> each.getKey().startsWith(name))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }
}
