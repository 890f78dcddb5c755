package io.thalweg.checks.crash;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Clients that outlive the broker: idempotent producers, which repeat what a crash left open, and
/// a group of consumers that commit what they have read. All they are told goes into the ledger.
final class Load implements AutoCloseable {
  static final String TOPIC = "events";
  static final String GROUP = "readers";

  private static final int GIVE_UP_MILLIS = 120_000;
  private static final int CONSUMERS = 2;
  private static final int MOST_POLLED = 5_000;

  private final Ledger ledger;
  private final String bootstrap;
  private final int partitions;

  /// Held for reading around each send, for writing while producers pause.
  private final ReentrantReadWriteLock pause = new ReentrantReadWriteLock(true);

  private final List<KafkaProducer<byte[], byte[]>> producers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  /// Starts `count` producers, paused, and the consumers.
  Load(Ledger ledger, String bootstrap, int count, int partitions) {
    this.ledger = ledger;
    this.bootstrap = bootstrap;
    this.partitions = partitions;
    pause();
    for (int i = 0; i < count; i++) {
      int number = i;
      KafkaProducer<byte[], byte[]> producer = producer();
      producers.add(producer);
      threads.add(Thread.ofPlatform().name("producer-" + i).start(() -> produce(number, producer)));
    }
    for (int i = 0; i < CONSUMERS; i++) {
      threads.add(Thread.ofPlatform().name("consumer-" + i).start(this::consume));
    }
  }

  private Map<String, Object> usual() {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrap);
    settings.put("reconnect.backoff.ms", 20);
    settings.put("reconnect.backoff.max.ms", 200);
    settings.put("retry.backoff.ms", 20);
    settings.put("retry.backoff.max.ms", 200);
    return settings;
  }

  private KafkaProducer<byte[], byte[]> producer() {
    Map<String, Object> settings = usual();
    settings.put("enable.idempotence", true);
    settings.put("max.in.flight.requests.per.connection", 5);
    settings.put("linger.ms", 2);
    settings.put("buffer.memory", 1 << 20);
    settings.put("max.block.ms", GIVE_UP_MILLIS);
    settings.put("request.timeout.ms", 20_000);
    settings.put("delivery.timeout.ms", GIVE_UP_MILLIS);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private void produce(int number, KafkaProducer<byte[], byte[]> producer) {
    while (!stopped) {
      pause.readLock().lock();
      try {
        int event = ledger.send(number);
        byte[] value = Ledger.value(number, event).getBytes(StandardCharsets.US_ASCII);
        var _ =
            producer.send(
                new ProducerRecord<>(TOPIC, event % partitions, null, value),
                (stored, why) -> {
                  if (why == null) {
                    ledger.acknowledged(number, event, stored.offset());
                  } else {
                    ledger.failed("producer " + number + " gave up on event " + event + ": " + why);
                  }
                });
      } catch (KafkaException | IllegalStateException e) {
        if (!stopped) {
          ledger.failed("producer " + number + " failed: " + e);
        }
        return;
      } finally {
        pause.readLock().unlock();
      }
    }
  }

  private void consume() {
    Map<String, Object> settings = usual();
    settings.put("group.id", GROUP);
    settings.put("auto.offset.reset", "earliest");
    settings.put("enable.auto.commit", false);
    // Each commit is a sync, of which a full disk has room for so many only.
    settings.put("max.poll.records", MOST_POLLED);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(TOPIC));
      while (!stopped) {
        commit(consumer, consumer.poll(Duration.ofMillis(100)));
      }
    } catch (KafkaException e) {
      ledger.failed("a consumer failed: " + e);
    }
  }

  private void commit(
      KafkaConsumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> records) {
    Map<TopicPartition, OffsetAndMetadata> read = records.nextOffsets();
    if (read.isEmpty()) {
      return;
    }
    try {
      consumer.commitSync(read, Duration.ofSeconds(30));
    } catch (KafkaException e) {
      return; // not acknowledged: nothing was promised
    }
    read.forEach((partition, next) -> ledger.committed(partition.partition(), next.offset()));
  }

  /// Requests on their way to the broker or being decided there.
  long requestsInFlight() {
    return producers.stream()
        .flatMap(producer -> producer.metrics().values().stream())
        .filter(metric -> metric.metricName().name().equals("requests-in-flight"))
        .mapToLong(metric -> ((Number) metric.metricValue()).longValue())
        .sum();
  }

  /// Producers send nothing new until [#resume], which the same thread must call.
  void pause() {
    pause.writeLock().lock();
  }

  void resume() {
    pause.writeLock().unlock();
  }

  /// Returns when everything that was sent is acknowledged, or was given up. While paused.
  void settle() {
    producers.forEach(KafkaProducer::flush);
  }

  @Override
  public void close() {
    stopped = true;
    if (pause.isWriteLockedByCurrentThread()) {
      resume();
    }
    producers.forEach(producer -> producer.close(Duration.ZERO));
    try {
      for (Thread thread : threads) {
        thread.join(TimeUnit.SECONDS.toMillis(60));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
