package io.thalweg.checks.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.broker.Scrape;
import io.thalweg.checks.crash.SmallFileSystem.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opentest4j.TestAbortedException;

/// P8 on a full disk: under load, somebody else takes all the space there is. Producers are told to
/// try again; everything else goes on, even across a kill; when there is space, so do producers,
/// without a restart and without a loss.
@Timeout(300)
class FullDiskTest {
  private static final int PRODUCERS = 4;
  private static final int PARTITIONS = 4;
  private static final int SOME = 1_000;
  private static final int COMMITS = 100;
  private static final String DOOMED = "doomed";

  /// More than what the ring may hold, which wants to get into segments.
  private static final int DOOMED_BYTES = 100 << 20;

  private static final int DOOMED_EVENT_BYTES = 500_000;
  private static final String FULL = "thalweg_disk_full";
  private static final String REFUSED =
      "thalweg_kafka_requests_total{api=\"Produce\",error=\"NOT_ENOUGH_REPLICAS\"}";
  private static final long LIMIT_NANOS = 60_000_000_000L;

  @TempDir Path folder;
  private final Ledger ledger = new Ledger(PRODUCERS, PARTITIONS);
  private int rounds;

  /// With a ring that has all its files, and with one that still wants to grow.
  @ParameterizedTest
  @CsvSource({"TMPFS,64", "TMPFS,96", "EXT4,64", "EXT4,96"})
  void onAFileSystemOfTheKernels(Kind kind, int ringMegabytes) throws Exception {
    SmallFileSystem disk =
        SmallFileSystem.mount(kind, folder, FullBroker.SIZE + FullBroker.BALLAST);
    if (disk == null) {
      throw new TestAbortedException("no file system of its own; tried in this process instead");
    }
    try (disk;
        var broker = new FullBroker.OfProcess(disk, ringMegabytes)) {
      fillAndFree(broker);
      assertThat(broker.log())
          .contains("the disk is full: " + disk.data() + " has ")
          .contains("the disk is no longer full: " + disk.data() + " has ")
          .doesNotContain("ERROR", "Exception in");
    }
  }

  @Test
  void onADiskOfThisProcess() throws Exception {
    try (var broker = new FullBroker.OfThis(folder.resolve("data"))) {
      fillAndFree(broker);
    }
  }

  private void fillAndFree(FullBroker broker) throws Exception {
    try (RawClient client = new RawClient(broker.port())) {
      client.ask(Requests.create(Load.TOPIC, PARTITIONS));
      client.ask(Requests.create(DOOMED, 1));
      for (int sent = 0; sent < DOOMED_BYTES; sent += DOOMED_EVENT_BYTES) {
        var batch = Requests.batch("x".repeat(DOOMED_EVENT_BYTES));
        assertThat(produced(client, DOOMED, batch)).isZero();
      }
    }
    String bootstrap = "127.0.0.1:" + broker.port();
    try (Load load = new Load(ledger, bootstrap, PRODUCERS, PARTITIONS)) {
      load.resume();
      // The oldest go to segments first.
      broker.scrape().await("thalweg_flush_bytes_total", bytes -> bytes > DOOMED_BYTES);
      await(() -> ledger.acknowledged() > 5 * SOME);
      broker.fill();
      whileFull(broker);
      broker.restart();
      whileFull(broker);
      deletionMakesRoom(broker);
      broker.fill();
      whileFull(broker);

      goesOn(broker);
      load.pause();
      load.settle();
      ReadBack read = ReadBack.of(broker.port(), ledger, PARTITIONS);
      assertThat(read.problems()).isEmpty();
      assertThat(ledger.inFlight()).isZero();
      assertThat(read.events()).isEqualTo(ledger.acknowledged());
      System.out.println("full disk: " + read.events() + " events acknowledged and read back");
    }
  }

  private void goesOn(FullBroker broker) throws IOException {
    long before = ledger.acknowledged();
    broker.free();
    broker.scrape().await(FULL, full -> full == 0);
    await(() -> ledger.acknowledged() > before + SOME);
  }

  private void whileFull(FullBroker broker) throws IOException {
    Scrape scrape = broker.scrape();
    scrape.await(FULL, full -> full == 1);
    refusals(scrape);
    long acknowledged = ledger.acknowledged();
    refusals(scrape);
    assertThat(ledger.acknowledged()).as("acknowledged").isEqualTo(acknowledged);
    Map<String, Double> seen = scrape.samples();
    assertThat(seen.get("thalweg_disk_free_bytes"))
        .isLessThan(seen.get("thalweg_disk_needed_bytes"));
    await(() -> Arrays.stream(ledger.committed()).sum() >= acknowledged);

    try (RawClient client = new RawClient(broker.port())) {
      for (int i = 1; i <= COMMITS; i++) {
        var committed = client.ask(Requests.commit("other", Load.TOPIC, i));
        assertThat(committed.topics().getFirst().partitions().getFirst().errorCode()).isZero();
      }
      var offsets = client.ask(Requests.committed("other", Load.TOPIC, 1)).topics().getFirst();
      assertThat(offsets.partitions().getFirst().committedOffset()).isEqualTo(COMMITS);
      assertThat(client.ask(Requests.join("joiners" + rounds++)).errorCode()).isZero();
      var fetched = Requests.fetched(client.ask(Requests.fetch(Load.TOPIC, 0, 0, 0)));
      assertThat(Requests.values(fetched)).isNotEmpty();

      short refused = Errors.NOT_ENOUGH_REPLICAS.code();
      var created = client.ask(Requests.create("new", 1)).topics().find("new");
      assertThat(created.errorCode()).isEqualTo(refused);
      assertThat(created.errorMessage()).contains("disk is full");
      assertThat(produced(client, Load.TOPIC, Requests.batch("y"))).isEqualTo(refused);
    }
  }

  /// Returns once some more requests to produce were refused.
  private void refusals(Scrape scrape) {
    double before = scrape.samples().getOrDefault(REFUSED, 0.0);
    await(() -> scrape.samples().getOrDefault(REFUSED, 0.0) > before + 40);
  }

  private static long produced(RawClient client, String topic, MemoryRecords batch)
      throws IOException {
    return Requests.produced(client.ask(Requests.produce(topic, -1, batch))).getFirst();
  }

  /// What deleting a topic gives back is enough for producers to go on.
  private void deletionMakesRoom(FullBroker broker) throws IOException {
    long before = ledger.acknowledged();
    try (RawClient client = new RawClient(broker.port())) {
      var deleted = client.ask(Requests.delete(DOOMED)).responses().find(DOOMED);
      assertThat(deleted.errorCode()).isZero();
      assertThat(Requests.names(client.ask(Requests.metadata()))).containsExactly(Load.TOPIC);
    }
    await(() -> ledger.acknowledged() > before + SOME);
  }

  private void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + LIMIT_NANOS;
    while (!condition.getAsBoolean()) {
      assertThat(ledger.failures()).isEmpty();
      assertThat(System.nanoTime()).as("in time for the condition").isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
