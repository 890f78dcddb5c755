package io.thalweg.checks.hostile;

import static io.thalweg.checks.hostile.HeldEvents.residentBytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.broker.BrokerProcess;
import io.thalweg.checks.broker.Scrape;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a peer does wrong costs that peer its connection, and nobody else anything.
class HostilePeerTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int MIB = 1 << 20;
  private static final int CONNECTIONS = 150;
  private static final int OUTBOUND_BYTES = 24 * MIB;
  private static final HeldEvents HELD = new HeldEvents("held", 60);

  private static final String ENDED_FOR_MEMORY =
      "thalweg_connections_closed_total{reason=\"memory\"}";

  @TempDir static Path folder;

  private static BrokerProcess broker;
  private static Bystander bystander;

  @BeforeAll
  static void start() {
    broker =
        BrokerProcess.on(folder.resolve("data"))
            .with("memory.inbound-bytes=40MiB")
            .with("memory.outbound-bytes=" + OUTBOUND_BYTES)
            .with("connections.max=" + CONNECTIONS)
            .with("storage.blocks=16")
            .with("listeners.metrics=127.0.0.1:0")
            .start();
    bystander = new Bystander(broker.bootstrap(), "bystander", 10_000, 0);
    bystander.goesOn();
  }

  @AfterAll
  static void end() throws InterruptedException {
    try (BrokerProcess ended = broker) {
      bystander.goesOn();
      bystander.end();
      assertThat(ended.log().text()).doesNotContain("OutOfMemory", "stopping, since");
      assertThat(ended.isRunning()).isTrue();
    }
  }

  private static RawPeer peer() {
    return new RawPeer(broker.port());
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ByteBuffer claim(int length) {
    return ByteBuffer.allocate(4).putInt(length).flip();
  }

  /// The log says at most one line a second: tries until the reason of one's own is the one said.
  private static void expectLogged(byte[] bytes, String reason) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < deadline) {
      try (RawPeer peer = peer()) {
        peer.send(bytes);
        assertThat(peer.isClosed()).as("closed after %s", reason).isTrue();
        boolean said =
            broker
                .log()
                .await(
                    line -> line.contains(peer.name()) && line.contains(reason),
                    Duration.ofMillis(300))
                .isPresent();
        if (said) {
          return;
        }
      }
    }
    throw new AssertionError("expected a line '" + reason + "' in:\n" + broker.log().text());
  }

  @Test
  void whatIsNotKafkaIsNamedInTheLog() {
    expectLogged(text("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), "HTTP was sent to a Kafka port");
    expectLogged(text("POST / HTTP/1.1\r\n\r\n"), "HTTP was sent to a Kafka port");
    byte[] hello = {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};
    expectLogged(hello, "TLS was sent to a Kafka port");
    expectLogged(claim(Integer.MAX_VALUE).array(), "its length is 2147483647");
    expectLogged(claim(-1).array(), "its length is -1");
    expectLogged(claim((32 << 20) + 1).array(), "its length is 33554433");
    ByteBuffer unknown = ByteBuffer.allocate(14).putInt(10).putShort((short) 999);
    expectLogged(unknown.array(), "expected a known API key, but it is 999");
    ByteBuffer version = ByteBuffer.allocate(14).putInt(10).putShort((short) 3);
    expectLogged(version.putShort((short) 99).array(), "known version");
    bystander.goesOn();
  }

  @Test
  void theLogIsNotFlooded() {
    long before = linesAboutPeers();
    long started = System.nanoTime();
    for (int i = 0; i < 300; i++) {
      try (RawPeer peer = peer()) {
        peer.send(text("GET /\u001b[31m HTTP/1.1\r\n\r\n"));
        assertThat(peer.isClosed()).isTrue();
      }
    }
    long seconds = 1 + (System.nanoTime() - started) / 1_000_000_000L;
    assertThat(linesAboutPeers() - before).isLessThanOrEqualTo(seconds + 1);
    assertThat(broker.log().text()).doesNotContain("\u001b");
  }

  private static long linesAboutPeers() {
    return broker.log().lines().stream()
        .filter(line -> line.contains("closed the connection of"))
        .count();
  }

  @Test
  void aClaimTakesNoMemory() {
    long before = residentBytes(broker);
    List<RawPeer> peers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      RawPeer peer = peer();
      peers.add(peer);
      // Produce of 32 MB, of which ten bytes come
      peer.send(ByteBuffer.allocate(14).putInt(32 << 20).array());
    }
    bystander.goesOn();
    assertThat(residentBytes(broker) - before).isLessThan(64L * MIB);
    for (RawPeer peer : peers) {
      assertThat(peer.isClosedByNow()).isFalse();
      peer.close();
    }
  }

  @Test
  void anArrayThatClaimsTooMuchTakesNoMemory() {
    long before = residentBytes(broker);
    for (int count : new int[] {Integer.MAX_VALUE, 1 << 30, 2_000_000}) {
      for (int i = 0; i < 20; i++) {
        ByteBuffer frame = ByteBuffer.allocate(4 * MIB).putInt(4 * MIB - 4);
        frame.putShort((short) 3).putShort((short) 1).putInt(9).putShort((short) -1);
        frame.putInt(count);
        try (RawPeer peer = peer()) {
          peer.send(frame.array());
          assertThat(peer.isClosed()).as("%d topics", count).isTrue();
        }
      }
    }
    bystander.goesOn();
    assertThat(residentBytes(broker) - before).isLessThan(150L * MIB);
  }

  @Test
  void badBatchesAreRefusedAndTheConnectionGoesOn() {
    try (RawPeer peer = peer()) {
      peer.create("bad");
      ByteBuffer wrong = HeldEvents.batch(100).buffer().duplicate();
      wrong.put(wrong.limit() - 1, (byte) (wrong.get(wrong.limit() - 1) + 1));
      assertThat(peer.produce("bad", MemoryRecords.readableRecords(wrong)))
          .isEqualTo(Errors.CORRUPT_MESSAGE);
      MemoryRecords old =
          MemoryRecords.withRecords((byte) 1, Compression.NONE, new SimpleRecord(new byte[50]));
      assertThat(peer.produce("bad", old)).isEqualTo(Errors.UNSUPPORTED_FOR_MESSAGE_FORMAT);
      assertThat(peer.produce("none", HeldEvents.batch(100)))
          .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
      assertThat(peer.produce("bad", HeldEvents.batch(100))).isEqualTo(Errors.NONE);
    }
  }

  @Test
  void halfSentRequestsCannotTakeAllMemory() {
    List<RawPeer> peers = new ArrayList<>();
    byte[] half = new byte[3 * MIB];
    ByteBuffer.wrap(half).putInt(6 * MIB);
    for (int i = 0; i < 30; i++) {
      RawPeer peer = peer();
      peers.add(peer);
      peer.send(half);
      bystander.goesOn();
    }
    assertThat(residentBytes(broker)).isLessThan(500L * MIB);
    long gone = peers.stream().filter(RawPeer::isClosedByNow).count();
    assertThat(gone).as("the oldest had to go").isBetween(10L, 29L);
    assertThat(peers.getFirst().isClosedByNow()).isTrue();
    assertThat(peers.getLast().isClosedByNow()).isFalse();
    peers.forEach(RawPeer::close);
  }

  @Test
  void slowReadersHoldBoundedMemoryAndNobodyUp() {
    Scrape scrape = new Scrape(broker);
    double before = scrape.value(ENDED_FOR_MEMORY);
    try (RawPeer writes = peer()) {
      HELD.fill(writes);
    }
    List<RawPeer> peers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      RawPeer peer = peer();
      peers.add(peer);
      for (int j = 0; j < 20; j++) {
        peer.send(HELD.fetch(i * 7 + j));
      }
    }
    for (int i = 0; i < 20; i++) {
      bystander.goesOn();
    }
    assertThat(residentBytes(broker)).isLessThan(500L * MIB);
    // together they ask for more than outbound memory
    scrape.await(ENDED_FOR_MEMORY, ended -> ended > before);
    peers.forEach(RawPeer::close);
    try (RawPeer reads = peer()) {
      HELD.read(reads, 0);
    }
  }

  @Test
  void connectionsBeyondTheLimitAreClosedAtOnce() {
    List<RawPeer> peers = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      peers.add(peer());
    }
    assertThat(peers.getLast().isClosed()).isTrue();
    bystander.goesOn();
    assertThat(peers.getFirst().isClosedByNow()).isFalse();
    peers.forEach(RawPeer::close);
    long deadline = System.nanoTime() + LIMIT.toNanos();
    boolean accepted = false;
    while (!accepted && System.nanoTime() < deadline) {
      try (RawPeer peer = peer()) {
        accepted = peer.send(RawPeer.frame(new ApiVersionsRequestData(), 0)) && !peer.isSilent();
      }
    }
    assertThat(accepted).as("there is room again").isTrue();
  }

  @Test
  void aPeerThatIsNeverDoneIsClosed(@TempDir Path other) {
    try (BrokerProcess strict =
            BrokerProcess.on(other.resolve("data")).with("connections.idle-ms=1500").start();
        RawPeer active = new RawPeer(strict.port());
        RawPeer silent = new RawPeer(strict.port());
        RawPeer drips = new RawPeer(strict.port())) {
      drips.send(claim(1_000_000).array());
      long deadline = System.nanoTime() + LIMIT.toNanos();
      boolean gone = false;
      while (!gone && System.nanoTime() < deadline) {
        drips.send(new byte[1]);
        active.ask(new ApiVersionsRequestData(), 0);
        gone = drips.isClosedByNow() && silent.isClosedByNow();
      }
      assertThat(gone).as("the silent and the dripping are closed").isTrue();
      active.ask(new ApiVersionsRequestData(), 0);
    }
  }
}
