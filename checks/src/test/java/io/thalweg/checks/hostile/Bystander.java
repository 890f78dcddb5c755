package io.thalweg.checks.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.jspecify.annotations.Nullable;

/// A well-behaved client that produces numbered events and consumes them while others misbehave. It
/// never retries: whoever disturbs its connections makes it fail.
final class Bystander {
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int EVENT_BYTES = 10_000;

  private final TopicPartition partition;
  private final KafkaProducer<Long, byte[]> producer;
  private final KafkaConsumer<Long, byte[]> consumer;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Thread producing;
  private final Thread consuming;
  private volatile boolean ending;
  private final AtomicLong produced = new AtomicLong();
  private final AtomicLong consumed = new AtomicLong();

  Bystander(String bootstrap, String topic) {
    partition = new TopicPartition(topic, 0);
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", bootstrap,
                "enable.idempotence", "false",
                "retries", "0",
                "acks", "all"),
            new LongSerializer(),
            new ByteArraySerializer());
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap, "auto.offset.reset", "earliest"),
            new LongDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    producing = Thread.ofPlatform().name("bystander-produces").unstarted(this::produce);
    consuming = Thread.ofPlatform().name("bystander-consumes").unstarted(this::consume);
    producing.start();
    consuming.start();
  }

  private void produce() {
    try {
      while (!ending) {
        var sent =
            new ProducerRecord<>(partition.topic(), 0, produced.get(), new byte[EVENT_BYTES]);
        assertThat(producer.send(sent).get(60, TimeUnit.SECONDS).offset())
            .isEqualTo(produced.get());
        produced.incrementAndGet();
      }
    } catch (Exception | AssertionError e) {
      failure.compareAndSet(null, e);
    }
  }

  private void consume() {
    try {
      while (!ending || consumed.get() < produced.get()) {
        for (var event : consumer.poll(Duration.ofMillis(100))) {
          assertThat(event.offset()).isEqualTo(consumed.get());
          assertThat(event.key()).isEqualTo(consumed.get());
          assertThat(event.value()).hasSize(EVENT_BYTES);
          consumed.incrementAndGet();
        }
        if (failure.get() != null) {
          return;
        }
      }
    } catch (RuntimeException | AssertionError e) {
      failure.compareAndSet(null, e);
    }
  }

  /// Returns when twenty more events went through from end to end.
  void goesOn() {
    long until = produced.get() + 20;
    long deadline = System.nanoTime() + LIMIT_NANOS;
    while (consumed.get() < until) {
      Throwable why = failure.get();
      if (why != null) {
        throw new AssertionError("the bystander was disturbed", why);
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "the bystander got stuck: produced " + produced + ", consumed " + consumed);
      }
      Thread.onSpinWait();
    }
  }

  private static double closed(Map<MetricName, ? extends Metric> metrics) {
    List<Double> totals = new ArrayList<>();
    metrics.forEach(
        (name, metric) -> {
          if ("connection-close-total".equals(name.name())
              && metric.metricValue() instanceof Double total) {
            totals.add(total);
          }
        });
    assertThat(totals).isNotEmpty();
    return totals.stream().mapToDouble(total -> total).sum();
  }

  /// Ends; everything that was produced must have been consumed, and no connection lost.
  void end() throws InterruptedException {
    ending = true;
    producing.join(LIMIT_NANOS / 1_000_000);
    consuming.join(LIMIT_NANOS / 1_000_000);
    try {
      assertThat(failure.get()).isNull();
      assertThat(consumed.get()).isEqualTo(produced.get()).isPositive();
      assertThat(closed(producer.metrics())).as("connections of the producer lost").isZero();
      assertThat(closed(consumer.metrics())).as("connections of the consumer lost").isZero();
    } finally {
      producer.close(Duration.ZERO);
      consumer.close();
    }
  }
}
