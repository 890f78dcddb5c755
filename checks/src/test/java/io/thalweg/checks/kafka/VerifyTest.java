package io.thalweg.checks.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.broker.BrokerProcess;
import io.thalweg.checks.broker.Program;
import io.thalweg.checks.broker.Scrape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `thalweg verify` on what a broker has left behind.
class VerifyTest {
  private static final String TOPIC = "verified";
  private static final int EVENT_BYTES = 200_000;
  private static final int EVENTS = 120;

  @TempDir Path folder;
  private Path data;

  @BeforeEach
  void name() {
    data = folder.resolve("data");
  }

  private Program.Ended verify(String... more) {
    List<String> line = new ArrayList<>(List.of("verify", "--data", data.toString()));
    line.addAll(List.of(more));
    return Program.thalweg(line.toArray(String[]::new)).end();
  }

  private String refused() {
    Program.Ended ended = verify();
    assertThat(ended.exitCode()).as("exit code; it said: %s", ended.errors()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.errors().lines()).hasSize(1);
    return ended.errors();
  }

  /// More events than the ring holds, so that most are in segments, and a kill while it writes.
  private void publishAndKill() {
    try (BrokerProcess broker =
        BrokerProcess.on(data)
            .with("storage.ring-bytes=16MiB")
            .with("storage.ring-file-bytes=4MiB")
            .with("storage.blocks=8")
            .with("topics.max-partitions=100")
            .with("listeners.metrics=127.0.0.1:0")
            .start()) {
      Clients clients = new Clients(broker.bootstrap());
      clients.create(TOPIC, 1);
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      try (Producer<String, String> producer = clients.producer(Map.of())) {
        for (int i = 0; i < EVENTS; i++) {
          String value = Integer.toString(i).repeat(EVENT_BYTES).substring(0, EVENT_BYTES);
          sent.add(producer.send(new ProducerRecord<>(TOPIC, 0, null, value)));
        }
        sent.forEach(Clients::done);
      }
      new Scrape(broker).await("thalweg_segments", segments -> segments > 0);
      assertThat(refused()).contains("a broker uses " + data, "stop it");
      assertThat(broker.isRunning()).isTrue();
      broker.kill();
    }
  }

  private Map<String, byte[]> content() throws IOException {
    Map<String, byte[]> content = new TreeMap<>();
    try (Stream<Path> files = Files.list(data)) {
      for (Path file : files.toList()) {
        content.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return content;
  }

  @Test
  void aKilledBrokersDataIsSoundAndEveryFlippedByteIsNamed() throws IOException {
    publishAndKill();
    Map<String, byte[]> before = content();
    Program.Ended sound = verify();
    assertThat(sound.errors()).isEmpty();
    assertThat(sound.exitCode()).as(sound.out()).isZero();
    assertThat(sound.out().lines()).contains("sound");
    assertThat(sound.out()).contains(EVENTS + " batches, " + EVENTS + " events");
    Map<String, byte[]> after = content();
    assertThat(after.keySet()).isEqualTo(before.keySet());
    after.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(before.get(name)));

    String log = before.keySet().stream().filter(n -> n.endsWith(".log")).findFirst().orElseThrow();
    byte[] flipped = before.get(log).clone();
    flipped[70_000] ^= (byte) 1; // in its first batch, which is larger
    Files.write(data.resolve(log), flipped);
    long offset = ByteBuffer.wrap(flipped).getLong();
    Program.Ended damaged = verify();
    assertThat(damaged.errors()).isEmpty();
    assertThat(damaged.exitCode()).isEqualTo(1);
    assertThat(damaged.out().lines().map(line -> line.replaceAll(" +", " ")))
        .anyMatch(line -> line.startsWith(log + " 0 " + TOPIC + " 0 " + offset + " expected"))
        .contains("1 damage found");
    assertThat(verify("-o", "json").out())
        .contains("\"sound\" : false", "\"file\" : \"" + log, "\"topic\" : \"" + TOPIC + "\"")
        .contains("\"firstOffset\" : " + offset, "\"lastOffset\" : " + offset);
  }

  @Test
  void whatIsNoBrokersDirectoryIsRefused() throws IOException {
    assertThat(refused()).contains(data + " is no directory", "--data");
    Files.createDirectory(data);
    Files.writeString(data.resolve("notes.txt"), "mine");
    assertThat(refused()).contains("holds nothing of Thalweg's", "--data");
  }
}
