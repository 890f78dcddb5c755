package io.thalweg.checks.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.broker.BrokerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// P8 under kill -9: the broker is killed under load, again and again on the same data, while its
/// clients live on. After each restart everything is read back from the beginning, raw, and
/// compared with what clients were told.
///
/// `-Dcrash.rounds=50` for more rounds, `-Dcrash.seed=...` for other moments.
class CrashRoundsTest {
  private static final int ROUNDS = Integer.getInteger("crash.rounds", 5);
  private static final long SEED = Long.getLong("crash.seed", 20_260_101L);
  private static final int PRODUCERS = 4;
  private static final int PARTITIONS = 4;

  /// A round counts only with so many acknowledgements, and requests in flight at the kill.
  private static final int LEAST_ACKNOWLEDGED = 1_000;

  /// One round in so many must be killed during a flush.
  private static final int FLUSHES = 4;

  private static final long LIMIT_NANOS = 120_000_000_000L;

  @TempDir Path folder;
  private final Ledger ledger = new Ledger(PRODUCERS, PARTITIONS);
  private final Random random = new Random(SEED);
  private int counted;
  private int duringFlush;

  @Test
  void nothingAcknowledgedIsLostDoubledReorderedOrInvented() throws Exception {
    System.out.println("crash rounds: seed " + SEED + ", " + ROUNDS + " rounds");
    BrokerProcess.Setup setup =
        BrokerProcess.on(folder.resolve("data"))
            .with("storage.ring-bytes=16MiB")
            .with("storage.ring-file-bytes=4MiB");
    try (BrokerProcess broker = setup.start()) {
      try (RawClient client = new RawClient(broker.port())) {
        client.ask(Requests.create(Load.TOPIC, PARTITIONS));
      }
      try (Load load = new Load(ledger, broker.bootstrap(), PRODUCERS, PARTITIONS)) {
        for (int tried = 0; !isEnough(); tried++) {
          assertThat(tried).as("rounds, of which %d count", counted).isLessThan(3 * ROUNDS + 10);
          round(broker, load);
        }
      }
    }
    System.out.printf(
        "crash rounds: seed %d, %d rounds, %d of them during a flush, %d events acknowledged,"
            + " committed %s%n",
        SEED, counted, duringFlush, ledger.acknowledged(), Arrays.toString(ledger.committed()));
    assertThat(Arrays.stream(ledger.committed())).as("commits").allMatch(offset -> offset > 0);
  }

  private boolean isEnough() {
    return counted >= ROUNDS && duringFlush * FLUSHES >= counted;
  }

  private void round(BrokerProcess broker, Load load) throws IOException {
    long before = ledger.acknowledged();
    long wanted = before + LEAST_ACKNOWLEDGED + random.nextInt(4 * LEAST_ACKNOWLEDGED);
    boolean aimed = duringFlush * 2 <= counted;
    load.resume();
    await(() -> ledger.acknowledged() >= wanted && ledger.inFlight() > 0);
    if (aimed) {
      Set<String> segments = segments(broker.data());
      await(() -> !segments.containsAll(segments(broker.data())));
    }
    long requests = load.requestsInFlight();
    broker.kill();
    long acknowledged = ledger.acknowledged() - before;
    long inFlight = ledger.inFlight();
    long began = System.nanoTime();
    broker.startAgain();
    long millis = (System.nanoTime() - began) / 1_000_000;
    load.pause();
    load.settle();

    boolean flush = broker.log().text().contains("which no record names");
    long events = readBack(broker.port());
    if (acknowledged >= LEAST_ACKNOWLEDGED && requests > 0 && inFlight > 0) {
      counted++;
      duringFlush += flush ? 1 : 0;
    }
    System.out.printf(
        "crash round %d/%d: %d acknowledged, %d requests with %d events in flight%s;"
            + " ready again after %d ms; %d events read back%n",
        counted,
        ROUNDS,
        acknowledged,
        requests,
        inFlight,
        flush ? ", during a flush" : "",
        millis,
        events);
  }

  /// Checks all that there is; returns how many events that are.
  private long readBack(int port) throws IOException {
    ReadBack read = ReadBack.of(port, ledger, PARTITIONS);
    assertThat(read.problems()).as("seed %d", SEED).isEmpty();
    return read.events();
  }

  private static Set<String> segments(Path data) {
    try (Stream<Path> files = Files.list(data)) {
      Set<String> names = new HashSet<>();
      files.map(file -> file.getFileName().toString()).forEach(names::add);
      names.removeIf(name -> name.startsWith("ring-"));
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + LIMIT_NANOS;
    while (!condition.getAsBoolean()) {
      assertThat(ledger.failures()).isEmpty();
      assertThat(System.nanoTime()).as("in time for the condition").isLessThan(deadline);
      LockSupport.parkNanos(200_000);
    }
  }
}
