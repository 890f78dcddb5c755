package io.thalweg.checks.compaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.checks.broker.BrokerProcess;
import io.thalweg.checks.broker.Scrape;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One compacted topic, step by step.
class CompactedTopicTest {
  private static final String TOPIC = "compacted";
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path folder;
  private BrokerProcess broker;

  @BeforeEach
  void create() throws Exception {
    broker =
        BrokerProcess.on(folder.resolve("data"))
            .with("topics.cleanup-check-ms=20ms")
            .with("listeners.metrics=127.0.0.1:0")
            .start();
    Map<String, String> settings =
        Map.of(
            "cleanup.policy", "compact",
            "max.compaction.lag.ms", "1",
            "delete.retention.ms", "0");
    try (Admin admin = Admin.create(settings())) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1).configs(settings))).all().get();
    }
  }

  @AfterEach
  void close() {
    broker.close();
  }

  private Map<String, Object> settings() {
    return Map.of("bootstrap.servers", broker.bootstrap(), "fetch.max.wait.ms", 20);
  }

  private KafkaProducer<String, String> producer() {
    return new KafkaProducer<>(settings(), new StringSerializer(), new StringSerializer());
  }

  /// Writes `key=value` or `key=`, a tombstone, one batch each, the times being their numbers; and
  /// waits until that has been compacted.
  private void write(long firstTime, String... events) throws Exception {
    Scrape scrape = new Scrape(broker);
    double before = scrape.samples().get("thalweg_compaction_runs_total");
    try (KafkaProducer<String, String> producer = producer()) {
      long time = firstTime;
      for (String each : events) {
        String[] parts = each.split("=", -1);
        @Nullable String value = parts[1].isEmpty() ? null : parts[1];
        producer.send(new ProducerRecord<>(TOPIC, 0, time++, parts[0], value)).get();
      }
    }
    scrape.await("thalweg_compaction_runs_total", runs -> runs > before);
    scrape.await("thalweg_live_batches", batches -> batches == 0);
    scrape.await("thalweg_compaction_dirty_partitions", due -> due == 0);
  }

  private KafkaConsumer<String, String> consumer() {
    var consumer =
        new KafkaConsumer<>(settings(), new StringDeserializer(), new StringDeserializer());
    consumer.assign(List.of(PARTITION));
    return consumer;
  }

  /// What is read from `offset` to the end.
  private List<String> read(long offset) {
    List<String> read = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer = consumer()) {
      consumer.seek(PARTITION, offset);
      long end = consumer.endOffsets(List.of(PARTITION)).get(PARTITION);
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (consumer.position(PARTITION) < end) {
        for (ConsumerRecord<String, String> each : consumer.poll(Duration.ofMillis(20))) {
          read.add(each.offset() + ":" + each.key() + "=" + each.value());
        }
        assertThat(System.nanoTime()).as("read: %s", read).isLessThan(deadline);
      }
    }
    return read;
  }

  private void reads(long offset, String... expected) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    List<String> read = read(offset);
    while (!read.equals(List.of(expected)) && System.nanoTime() < deadline) {
      read = read(offset);
    }
    assertThat(read).containsExactly(expected);
  }

  @Test
  void theNewestOfEachKeyIsFoundFromWhereverOneLooks() throws Exception {
    write(1_000, "a=1", "b=1", "a=2", "c=1", "b=2", "a=3");
    reads(0, "3:c=1", "4:b=2", "5:a=3");
    reads(1, "3:c=1", "4:b=2", "5:a=3");
    reads(4, "4:b=2", "5:a=3");
    try (KafkaConsumer<String, String> consumer = consumer()) {
      var found = consumer.offsetsForTimes(Map.of(PARTITION, 1_001L)).get(PARTITION);
      assertThat(found.offset()).isEqualTo(3);
      assertThat(found.timestamp()).isEqualTo(1_003);
      assertThat(consumer.beginningOffsets(List.of(PARTITION))).containsEntry(PARTITION, 0L);
    }
    write(2_000, "c=", "b=3");
    write(3_000, "a=4");
    reads(0, "7:b=3", "8:a=4");
    broker.kill();
    broker.startAgain();
    reads(0, "7:b=3", "8:a=4");
  }

  @Test
  void anEventWithoutAKeyIsRefused() {
    try (KafkaProducer<String, String> producer = producer()) {
      assertThatThrownBy(() -> producer.send(new ProducerRecord<>(TOPIC, 0, null, "v")).get())
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(InvalidRecordException.class)
          .hasMessageContaining("key");
    }
  }
}
