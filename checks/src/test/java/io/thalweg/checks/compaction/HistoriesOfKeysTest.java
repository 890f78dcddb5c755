package io.thalweg.checks.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.broker.BrokerProcess;
import io.thalweg.checks.broker.Program;
import io.thalweg.checks.broker.Scrape;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Random histories of compacted topics, side by side, while the broker stops and dies between
/// them: what Kafka's client reads is what was written, the newest event of each key is always
/// there, and in the end nothing else.
class HistoriesOfKeysTest {
  private static final int HISTORIES = Integer.getInteger("compaction.histories", 200);
  private static final long SEED = Long.getLong("compaction.seed", 1);
  private static final int ROUNDS = 4;
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final List<String> CODECS = List.of("none", "gzip", "snappy", "lz4", "zstd");

  /// More than half of the journal, so that all topics leave it.
  private static final int FILLER_BYTES = 10 << 20;

  @TempDir Path folder;
  private final Random chance = new Random(SEED);
  private final List<History> histories =
      IntStream.range(0, HISTORIES).mapToObj(number -> new History(number, SEED)).toList();

  private double runs;
  private double bytes;
  private double bytesLeft;

  private record Sent(
      History history, ProducerRecord<String, String> event, Future<RecordMetadata> at) {}

  private static Map<String, Object> settings(BrokerProcess broker) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", broker.bootstrap());
    return settings;
  }

  private void create(BrokerProcess broker) throws Exception {
    List<NewTopic> topics = new ArrayList<>();
    for (History history : histories) {
      topics.add(new NewTopic(history.topic, 1, (short) 1).configs(history.settings()));
    }
    topics.add(new NewTopic("filler", 1, (short) 1).configs(Map.of("retention.bytes", "1")));
    try (Admin admin = Admin.create(settings(broker))) {
      admin.createTopics(topics).all().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private void write(BrokerProcess broker) throws Exception {
    List<Sent> sent = new ArrayList<>();
    List<KafkaProducer<String, String>> producers = new ArrayList<>();
    for (String codec : CODECS) {
      Map<String, Object> settings = settings(broker);
      settings.put("compression.type", codec);
      settings.put("linger.ms", chance.nextInt(10));
      settings.put("batch.size", chance.nextBoolean() ? 300 : 16_384);
      settings.put("enable.idempotence", chance.nextBoolean());
      producers.add(new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer()));
    }
    for (int turn = 0; turn < 3; turn++) {
      for (History history : histories) {
        for (int i = chance.nextInt(10); i > 0; i--) {
          ProducerRecord<String, String> event = history.next();
          var producer = producers.get(chance.nextInt(producers.size()));
          sent.add(new Sent(history, event, producer.send(event)));
        }
      }
      producers.forEach(KafkaProducer::flush);
    }
    producers.forEach(KafkaProducer::close);
    for (Sent each : sent) {
      RecordMetadata at = each.at.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      each.history.wrote(each.event, at.offset());
    }
  }

  private static void fill(BrokerProcess broker) throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (var producer =
        new KafkaProducer<>(
            settings(broker), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int bytes = 0; bytes < FILLER_BYTES; bytes += 500_000) {
        sent.add(producer.send(new ProducerRecord<>("filler", new byte[500_000])));
      }
    }
    for (Future<RecordMetadata> each : sent) {
      each.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /// Reads these topics from their beginning to their end.
  private Map<String, List<ConsumerRecord<String, String>>> read(
      BrokerProcess broker, List<History> all) {
    Map<String, List<ConsumerRecord<String, String>>> read = new HashMap<>();
    Map<String, Object> settings = settings(broker);
    settings.put("fetch.max.wait.ms", 20);
    settings.put("max.partition.fetch.bytes", chance.nextInt(4) == 0 ? 1 : 1 << 20);
    settings.put("fetch.max.bytes", 1 << 20);
    List<TopicPartition> partitions = all.stream().map(History::partition).toList();
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<TopicPartition> left = new ArrayList<>(partitions);
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (!left.isEmpty()) {
        for (ConsumerRecord<String, String> each : consumer.poll(Duration.ofMillis(50))) {
          read.computeIfAbsent(each.topic(), _ -> new ArrayList<>()).add(each);
        }
        left.removeIf(partition -> consumer.position(partition) >= ends.get(partition));
        assertThat(System.nanoTime()).as("not at the end: %s", left).isLessThan(deadline);
      }
    }
    all.forEach(history -> history.check(read.getOrDefault(history.topic, List.of())));
    return read;
  }

  /// Counts what has been compacted since the broker started.
  private void count(BrokerProcess broker) {
    Map<String, Double> seen = new Scrape(broker).samples();
    runs += seen.get("thalweg_compaction_runs_total");
    bytes += seen.get("thalweg_compaction_read_bytes_total");
    bytesLeft += seen.get("thalweg_compaction_written_bytes_total");
  }

  private BrokerProcess start() {
    return BrokerProcess.on(folder.resolve("data"))
        .with("storage.ring-bytes=16MiB")
        .with("storage.ring-file-bytes=4MiB")
        .with("storage.blocks=8")
        .with("topics.cleanup-check-ms=50ms")
        .with("listeners.metrics=127.0.0.1:0")
        .start();
  }

  @Test
  @Timeout(180)
  void whatIsReadEqualsTheModel() throws Exception {
    BrokerProcess broker = start();
    try (broker) {
      create(broker);
      for (int round = 0; round < ROUNDS; round++) {
        write(broker);
        if (chance.nextBoolean()) {
          fill(broker);
        }
        read(broker, histories);
        count(broker);
        if (chance.nextBoolean()) {
          broker.stop();
        } else {
          broker.kill();
        }
        broker.startAgain();
        read(broker, histories);
      }
      List<History> left = new ArrayList<>(histories);
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (!left.isEmpty()) {
        var read = read(broker, left);
        left.removeIf(history -> history.isCompacted(read.getOrDefault(history.topic, List.of())));
        assertThat(System.nanoTime()).as("not compacted: %s", left).isLessThan(deadline);
      }
      count(broker);
      assertThat(runs).isGreaterThan(HISTORIES);
      assertThat(bytesLeft).isLessThan(0.8 * bytes);
      broker.stop();
      Program.Ended verified =
          Program.thalweg("verify", "--data", folder.resolve("data").toString()).end();
      assertThat(verified.exitCode()).as(verified.out() + verified.errors()).isZero();
    }
  }
}
