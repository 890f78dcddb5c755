package io.thalweg.checks.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// Kafka clients of one broker, with usual settings but for what a test says.
record Clients(String bootstrap) {
  /// For anything that ought to happen at once.
  static final Duration LIMIT = Duration.ofSeconds(20);

  Producer<String, String> producer(Map<String, Object> more) {
    return new KafkaProducer<>(settings(more), new StringSerializer(), new StringSerializer());
  }

  /// A consumer that reads from the beginning where nothing is committed.
  Consumer<String, String> consumer(Map<String, Object> more) {
    Map<String, Object> settings = settings(Map.of("auto.offset.reset", "earliest"));
    settings.put("enable.auto.commit", false);
    settings.put("fetch.max.wait.ms", 50); // closing waits for the fetch that is under way
    settings.putAll(more);
    return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
  }

  Admin admin() {
    return Admin.create(settings(Map.of()));
  }

  private Map<String, Object> settings(Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrap);
    settings.put("reconnect.backoff.max.ms", 200);
    settings.putAll(more);
    return settings;
  }

  /// Makes a topic with so many partitions.
  void create(String topic, int partitions) {
    try (Admin admin = admin()) {
      done(admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all());
    }
  }

  /// Publishes `count` events, `0` to `count - 1`, one after the other into one partition.
  void publish(String topic, int partition, int count) {
    publish(topic, partition, 0, count);
  }

  /// Publishes the events `from` to `to - 1` into one partition.
  void publish(String topic, int partition, int from, int to) {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (Producer<String, String> producer = producer(Map.of())) {
      for (int i = from; i < to; i++) {
        sent.add(producer.send(new ProducerRecord<>(topic, partition, "k" + i, "" + i)));
      }
      sent.forEach(Clients::done);
    }
  }

  /// Waits for an answer and returns it; a refusal is thrown as it is.
  static <T> T done(Future<T> answer) {
    try {
      return answer.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException refusal) {
        throw refusal;
      }
      throw new AssertionError(e);
    } catch (TimeoutException | InterruptedException e) {
      throw new AssertionError("expected an answer", e);
    }
  }

  /// Waits for an answer and returns it; a refusal is thrown as it is.
  static <T> T done(KafkaFuture<T> answer) {
    return done(answer.toCompletionStage().toCompletableFuture());
  }

  /// Reads exactly `count` events, or fails when the time is up.
  static List<ConsumerRecord<String, String>> take(Consumer<String, String> from, int count) {
    return take(from, count, count);
  }

  /// Reads at least so many events, and no more than `most`, or fails when the time is up.
  static List<ConsumerRecord<String, String>> take(
      Consumer<String, String> from, int least, int most) {
    List<ConsumerRecord<String, String>> taken = new ArrayList<>();
    await(
        () -> {
          from.poll(Duration.ofMillis(100)).forEach(taken::add);
          return taken.size() >= least;
        },
        () -> "expected " + least + " events, but there came " + taken.size());
    assertThat(taken).hasSizeLessThanOrEqualTo(most);
    return taken;
  }

  /// Everything in one partition, read by its own consumer without a group.
  List<ConsumerRecord<String, String>> readAll(String topic, int partition) {
    TopicPartition from = new TopicPartition(topic, partition);
    try (Consumer<String, String> consumer = consumer(Map.of())) {
      consumer.assign(List.of(from));
      consumer.seekToBeginning(List.of(from));
      long end = consumer.endOffsets(List.of(from)).get(from);
      long first = consumer.beginningOffsets(List.of(from)).get(from);
      return take(consumer, Math.toIntExact(end - first));
    }
  }

  /// Looks again until `condition` holds, or fails with what `otherwise` says.
  static void await(BooleanSupplier condition, Supplier<String> otherwise) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError(otherwise.get());
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  static List<String> values(List<ConsumerRecord<String, String>> events) {
    return events.stream().map(ConsumerRecord::value).toList();
  }
}
