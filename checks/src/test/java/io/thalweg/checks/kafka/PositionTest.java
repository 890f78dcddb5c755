package io.thalweg.checks.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.checks.broker.SharedBroker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Where a consumer may begin: anywhere, again and again. Event `i` was published at `BASE + 10 i`.
class PositionTest {
  private static final long BASE = 1_600_000_000_000L;
  private static final int COUNT = 100;

  private final Clients clients = new Clients(SharedBroker.get().bootstrap());
  private final String topic = SharedBroker.fresh("positions");
  private final TopicPartition partition = new TopicPartition(topic, 0);
  private final List<TopicPartition> partitions = List.of(partition);

  @BeforeEach
  void publish() {
    clients.create(topic, 1);
    try (Producer<String, String> producer = clients.producer(Map.of("linger.ms", 20))) {
      for (int i = 0; i < COUNT; i++) {
        var _ = producer.send(new ProducerRecord<>(topic, 0, BASE + 10L * i, null, "" + i));
        if (i % 10 == 9) {
          producer.flush(); // ten batches, so that a search has to look into one of them
        }
      }
    }
  }

  private Consumer<String, String> consumer(String reset) {
    Consumer<String, String> consumer = clients.consumer(Map.of("auto.offset.reset", reset));
    consumer.assign(partitions);
    return consumer;
  }

  private static String first(Consumer<String, String> consumer) {
    return Clients.take(consumer, 1, COUNT).getFirst().value();
  }

  @Test
  void fromTheBeginningAndOnceMore() {
    try (Consumer<String, String> consumer = consumer("none")) {
      for (int round = 0; round < 2; round++) {
        consumer.seekToBeginning(partitions);
        List<String> values = Clients.values(Clients.take(consumer, COUNT));
        assertThat(values).startsWith("0", "1").endsWith("98", "99");
      }
    }
  }

  @Test
  void fromAnOffsetInTheMiddleOfABatch() {
    try (Consumer<String, String> consumer = consumer("none")) {
      consumer.seek(partition, 37);
      assertThat(Clients.values(Clients.take(consumer, 63))).startsWith("37", "38").endsWith("99");
    }
  }

  @Test
  void fromTheEnd() {
    try (Consumer<String, String> consumer = consumer("none")) {
      consumer.seekToEnd(partitions);
      assertThat(consumer.position(partition)).isEqualTo(COUNT);
      clients.publish(topic, 0, COUNT, COUNT + 3);
      assertThat(Clients.values(Clients.take(consumer, 3))).containsExactly("100", "101", "102");
    }
  }

  @Test
  void fromATime() {
    try (Consumer<String, String> consumer = consumer("none")) {
      assertThat(offsetAt(consumer, BASE)).isEqualTo(0);
      assertThat(offsetAt(consumer, BASE - 1_000_000)).isEqualTo(0);
      assertThat(offsetAt(consumer, BASE + 370)).isEqualTo(37);
      assertThat(offsetAt(consumer, BASE + 371)).isEqualTo(38);
      assertThat(offsetAt(consumer, BASE + 990)).isEqualTo(99);
      assertThat(consumer.offsetsForTimes(Map.of(partition, BASE + 991)).get(partition)).isNull();
      consumer.seek(partition, offsetAt(consumer, BASE + 655));
      assertThat(first(consumer)).isEqualTo("66");
    }
  }

  private long offsetAt(Consumer<String, String> consumer, long millis) {
    return consumer.offsetsForTimes(Map.of(partition, millis)).get(partition).offset();
  }

  @Test
  void firstAndNextOffsetsAreKnown() {
    try (Consumer<String, String> consumer = consumer("none")) {
      assertThat(consumer.beginningOffsets(partitions)).containsEntry(partition, 0L);
      assertThat(consumer.endOffsets(partitions)).containsEntry(partition, (long) COUNT);
    }
    try (Admin admin = clients.admin()) {
      var newest = admin.listOffsets(Map.of(partition, OffsetSpec.maxTimestamp()));
      var found = Clients.done(newest.partitionResult(partition));
      assertThat(found.offset()).isEqualTo(COUNT - 1);
      assertThat(found.timestamp()).isEqualTo(BASE + 10L * (COUNT - 1));
    }
  }

  @Test
  void anOffsetBeyondTheEndIsResetAsTheConsumerWishes() {
    try (Consumer<String, String> consumer = consumer("earliest")) {
      consumer.seek(partition, 10_000);
      assertThat(first(consumer)).isEqualTo("0");
    }
    try (Consumer<String, String> consumer = consumer("latest")) {
      consumer.seek(partition, 10_000);
      Clients.await(
          () -> {
            consumer.poll(Duration.ofMillis(100));
            return consumer.position(partition) == COUNT;
          },
          () -> "expected to be at the end, but it is at " + consumer.position(partition));
    }
    try (Consumer<String, String> consumer = consumer("none")) {
      consumer.seek(partition, 10_000);
      assertThatThrownBy(() -> first(consumer)).isInstanceOf(OffsetOutOfRangeException.class);
    }
  }
}
