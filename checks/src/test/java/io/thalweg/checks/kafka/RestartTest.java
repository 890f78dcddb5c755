package io.thalweg.checks.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.broker.BrokerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The broker stops or dies and starts again; clients that were connected just go on.
class RestartTest {
  private static final String TOPIC = "restart";

  @TempDir Path folder;
  private BrokerProcess broker;
  private Clients clients;

  @BeforeEach
  void start() {
    broker = BrokerProcess.on(folder.resolve("data")).start();
    clients = new Clients(broker.bootstrap());
    clients.create(TOPIC, 1);
  }

  @AfterEach
  void close() {
    broker.close();
  }

  @Test
  void aGroupResumesWhereItCommittedAfterAStop() {
    resumes(BrokerProcess::stop);
  }

  @Test
  void aGroupResumesWhereItCommittedAfterAKill() {
    resumes(BrokerProcess::kill);
  }

  private void resumes(Consumer<BrokerProcess> end) {
    clients.publish(TOPIC, 0, 20);
    // the kill may come before the broker hears that it leaves: then it is a member for so long
    Map<String, Object> settings =
        Map.of("group.id", "g", "max.poll.records", 10, "session.timeout.ms", 6_000);
    try (var consumer = clients.consumer(settings)) {
      consumer.subscribe(List.of(TOPIC));
      Clients.take(consumer, 10);
      consumer.commitSync();
    }
    end.accept(broker);
    broker.startAgain();
    try (var consumer = clients.consumer(Map.of("group.id", "g"))) {
      consumer.subscribe(List.of(TOPIC));
      List<String> values = Clients.values(Clients.take(consumer, 10));
      assertThat(values).startsWith("10").endsWith("19");
    }
  }

  @Test
  void connectedClientsGoOnAndNothingIsLostOrDoubled() {
    List<TopicPartition> partitions = List.of(new TopicPartition(TOPIC, 0));
    // it keeps what it knows of the topic while the broker is away, so that sending never waits
    Map<String, Object> settings = Map.of("linger.ms", 0, "metadata.recovery.strategy", "none");
    try (Producer<String, String> producer = clients.producer(settings);
        var consumer = clients.consumer(Map.of())) {
      consumer.assign(partitions);
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      send(producer, sent, 500);
      List<ConsumerRecord<String, String>> read = new ArrayList<>(Clients.take(consumer, 500));
      for (int round = 1; round <= 3; round++) {
        send(producer, sent, 500);
        broker.kill();
        send(producer, sent, 500);
        broker.startAgain();
        read.addAll(Clients.take(consumer, 1_000));
      }
      sent.forEach(Clients::done);
      assertThat(Clients.values(read))
          .isEqualTo(IntStream.range(0, 3_500).mapToObj(Integer::toString).toList());
    }
    assertThat(clients.readAll(TOPIC, 0)).hasSize(3_500);
  }

  private static void send(
      Producer<String, String> producer, List<Future<RecordMetadata>> sent, int count) {
    for (int i = 0; i < count; i++) {
      sent.add(producer.send(new ProducerRecord<>(TOPIC, "" + sent.size())));
    }
  }

  @Test
  void topicsAndTheirSettingsSurvive() {
    clients.create("other", 7);
    broker.kill();
    broker.startAgain();
    try (var admin = clients.admin()) {
      assertThat(Clients.done(admin.listTopics().names())).containsOnly(TOPIC, "other");
      assertThat(
              Clients.done(admin.describeTopics(List.of("other")).allTopicNames())
                  .get("other")
                  .partitions())
          .hasSize(7);
      Clients.done(admin.deleteTopics(List.of("other")).all());
      broker.kill();
      broker.startAgain();
      assertThat(Clients.done(admin.listTopics().names())).containsOnly(TOPIC);
    }
  }
}
