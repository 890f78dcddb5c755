package io.thalweg.checks.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.broker.BrokerProcess;
import io.thalweg.checks.broker.Scrape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many that are idle, some that read slowly and some that do not read at all, at a broker with its
/// usual limits: all of them stay, and nobody notices.
class CrowdTest {
  private static final long MIB = 1 << 20;
  private static final int IDLE = 2000;
  private static final int STALLED = 40;
  private static final int SLOW = 10;

  /// Fetches that one sends before it looks at any answer.
  private static final int PIPELINED = 20;

  private static final int SIPS = 20;
  private static final int SIP_BYTES = 32 * 1024;

  /// Of an idle connection, which has no buffer but only the broker's objects.
  private static final long IDLE_BYTES = 16 * 1024;

  /// Of all answers that are not read: `memory.outbound-bytes`.
  private static final long UNREAD_BYTES = 128 * MIB;

  /// What else grows meanwhile: the heap's young generation, compiled code.
  private static final long OTHER_BYTES = 32 * MIB;

  /// More than blocks hold, so that these have all been used before anything is measured.
  private static final HeldEvents HELD = new HeldEvents("held", 80);

  @TempDir Path folder;

  @Test
  void theIdleTheSlowAndTheStalledStayAndNobodyNotices() throws InterruptedException {
    try (BrokerProcess broker =
        BrokerProcess.on(folder.resolve("data")).with("listeners.metrics=127.0.0.1:0").start()) {
      Scrape scrape = new Scrape(broker);
      Bystander bystander = new Bystander(broker.bootstrap(), "bystander", 10_000, 0);
      try (RawPeer writes = new RawPeer(broker.port())) {
        HELD.fill(writes);
        HELD.read(writes, 0);
      }
      bystander.goesOn();
      long before = HeldEvents.residentBytes(broker);

      List<RawPeer> idle = peers(broker, IDLE);
      scrape.await("thalweg_connections_open", open -> open >= IDLE);
      bystander.goesOn();
      assertThat(HeldEvents.residentBytes(broker) - before)
          .isLessThan(IDLE * IDLE_BYTES + OTHER_BYTES);

      List<RawPeer> stalled = peers(broker, STALLED);
      for (RawPeer peer : stalled) {
        for (int i = 0; i < PIPELINED; i++) {
          peer.send(HELD.fetch(i));
        }
      }
      List<RawPeer> slow = peers(broker, SLOW);
      slow.forEach(peer -> peer.send(HELD.fetch(0)));
      for (int i = 0; i < SIPS; i++) {
        bystander.goesOn();
        slow.forEach(peer -> peer.sip(SIP_BYTES));
      }
      assertThat(HeldEvents.residentBytes(broker) - before)
          .isLessThan(IDLE * IDLE_BYTES + UNREAD_BYTES + OTHER_BYTES);

      slow.forEach(peer -> assertThat(HELD.check(peer, 0)).isPositive());
      idle.forEach(peer -> peer.ask(new ApiVersionsRequestData(), 0));
      assertThat(stalled).allMatch(peer -> HELD.check(peer, 0) > 0);
      bystander.goesOn();
      assertThat(scrape.samples()).containsAllEntriesOf(NOBODY_ENDED);
      for (List<RawPeer> each : List.of(idle, stalled, slow)) {
        each.forEach(RawPeer::close);
      }
      bystander.end();
    }
  }

  private static final Map<String, Double> NOBODY_ENDED =
      Map.of(
          "thalweg_connections_closed_total{reason=\"memory\"}", 0.0,
          "thalweg_connections_closed_total{reason=\"idle\"}", 0.0,
          "thalweg_connections_closed_total{reason=\"refused\"}", 0.0,
          "thalweg_connections_closed_total{reason=\"hostile\"}", 0.0);

  /// Peers of which every second one has asked something before.
  private static List<RawPeer> peers(BrokerProcess broker, int count) {
    List<RawPeer> peers = new ArrayList<>();
    IntStream.range(0, count).forEach(_ -> peers.add(new RawPeer(broker.port())));
    IntStream.range(0, count / 2)
        .forEach(i -> peers.get(2 * i).ask(new ApiVersionsRequestData(), 0));
    return peers;
  }
}
