package io.thalweg.checks.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.checks.broker.BrokerProcess;
import io.thalweg.checks.broker.SharedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Topics that nobody made.
class AutoCreateTest {
  private final String topic = SharedBroker.fresh("made");
  @TempDir Path folder;

  @Test
  void aTopicIsMadeWhenAProducerFirstAsksForIt() {
    Clients clients = new Clients(SharedBroker.get().bootstrap());
    clients.publish(topic, 0, 3);
    assertThat(Clients.values(clients.readAll(topic, 0))).containsExactly("0", "1", "2");
  }

  @Test
  void aConsumerMayAskForOneUnlessItSaysOtherwise() {
    Clients clients = new Clients(SharedBroker.get().bootstrap());
    try (Consumer<String, String> shy =
            clients.consumer(Map.of("allow.auto.create.topics", false));
        Consumer<String, String> bold = clients.consumer(Map.of())) {
      assertThat(shy.partitionsFor(topic)).isNullOrEmpty();
      assertThat(names(clients)).doesNotContain(topic);
      Clients.await(
          () -> !bold.partitionsFor(topic, Duration.ofSeconds(5)).isEmpty(),
          () -> "expected the topic to be made");
      assertThat(names(clients)).contains(topic);
    }
  }

  @Test
  void aForbiddenNameIsRefused() {
    Clients clients = new Clients(SharedBroker.get().bootstrap());
    try (Producer<String, String> producer = clients.producer(Map.of())) {
      assertThatThrownBy(
              () -> Clients.done(producer.send(new ProducerRecord<>("no/slash", "value"))))
          .isInstanceOf(InvalidTopicException.class);
    }
  }

  @Test
  void nothingIsMadeWhereTheBrokerForbidsIt() {
    try (BrokerProcess broker =
        BrokerProcess.on(folder.resolve("data"))
            .with("topics.auto-create=false")
            .with("topics.default-partitions=3")
            .start()) {
      Clients clients = new Clients(broker.bootstrap());
      try (Producer<String, String> producer = clients.producer(Map.of("max.block.ms", 500))) {
        assertThatThrownBy(() -> Clients.done(producer.send(new ProducerRecord<>(topic, "value"))))
            .isInstanceOf(TimeoutException.class)
            .hasMessageContaining(topic);
        assertThat(names(clients)).isEmpty();
        clients.create(topic, 2);
        Clients.done(producer.send(new ProducerRecord<>(topic, "value")));
        assertThat(producer.partitionsFor(topic)).hasSize(2);
      }
    }
  }

  private static List<String> names(Clients clients) {
    try (Admin admin = clients.admin()) {
      return List.copyOf(Clients.done(admin.listTopics().names()));
    }
  }
}
