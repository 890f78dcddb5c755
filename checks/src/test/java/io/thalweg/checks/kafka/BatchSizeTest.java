package io.thalweg.checks.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.checks.broker.SharedBroker;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;

/// The largest batch that a topic takes, and the first that it does not.
class BatchSizeTest {
  /// Of a batch with one event without key and headers: 61 bytes of header and 11 of lengths.
  private static final int LARGEST_VALUE = 1_048_588 - 61 - 11;

  private final Clients clients = new Clients(SharedBroker.get().bootstrap());
  private final String topic = SharedBroker.fresh("sizes");

  @Test
  void aBatchOfExactlyTheLargestSizeIsTakenAndReadBack() {
    clients.create(topic, 1);
    String value = noise(LARGEST_VALUE);
    send(topic, value);
    send(topic, "after");
    assertThat(Clients.values(clients.readAll(topic, 0))).isEqualTo(List.of(value, "after"));
  }

  @Test
  void aLargerOneIsRefusedAndTheConnectionGoesOn() {
    clients.create(topic, 1);
    try (Producer<String, String> producer = patient()) {
      assertThatThrownBy(() -> send(producer, topic, noise(LARGEST_VALUE + 1)))
          .isInstanceOf(RecordTooLargeException.class);
      send(producer, topic, "after");
    }
    assertThat(Clients.values(clients.readAll(topic, 0))).containsExactly("after");
  }

  @Test
  void aTopicMayTakeLess() {
    try (Admin admin = clients.admin()) {
      NewTopic small = new NewTopic(topic, 1, (short) 1);
      small.configs(Map.of("max.message.bytes", "1000"));
      Clients.done(admin.createTopics(List.of(small)).all());
    }
    send(topic, noise(900));
    assertThatThrownBy(() -> send(topic, noise(1000))).isInstanceOf(RecordTooLargeException.class);
    assertThat(clients.readAll(topic, 0)).hasSize(1);
  }

  private void send(String topic, String value) {
    try (Producer<String, String> producer = patient()) {
      send(producer, topic, value);
    }
  }

  private static void send(Producer<String, String> producer, String topic, String value) {
    Clients.done(producer.send(new ProducerRecord<>(topic, value)));
  }

  /// Its own limit is above the broker's, so that the broker has to refuse.
  private Producer<String, String> patient() {
    return clients.producer(Map.of("max.request.size", 8 << 20));
  }

  private static String noise(int size) {
    return new Random(size)
        .ints(size, ' ', '~')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
