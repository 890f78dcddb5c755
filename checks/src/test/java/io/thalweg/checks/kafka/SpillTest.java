package io.thalweg.checks.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.broker.BrokerProcess;
import io.thalweg.checks.broker.Scrape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// More events than blocks and the journal hold: they go to segments and are read from there.
class SpillTest {
  private static final String TOPIC = "spill";
  private static final int EVENT_BYTES = 200_000;

  /// As much as the ring may hold, twice.
  private static final int EVENTS = 170;

  @TempDir Path folder;

  private BrokerProcess small() {
    return BrokerProcess.on(folder.resolve("data"))
        .with("storage.ring-bytes=16MiB")
        .with("storage.ring-file-bytes=4MiB")
        .with("storage.blocks=8")
        .with("topics.max-partitions=100")
        .with("listeners.metrics=127.0.0.1:0")
        .start();
  }

  private static String value(int event) {
    return Integer.toString(event).repeat(EVENT_BYTES).substring(0, EVENT_BYTES);
  }

  /// Publishes the events `from` to `to - 1`, and does not wait for them.
  private static List<Future<RecordMetadata>> send(
      Producer<String, String> producer, int from, int to) {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (int i = from; i < to; i++) {
      sent.add(producer.send(new ProducerRecord<>(TOPIC, 0, null, value(i))));
    }
    return sent;
  }

  @Test
  void whatIsWrittenToDiskAndReadFromItIsCounted() {
    try (BrokerProcess broker = small()) {
      Clients clients = new Clients(broker.bootstrap());
      clients.create(TOPIC, 1);
      try (Producer<String, String> producer = clients.producer(Map.of())) {
        send(producer, 0, EVENTS).forEach(Clients::done);
      }
      Scrape scrape = new Scrape(broker);
      scrape.await("thalweg_flushes_running", running -> running == 0);
      Map<String, Double> seen = scrape.samples();
      double flushed = seen.get("thalweg_flush_bytes_total");
      assertThat(flushed).isGreaterThan(16 << 20);
      assertThat(seen.get("thalweg_segments"))
          .isPositive()
          .isEqualTo(seen.get("thalweg_flush_duration_seconds_count"));
      assertThat(seen.get("thalweg_flush_failures_total")).isZero();
      assertThat(seen.get("thalweg_blocks_evicted_total")).isPositive();
      assertThat(seen.get("thalweg_blocks_used")).isLessThanOrEqualTo(8);

      List<ConsumerRecord<String, String>> read = clients.readAll(TOPIC, 0);
      for (int i = 0; i < EVENTS; i++) {
        assertThat(read.get(i).value()).isEqualTo(value(i));
      }
      Map<String, Double> then = scrape.samples();
      double cold = coldBytes(then, "disk") + coldBytes(then, "ahead");
      assertThat(cold).isBetween(flushed, 2.0 * EVENTS * EVENT_BYTES);
      assertThat(then.get("thalweg_cold_reads_total{from=\"disk\"}")).isPositive();
      assertThat(then.get("thalweg_cold_read_duration_seconds_count")).isPositive();
      assertThat(then.get("thalweg_cold_read_failures_total")).isZero();
    }
  }

  private static double coldBytes(Map<String, Double> seen, String from) {
    return seen.get("thalweg_cold_read_bytes_total{from=\"" + from + "\"}");
  }

  @Test
  void aStopInTheMidstOfWritingIsCleanAndLosesNothing() {
    try (BrokerProcess broker = small()) {
      Clients clients = new Clients(broker.bootstrap());
      clients.create(TOPIC, 1);
      for (int round = 0; round < 2; round++) {
        int from = clients.readAll(TOPIC, 0).size();
        List<Future<RecordMetadata>> sent;
        try (Producer<String, String> producer = clients.producer(Map.of("linger.ms", 0))) {
          sent = send(producer, from, from + EVENTS);
          new Scrape(broker).await("thalweg_flush_bytes_total", bytes -> bytes > 0);
          assertThat(broker.stop()).isZero();
          assertThat(broker.log().text()).doesNotContain("stopping, since", "ERROR", "Exception");
          broker.startAgain();
          sent.forEach(Clients::done);
        }
        List<ConsumerRecord<String, String>> read = clients.readAll(TOPIC, 0);
        assertThat(read).hasSize(from + sent.size());
        for (int i = from; i < read.size(); i++) {
          assertThat(read.get(i).value()).isEqualTo(value(i));
        }
      }
    }
  }
}
