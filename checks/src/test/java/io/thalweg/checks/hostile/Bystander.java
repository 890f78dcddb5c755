package io.thalweg.checks.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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

/// A well-behaved client that produces numbered events and consumes them while others misbehave:
/// each must come once, in order and unchanged. Whoever makes it retry, or lose a connection, makes
/// it fail.
public final class Bystander {
  /// Connections that it may have open: each of its clients opens one first only to ask.
  public static final int CONNECTIONS = 4;

  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final TopicPartition partition;
  private final KafkaProducer<Long, byte[]> producer;
  private final KafkaConsumer<Long, byte[]> consumer;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Thread producing;
  private final Thread consuming;
  private final int eventBytes;
  private volatile boolean ending;
  private volatile boolean allProduced;
  private volatile long slowestNanos;
  private final AtomicLong produced = new AtomicLong();
  private final AtomicLong consumed = new AtomicLong();

  /// Events of so many bytes, one after the other, each no sooner than the producer has lingered.
  public Bystander(String bootstrap, String topic, int eventBytes, int lingerMillis) {
    this.eventBytes = eventBytes;
    partition = new TopicPartition(topic, 0);
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", bootstrap,
                "enable.idempotence", "true",
                "retries", "1",
                "linger.ms", Integer.toString(lingerMillis),
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
            new ProducerRecord<>(partition.topic(), 0, produced.get(), event(produced.get()));
        long began = System.nanoTime();
        assertThat(producer.send(sent).get(60, TimeUnit.SECONDS).offset())
            .isEqualTo(produced.get());
        produced.incrementAndGet();
        slowestNanos = Math.max(slowestNanos, System.nanoTime() - began);
      }
    } catch (Exception | AssertionError e) {
      failure.compareAndSet(null, e);
    }
  }

  private byte[] event(long number) {
    byte[] bytes = new byte[eventBytes];
    Arrays.fill(bytes, (byte) number);
    return bytes;
  }

  /// The longest time from an event's sending to its acknowledgement.
  public long slowestMillis() {
    return TimeUnit.NANOSECONDS.toMillis(slowestNanos);
  }

  private void consume() {
    try {
      while (!allProduced || consumed.get() < produced.get()) {
        for (var event : consumer.poll(Duration.ofMillis(100))) {
          assertThat(event.offset()).isEqualTo(consumed.get());
          assertThat(event.key()).isEqualTo(consumed.get());
          assertThat(event.value()).isEqualTo(event(consumed.get()));
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
  public void goesOn() {
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

  private static double total(String wanted, Map<MetricName, ? extends Metric> metrics) {
    List<Double> totals = new ArrayList<>();
    metrics.forEach(
        (name, metric) -> {
          if (wanted.equals(name.name()) && metric.metricValue() instanceof Double total) {
            totals.add(total);
          }
        });
    assertThat(totals).isNotEmpty();
    return totals.stream().mapToDouble(total -> total).sum();
  }

  /// Ends; everything that was produced must have been consumed, and no connection lost.
  public void end() throws InterruptedException {
    ending = true;
    producing.join(LIMIT_NANOS / 1_000_000);
    allProduced = true; // not before: what was under way counts too
    consuming.join(LIMIT_NANOS / 1_000_000);
    try {
      assertThat(failure.get()).isNull();
      assertThat(consumed.get()).isEqualTo(produced.get()).isPositive();
      String lost = "connection-close-total";
      assertThat(total(lost, producer.metrics())).as("connections of the producer lost").isZero();
      assertThat(total(lost, consumer.metrics())).as("connections of the consumer lost").isZero();
      assertThat(total("record-retry-total", producer.metrics())).as("sent again").isZero();
    } finally {
      producer.close(Duration.ZERO);
      consumer.close();
    }
  }
}
