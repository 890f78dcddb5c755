package io.thalweg.checks.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.broker.SharedBroker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What is produced is read back as it was, whatever is waited for and however it is compressed.
class ProduceTest {
  private static final long LONG_AGO = 1_500_000_000_000L;

  private final Clients clients = new Clients(SharedBroker.get().bootstrap());
  private final String topic = SharedBroker.fresh("produce");

  static Stream<Arguments> everyWay() {
    return Stream.of("0", "1", "all")
        .flatMap(
            acks ->
                Stream.of("none", "gzip", "snappy", "lz4", "zstd")
                    .map(compression -> Arguments.of(acks, compression)));
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void everyEventComesBackAsItWas(String acks, String compression) {
    clients.create(topic, 1);
    List<ProducerRecord<String, String>> sent = events();
    try (var producer =
        clients.producer(
            Map.of(
                "acks",
                acks,
                "compression.type",
                compression,
                "enable.idempotence",
                false,
                "linger.ms",
                20))) {
      for (ProducerRecord<String, String> event : sent) {
        var _ = producer.send(event);
      }
    }
    try (var consumer = clients.consumer(Map.of("group.id", topic))) {
      consumer.subscribe(List.of(topic));
      List<ConsumerRecord<String, String>> read = Clients.take(consumer, sent.size());
      for (int i = 0; i < sent.size(); i++) {
        assertThat(read.get(i).offset()).isEqualTo(i);
        assertSame(read.get(i), sent.get(i));
      }
    }
  }

  private List<ProducerRecord<String, String>> events() {
    List<ProducerRecord<String, String>> events = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      List<Header> headers =
          List.of(
              new RecordHeader("number", ("" + i).getBytes(UTF_8)),
              new RecordHeader("number", "twice".getBytes(UTF_8)),
              new RecordHeader("none", (byte[]) null));
      String key = i % 3 == 0 ? null : "key " + i;
      String value = i % 5 == 0 ? null : "välue ".repeat(i);
      events.add(
          new ProducerRecord<>(topic, 0, LONG_AGO + i, key, value, i % 2 == 0 ? headers : null));
    }
    events.add(new ProducerRecord<>(topic, 0, LONG_AGO, "", "", null));
    return events;
  }

  private static void assertSame(
      ConsumerRecord<String, String> read, ProducerRecord<String, String> sent) {
    assertThat(read.key()).isEqualTo(sent.key());
    assertThat(read.value()).isEqualTo(sent.value());
    assertThat(read.timestamp()).isEqualTo(sent.timestamp());
    assertThat(read.timestampType()).isEqualTo(TimestampType.CREATE_TIME);
    assertThat(read.headers().toArray()).isEqualTo(sent.headers().toArray());
  }

  @Test
  void anIdempotentProducerWritesEveryEventOnceAndInOrder() {
    clients.create(topic, 1);
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (Producer<String, String> producer =
        clients.producer(
            Map.of(
                "enable.idempotence", true,
                "max.in.flight.requests.per.connection", 5,
                "batch.size", 200))) {
      for (int i = 0; i < 5_000; i++) {
        sent.add(producer.send(new ProducerRecord<>(topic, "" + i)));
      }
    }
    for (int i = 0; i < sent.size(); i++) {
      assertThat(Clients.done(sent.get(i)).offset()).isEqualTo(i);
    }
    assertThat(Clients.values(clients.readAll(topic, 0)))
        .isEqualTo(IntStream.range(0, 5_000).mapToObj(Integer::toString).toList());
  }

  @Test
  void keysChooseTheirPartitionAndStayInOrder() {
    clients.create(topic, 4);
    try (Producer<String, String> producer = clients.producer(Map.of())) {
      for (int i = 0; i < 1_000; i++) {
        var _ = producer.send(new ProducerRecord<>(topic, "key " + i % 20, "" + i));
      }
    }
    int seen = 0;
    for (int partition = 0; partition < 4; partition++) {
      List<ConsumerRecord<String, String>> events = clients.readAll(topic, partition);
      seen += events.size();
      assertThat(events).as("events of partition %d", partition).isNotEmpty();
      for (ConsumerRecord<String, String> event : events) {
        int i = Integer.parseInt(event.value());
        assertThat(event.key()).isEqualTo("key " + i % 20);
      }
      assertThat(events.stream().map(event -> Integer.parseInt(event.value()))).isSorted();
    }
    assertThat(seen).isEqualTo(1_000);
  }
}
