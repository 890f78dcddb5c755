package io.thalweg.checks.golden;

import static io.thalweg.checks.golden.Served.done;

import io.thalweg.checks.broker.BrokerProcess;
import io.thalweg.checks.broker.Scrape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// What is done with a broker so that its directory holds a record of every kind, and segments.
/// Whoever adds a kind adds here what makes the broker write it.
final class GoldenHistory implements AutoCloseable {
  private static final long TIMESTAMP = 1_700_000_000_000L;
  private static final Map<String, String> FOREVER = Map.of("retention.ms", "-1");
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
  private static final TopicPartition OTHER_ORDERS = new TopicPartition("orders", 1);
  private static final TopicPartition TRIMMED = new TopicPartition("trimmed", 0);

  private final BrokerProcess broker;
  private final Admin admin;

  GoldenHistory(BrokerProcess broker) {
    this.broker = broker;
    this.admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
  }

  void run() throws Exception {
    create("orders", 2, FOREVER);
    create("trimmed", 1, FOREVER);
    create("padding", 1, FOREVER);
    create("doomed", 1, FOREVER);
    publish("none", "orders", 20);
    publish("none", "trimmed", 20);
    publish("none", "doomed", 20);
    GoldenQueues queues = new GoldenQueues(broker);
    queues.early();
    untilSegments();
    // from here on nothing more is flushed, so that all of it stays in the journal
    done(admin.deleteRecords(Map.of(TRIMMED, RecordsToDelete.beforeOffset(20))).all());
    done(admin.deleteTopics(List.of("doomed")).all());
    create("stamped", 1, Map.of("message.timestamp.type", "LogAppendTime", "retention.ms", "-1"));
    create("empty", 3, Map.of("cleanup.policy", "compact", "max.message.bytes", "4321"));
    publish("none", "stamped", 5);
    for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
      publish(codec, "orders", 10);
    }
    configure();
    offsets();
    members();
    queues.late();
  }

  private void create(String name, int partitions, Map<String, String> configs) throws Exception {
    done(
        admin
            .createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(configs)))
            .all());
  }

  /// Writes so many events to each partition, by a producer of their own.
  private void publish(String codec, String topic, int count) throws Exception {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", broker.bootstrap());
    settings.put("compression.type", codec);
    List<Future<?>> sent = new ArrayList<>();
    try (Producer<String, String> to =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      int partitions = to.partitionsFor(topic).size();
      for (int i = 0; i < count * partitions; i++) {
        String key = i % 3 == 0 ? null : "key-" + i;
        String value = i % 7 == 6 ? null : codec + " event " + i;
        var event = new ProducerRecord<>(topic, i % partitions, TIMESTAMP + i, key, value);
        event.headers().add(new RecordHeader("number", new byte[] {(byte) i}));
        sent.add(to.send(event));
      }
      for (Future<?> each : sent) {
        each.get(BrokerProcess.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }

  /// Fills the journal until what came before lies in segments.
  private void untilSegments() throws Exception {
    Scrape scrape = new Scrape(broker);
    String value = "padding ".repeat(10_000);
    Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrap());
    try (Producer<String, String> to =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      for (int i = 0; scrape.value("thalweg_segments") < 4; i++) {
        to.send(new ProducerRecord<>("padding", 0, TIMESTAMP + i, null, value))
            .get(BrokerProcess.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
    scrape.await("thalweg_flushes_running", running -> running == 0);
    scrape.await("thalweg_ring_used_bytes", used -> used < 4 << 20);
  }

  private void configure() throws Exception {
    ConfigResource orders = new ConfigResource(ConfigResource.Type.TOPIC, "orders");
    var change =
        new AlterConfigOp(new ConfigEntry("max.message.bytes", "54321"), AlterConfigOp.OpType.SET);
    done(admin.incrementalAlterConfigs(Map.of(orders, List.of(change))).all());
  }

  private void offsets() throws Exception {
    var both =
        Map.of(ORDERS, new OffsetAndMetadata(7, "seven"), OTHER_ORDERS, new OffsetAndMetadata(11));
    for (String group : List.of("billing", "partly", "removed")) {
      done(admin.alterConsumerGroupOffsets(group, both).all());
    }
    done(admin.deleteConsumerGroupOffsets("partly", Set.of(ORDERS)).all());
    done(admin.deleteConsumerGroups(List.of("removed")).all());
  }

  /// Two static members, who stay when their clients go, and one who leaves.
  private void members() {
    for (String instance : List.of("", "first", "second")) {
      Map<String, Object> settings = new HashMap<>();
      settings.put("bootstrap.servers", broker.bootstrap());
      settings.put("group.id", instance.isEmpty() ? "left" : "stays-" + instance);
      settings.put("client.id", "client-" + instance);
      settings.put("session.timeout.ms", 1_800_000);
      settings.put("auto.offset.reset", "earliest");
      settings.put("enable.auto.commit", false);
      if (!instance.isEmpty()) {
        settings.put("group.instance.id", instance);
      }
      try (Consumer<String, String> member =
          new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
        member.subscribe(List.of("orders"));
        long deadline = System.nanoTime() + BrokerProcess.LIMIT.toNanos();
        while (member.poll(Duration.ofMillis(100)).isEmpty() && System.nanoTime() < deadline) {
          // until it has joined
        }
        member.commitSync(Map.of(ORDERS, new OffsetAndMetadata(3, "by " + instance)));
      }
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
