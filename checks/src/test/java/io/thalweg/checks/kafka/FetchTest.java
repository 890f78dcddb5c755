package io.thalweg.checks.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.broker.SharedBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/// How much a fetch brings, when, and for how many partitions at once.
class FetchTest {
  private final Clients clients = new Clients(SharedBroker.get().bootstrap());
  private final String topic = SharedBroker.fresh("fetch");

  private Consumer<String, String> reading(Map<String, Object> more, TopicPartition... partitions) {
    Consumer<String, String> consumer = clients.consumer(more);
    consumer.assign(List.of(partitions));
    consumer.seekToBeginning(List.of(partitions));
    return consumer;
  }

  /// The wait is far longer than the test's limit: only the event itself can end it.
  @Test
  void aWaitingFetchEndsWhenAnEventComes() {
    clients.create(topic, 1);
    Map<String, Object> patient =
        Map.of("fetch.max.wait.ms", 300_000, "request.timeout.ms", 400_000);
    try (Consumer<String, String> consumer = reading(patient, new TopicPartition(topic, 0))) {
      assertThat(consumer.poll(Duration.ofMillis(300))).isEmpty();
      var publishing = CompletableFuture.runAsync(() -> clients.publish(topic, 0, 1));
      assertThat(Clients.values(Clients.take(consumer, 1))).containsExactly("0");
      publishing.join();
      consumer.close(CloseOptions.timeout(Duration.ZERO)); // not after the fetch under way
    }
  }

  @Test
  void fewBytesWaitUntilThereIsEnough() {
    clients.create(topic, 1);
    Map<String, Object> greedy =
        Map.of(
            "fetch.min.bytes", 50_000,
            "fetch.max.wait.ms", 300_000,
            "request.timeout.ms", 400_000);
    try (Consumer<String, String> consumer = reading(greedy, new TopicPartition(topic, 0));
        Producer<String, String> producer = clients.producer(Map.of())) {
      Clients.done(producer.send(new ProducerRecord<>(topic, "x".repeat(20_000))));
      assertThat(consumer.poll(Duration.ofMillis(500))).isEmpty();
      Clients.done(producer.send(new ProducerRecord<>(topic, "x".repeat(40_000))));
      assertThat(Clients.take(consumer, 2)).hasSize(2);
      consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
  }

  @Test
  void aPollBringsNoMoreEventsThanAskedFor() {
    clients.create(topic, 1);
    clients.publish(topic, 0, 100);
    Map<String, Object> seven = Map.of("max.poll.records", 7);
    List<Integer> sizes = new ArrayList<>();
    try (Consumer<String, String> consumer = reading(seven, new TopicPartition(topic, 0))) {
      Clients.await(
          () -> {
            ConsumerRecords<String, String> some = consumer.poll(Duration.ofMillis(100));
            sizes.add(some.count());
            return sizes.stream().mapToInt(Integer::intValue).sum() == 100;
          },
          () -> "expected 100 events, but polls brought " + sizes);
    }
    assertThat(sizes).allMatch(size -> size <= 7);
  }

  @Test
  void smallFetchesBringEverythingAndABatchLargerThanTheLimitStillComes() {
    clients.create(topic, 1);
    List<String> sent =
        IntStream.range(0, 60).mapToObj(i -> "v" + i + "x".repeat(i * 200)).toList();
    try (Producer<String, String> producer = clients.producer(Map.of("batch.size", 0))) {
      for (String value : sent) {
        var _ = producer.send(new ProducerRecord<>(topic, value));
      }
    }
    Map<String, Object> small =
        Map.of("max.partition.fetch.bytes", 3_000, "fetch.max.bytes", 3_000);
    try (Consumer<String, String> consumer = reading(small, new TopicPartition(topic, 0))) {
      assertThat(Clients.values(Clients.take(consumer, sent.size()))).isEqualTo(sent);
      double largest = metric(consumer, "fetch-size-max");
      assertThat(largest).isLessThanOrEqualTo(60 * 200 + 200);
    }
  }

  private static double metric(Consumer<String, String> consumer, String name) {
    return consumer.metrics().values().stream()
        .filter(metric -> metric.metricName().name().equals(name))
        .filter(metric -> metric.metricName().tags().size() == 1)
        .map(Metric::metricValue)
        .mapToDouble(value -> (Double) value)
        .findFirst()
        .orElseThrow();
  }

  /// One fetch session over all of them, in which only what changed is named again.
  @Test
  void manyPartitionsOfManyTopicsAreReadInOneSession() {
    List<TopicPartition> partitions = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      clients.create(topic + "." + i, 5);
      for (int partition = 0; partition < 5; partition++) {
        partitions.add(new TopicPartition(topic + "." + i, partition));
      }
    }
    try (Consumer<String, String> consumer =
            reading(Map.of(), partitions.toArray(TopicPartition[]::new));
        Producer<String, String> producer = clients.producer(Map.of())) {
      Map<TopicPartition, List<String>> read = new HashMap<>();
      for (int round = 0; round < 5; round++) {
        String value = "round " + round;
        for (TopicPartition to : partitions) {
          var _ = producer.send(new ProducerRecord<>(to.topic(), to.partition(), null, value));
        }
        for (ConsumerRecord<String, String> event : Clients.take(consumer, partitions.size())) {
          read.computeIfAbsent(
                  new TopicPartition(event.topic(), event.partition()), _ -> new ArrayList<>())
              .add(event.value());
        }
      }
      assertThat(read).containsOnlyKeys(partitions);
      assertThat(read.values())
          .allMatch(
              values ->
                  values.equals(List.of("round 0", "round 1", "round 2", "round 3", "round 4")));
      consumer.pause(partitions.subList(0, 75)); // forgotten by the session
      List<TopicPartition> left = partitions.subList(75, 150);
      for (TopicPartition to : partitions) {
        var _ = producer.send(new ProducerRecord<>(to.topic(), to.partition(), null, "last"));
      }
      assertThat(
              Clients.take(consumer, left.size()).stream()
                  .map(event -> new TopicPartition(event.topic(), event.partition())))
          .containsExactlyInAnyOrderElementsOf(left);
      consumer.resume(partitions.subList(0, 75));
      assertThat(Clients.take(consumer, 75)).allMatch(event -> event.value().equals("last"));
    }
  }
}
