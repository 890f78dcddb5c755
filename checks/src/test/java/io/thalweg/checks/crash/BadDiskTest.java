package io.thalweg.checks.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.broker.Scrape;
import io.thalweg.checks.crash.HeldDisk.Mode;
import io.thalweg.checks.crash.RawClient.Sent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A disk that is slow, or that fails at what is not the journal: whoever needs it waits or is told
/// so, all others go on, and once it works again so does everything. (What a failed journal does is
/// [HeldSyncTest]'s.)
@Timeout(120)
class BadDiskTest {
  private static final int EVENT_BYTES = 500_000;

  /// More than the journal and all blocks hold.
  private static final int EVENTS = 150;

  private static final int CONNECTIONS = 5;
  private static final int BLOCKS = 24;
  private static final long INBOUND_BYTES = 64L << 20;
  private static final long HELD_NANOS = TimeUnit.MILLISECONDS.toNanos(1_100);

  @TempDir Path folder;
  private HeldNode broker;
  private Scrape scrape;

  @BeforeEach
  void aBroker() throws Exception {
    broker = new HeldNode(folder.resolve("data"));
    scrape = broker.scrape();
    broker.ask(Requests.create("t", 1));
  }

  @AfterEach
  void close() throws IOException {
    broker.close();
  }

  private static String value(int event) {
    return String.valueOf((char) ('a' + event % 26)).repeat(EVENT_BYTES);
  }

  private static RawClient.Request<ProduceResponseData> event(int event) {
    return Requests.produce("t", -1, Requests.batch(value(event)));
  }

  private static long error(ProduceResponseData answer) {
    return Requests.produced(answer).getFirst();
  }

  private double closedConnections() {
    return scrape.samples().entrySet().stream()
        .filter(each -> each.getKey().startsWith("thalweg_connections_closed_total"))
        .filter(each -> !each.getKey().contains("client"))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  @Test
  void aSyncThatTakesSecondsHoldsProducersUpAndNothingElse() throws Exception {
    broker.disk().set(Mode.HOLD_SYNCS);
    long began = System.nanoTime();
    List<Sent<ProduceResponseData>> sent = new ArrayList<>();
    List<Thread> senders = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      RawClient client = broker.connect();
      senders.add(Thread.ofPlatform().start(() -> sendAll(client, sent)));
    }
    broker.disk().awaitHeld();
    scrape.await("thalweg_ring_used_bytes", used -> used > 6 << 20);
    while (System.nanoTime() - began < HELD_NANOS) {
      Map<String, Double> seen = scrape.samples();
      assertThat(seen.get("thalweg_blocks_used")).isLessThanOrEqualTo(BLOCKS);
      assertThat(seen.get("thalweg_ring_used_bytes")).isLessThanOrEqualTo(9 << 20);
      assertThat(seen.get("thalweg_network_buffer_bytes")).isLessThan(2.0 * INBOUND_BYTES);
      LockSupport.parkNanos(1_000_000);
    }
    synchronized (sent) {
      for (Sent<ProduceResponseData> each : sent) {
        assertThat(each.isSilent()).as("nothing left before the sync").isTrue();
      }
    }
    assertThat(scrape.value("thalweg_replies_parked")).isPositive();
    assertThat(closedConnections()).isZero();

    broker.disk().set(Mode.PASS);
    for (Thread sender : senders) {
      sender.join();
    }
    for (Sent<ProduceResponseData> each : sent) {
      assertThat(error(each.answer())).isZero();
    }
    assertThat(sent).hasSize(EVENTS);
    assertThat(closedConnections()).isZero();
    assertThat(scrape.value("thalweg_journal_sync_duration_seconds_sum")).isGreaterThan(1);
    assertThat(Requests.fetched(broker.ask(Requests.fetch("t", 0, 0, 0))).highWatermark())
        .isEqualTo(EVENTS);
  }

  private static void sendAll(RawClient client, List<Sent<ProduceResponseData>> sent) {
    try {
      for (int i = 0; i < EVENTS / CONNECTIONS; i++) {
        Sent<ProduceResponseData> one = client.send(event(i));
        synchronized (sent) {
          sent.add(one);
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void segmentsThatCannotBeWrittenStopProducersOnly() throws Exception {
    broker.disk().set(Mode.FAIL_SEGMENTS);
    RawClient client = broker.connect();
    int acknowledged = 0;
    long refusal = 0;
    while (refusal == 0 && acknowledged < EVENTS) {
      refusal = error(client.ask(event(acknowledged)));
      acknowledged += refusal == 0 ? 1 : 0;
    }
    assertThat(refusal).isEqualTo(Errors.NOT_ENOUGH_REPLICAS.code());
    scrape.await("thalweg_disk_full", full -> full == 1);
    scrape.await("thalweg_flush_failures_total", failures -> failures > 1);
    RawClient other = broker.connect();
    assertThat(Requests.values(Requests.fetched(other.ask(Requests.fetch("t", 0, 0, 0)))))
        .contains(value(0));
    var committed = other.ask(Requests.commit("readers", "t", 1)).topics().getFirst();
    assertThat(committed.partitions().getFirst().errorCode()).isZero();
    assertThat(scrape.value("thalweg_segments")).isZero();

    broker.disk().set(Mode.PASS);
    scrape.await("thalweg_disk_full", full -> full == 0);
    assertThat(error(client.ask(event(acknowledged)))).isZero();
    scrape.await("thalweg_segments", segments -> segments > 0);
    readAll(acknowledged + 1);
  }

  @Test
  void whatCannotBeReadIsAnErrorUntilItCan() throws Exception {
    RawClient client = broker.connect();
    for (int i = 0; i < EVENTS; i++) {
      assertThat(error(client.ask(event(i)))).isZero();
    }
    scrape.await("thalweg_segments", segments -> segments > 0);
    broker.disk().set(Mode.FAIL_READS);
    var failed = Requests.fetched(client.ask(Requests.fetch("t", 0, 0, 0)));
    assertThat(failed.errorCode()).isEqualTo(Errors.KAFKA_STORAGE_ERROR.code());
    assertThat(scrape.value("thalweg_cold_read_failures_total")).isPositive();
    assertThat(error(client.ask(event(EVENTS)))).isZero();
    assertThat(broker.node().failed()).isFalse();

    broker.disk().set(Mode.PASS);
    readAll(EVENTS + 1);
  }

  private void readAll(int events) throws IOException {
    RawClient client = broker.connect();
    int next = 0;
    while (next < events) {
      var fetched = Requests.fetched(client.ask(Requests.fetch("t", 0, next, 0)));
      assertThat(fetched.errorCode()).as("error at %d", next).isZero();
      List<String> values = Requests.values(fetched);
      for (String value : values) {
        assertThat(value.equals(value(next))).as("event %d", next).isTrue();
        next++;
      }
    }
    assertThat(next).isEqualTo(events);
  }
}
