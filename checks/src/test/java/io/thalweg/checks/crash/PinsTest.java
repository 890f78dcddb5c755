package io.thalweg.checks.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.broker.BrokerProcess;
import io.thalweg.checks.broker.Scrape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nothing pins the ring: what is old and still wanted does not keep its files from being written
/// again, and is there after a kill. There are a group that got stuck after one commit, one whose
/// member never commits, a topic that nobody reads, one whose configuration was changed once, and
/// producers that are open and idle, while other events fill the ring several times over.
class PinsTest {
  private static final int FILES = 4;
  private static final long RING_BYTES = 16 << 20;
  private static final int LAPS = 3;
  private static final int OLD_EVENTS = 100;
  private static final int COMMITTED = 37;
  private static final int LOAD_BYTES = 100_000;
  private static final String RETENTION = "987654321";
  private static final String RETIRED = "thalweg_ring_files_retired_total";
  private static final String RESIDENT = "process_resident_memory_bytes";

  /// More than the JVM's heap, blocks and code are never wanted.
  private static final double MOST_RESIDENT = 300 << 20;

  private static final double MOST_GROWTH = 64 << 20;

  @TempDir Path folder;
  private BrokerProcess broker;
  private Scrape scrape;

  @BeforeEach
  void start() {
    broker =
        BrokerProcess.on(folder.resolve("data"))
            .with("storage.ring-bytes=16MiB")
            .with("storage.ring-file-bytes=4MiB")
            .with("storage.blocks=8")
            .with("listeners.metrics=127.0.0.1:0")
            .start();
    scrape = new Scrape(broker);
  }

  @AfterEach
  void close() {
    broker.close();
  }

  @Test
  void theRingsFilesAreWrittenAgainAndWhatIsOldIsKept() throws Exception {
    makeTopics();
    try (Admin admin = Admin.create(settings());
        Consumer<String, String> stuck = consumer("stuck");
        Consumer<String, String> silent = consumer("silent");
        Producer<String, String> idle = producer();
        RawClient raw = new RawClient(broker.port())) {
      publish(idle, "unread", 0, OLD_EVENTS);
      publish(idle, "idle", 0, 3);
      long producer = raw.ask(Requests.initProducer()).producerId();
      assertThat(produced(raw, producer, 0)).containsExactly(0L, 3L);
      joins(stuck);
      stuck.commitSync(Map.of(new TopicPartition("unread", 0), new OffsetAndMetadata(COMMITTED)));
      joins(silent);

      fillTheRing();
      broker.kill();
      broker.startAgain();

      try (RawClient again = new RawClient(broker.port())) {
        assertThat(produced(again, producer, 0)).as("a duplicate").containsExactly(0L, 3L);
        assertThat(produced(again, producer, 1)).as("what is next").containsExactly(0L, 4L);
      }
      publish(idle, "idle", 3, 6);
      assertThat(values("idle", 8)).containsExactly("0", "1", "2", "raw", "raw", "3", "4", "5");
      assertThat(values("unread", OLD_EVENTS))
          .isEqualTo(IntStream.range(0, OLD_EVENTS).mapToObj(Integer::toString).toList());
      groupsAreThere(admin);
      assertThat(retention(admin)).isEqualTo(RETENTION);
    }
  }

  private Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", broker.bootstrap());
    settings.put("reconnect.backoff.max.ms", 200);
    return settings;
  }

  private Producer<String, String> producer() {
    return new KafkaProducer<>(settings(), new StringSerializer(), new StringSerializer());
  }

  private Consumer<String, String> consumer(String group) {
    Map<String, Object> settings = settings();
    settings.put("group.id", group);
    settings.put("enable.auto.commit", false);
    settings.put("auto.offset.reset", "earliest");
    settings.put("session.timeout.ms", 300_000);
    settings.put("fetch.max.wait.ms", 50);
    return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
  }

  private void makeTopics() throws Exception {
    try (Admin admin = Admin.create(settings())) {
      admin
          .createTopics(
              Stream.of("unread", "idle", "load", "configured")
                  .map(name -> new NewTopic(name, 1, (short) 1))
                  .toList())
          .all()
          .get(BrokerProcess.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      var change =
          new AlterConfigOp(new ConfigEntry("retention.ms", RETENTION), AlterConfigOp.OpType.SET);
      admin
          .incrementalAlterConfigs(Map.of(configured(), List.of(change)))
          .all()
          .get(BrokerProcess.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static ConfigResource configured() {
    return new ConfigResource(ConfigResource.Type.TOPIC, "configured");
  }

  private static String retention(Admin admin) throws Exception {
    return admin
        .describeConfigs(List.of(configured()))
        .all()
        .get(BrokerProcess.LIMIT.toMillis(), TimeUnit.MILLISECONDS)
        .get(configured())
        .get("retention.ms")
        .value();
  }

  private static void publish(Producer<String, String> to, String topic, int from, int end)
      throws Exception {
    List<Future<?>> sent = new ArrayList<>();
    for (int i = from; i < end; i++) {
      sent.add(to.send(new ProducerRecord<>(topic, 0, null, Integer.toString(i))));
    }
    for (Future<?> each : sent) {
      each.get(BrokerProcess.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static List<Long> produced(RawClient raw, long producer, int sequence)
      throws IOException {
    return Requests.produced(
        raw.ask(Requests.produce("idle", -1, Requests.batch(producer, sequence, "raw"))));
  }

  /// Becomes a member and reads something.
  private static void joins(Consumer<String, String> member) {
    member.subscribe(List.of("unread"));
    long deadline = System.nanoTime() + BrokerProcess.LIMIT.toNanos();
    while (member.poll(Duration.ofMillis(100)).isEmpty()) {
      assertThat(System.nanoTime()).as("time until a member reads").isLessThan(deadline);
    }
  }

  private List<String> values(String topic, int count) {
    List<String> values = new ArrayList<>();
    TopicPartition partition = new TopicPartition(topic, 0);
    try (Consumer<String, String> reader = consumer("reader")) {
      reader.assign(List.of(partition));
      reader.seekToBeginning(List.of(partition));
      long deadline = System.nanoTime() + BrokerProcess.LIMIT.toNanos();
      while (values.size() < count) {
        assertThat(System.nanoTime()).as("time until all is read").isLessThan(deadline);
        reader.poll(Duration.ofMillis(100)).forEach(event -> values.add(event.value()));
      }
      assertThat(reader.position(partition))
          .isEqualTo(reader.endOffsets(List.of(partition)).get(partition));
    }
    return values;
  }

  /// Writes until the files of the ring have been written again so many times.
  private void fillTheRing() throws Exception {
    String value = "v".repeat(LOAD_BYTES);
    int most = 3 * LAPS * (int) (RING_BYTES / LOAD_BYTES);
    double afterOneLap = 0;
    try (Producer<String, String> load = producer()) {
      double retired = scrape.value(RETIRED);
      for (int sent = 0; retired < (LAPS + 1) * FILES; sent += 40) {
        assertThat(sent).as("events while only %s files were retired", retired).isLessThan(most);
        List<Future<?>> acknowledged = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
          acknowledged.add(load.send(new ProducerRecord<>("load", 0, null, value)));
        }
        for (Future<?> each : acknowledged) {
          each.get(BrokerProcess.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        }
        Map<String, Double> seen = scrape.samples();
        retired = seen.get(RETIRED);
        staysWithinBounds(seen);
        if (afterOneLap == 0 && retired >= FILES) {
          afterOneLap = seen.get(RESIDENT);
        }
      }
    }
    assertThat(scrape.value(RESIDENT) - afterOneLap).isLessThan(MOST_GROWTH);
  }

  private void staysWithinBounds(Map<String, Double> seen) throws IOException {
    assertThat(seen.get("thalweg_ring_files")).isLessThanOrEqualTo(FILES);
    assertThat(seen.get("thalweg_ring_used_bytes"))
        .isLessThanOrEqualTo(seen.get("thalweg_ring_capacity_bytes"));
    assertThat(seen.get(RESIDENT)).isLessThan(MOST_RESIDENT);
    long onDisk = 0;
    try (Stream<Path> files = Files.list(broker.data())) {
      for (Path file : files.filter(f -> f.toString().endsWith(".journal")).toList()) {
        onDisk += Files.size(file);
      }
    }
    assertThat(onDisk).isLessThanOrEqualTo(RING_BYTES);
  }

  private static void groupsAreThere(Admin admin) throws Exception {
    var groups =
        admin
            .describeConsumerGroups(List.of("stuck", "silent"))
            .all()
            .get(BrokerProcess.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(groups.values()).allSatisfy(group -> assertThat(group.members()).hasSize(1));
    var offsets =
        admin
            .listConsumerGroupOffsets("stuck")
            .partitionsToOffsetAndMetadata()
            .get(BrokerProcess.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(offsets)
        .containsExactly(
            Map.entry(new TopicPartition("unread", 0), new OffsetAndMetadata(COMMITTED)));
    var none =
        admin
            .listConsumerGroupOffsets("silent")
            .partitionsToOffsetAndMetadata()
            .get(BrokerProcess.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(none).isEmpty();
  }
}
