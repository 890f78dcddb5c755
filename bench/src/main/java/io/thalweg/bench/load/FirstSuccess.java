package io.thalweg.bench.load;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Clients that keep trying while a broker starts: when do they get through?
public final class FirstSuccess {
  private static final int PATIENCE_SECONDS = 120;

  /// A client waits up to a second between tries by itself, which is not the broker's time.
  private static final Map<String, Object> EAGER =
      Map.of(
          CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, 5,
          CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 10,
          CommonClientConfigs.RETRY_BACKOFF_MS_CONFIG, 5,
          CommonClientConfigs.RETRY_BACKOFF_MAX_MS_CONFIG, 10);

  private FirstSuccess() {}

  /// The [System#nanoTime] at which a first event was acknowledged.
  public static CompletableFuture<Long> ofProduce(Topic topic) {
    return CompletableFuture.supplyAsync(
        () -> {
          Map<String, Object> settings = Clients.producer(topic.bootstrap(), Clients.CAREFUL);
          settings.putAll(EAGER);
          settings.put("max.block.ms", PATIENCE_SECONDS * 1000);
          try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings)) {
            producer.send(new ProducerRecord<>(topic.name(), new byte[1])).get();
            return System.nanoTime();
          } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("cannot produce after the restart", e);
          }
        });
  }

  /// The [System#nanoTime] at which the oldest events were there.
  public static CompletableFuture<Long> ofOldestFetch(Topic topic) {
    return CompletableFuture.supplyAsync(
        () -> {
          Map<String, Object> settings = Clients.consumer(topic.bootstrap());
          settings.putAll(EAGER);
          try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
            consumer.assign(topic.all().subList(0, 1));
            consumer.seek(topic.all().get(0), 0);
            for (int tries = 0; tries < PATIENCE_SECONDS; tries++) {
              ConsumerRecords<byte[], byte[]> polled = consumer.poll(Duration.ofSeconds(1));
              if (!polled.isEmpty()) {
                return System.nanoTime();
              }
            }
            throw new IllegalStateException("no oldest event after the restart");
          }
        });
  }
}
