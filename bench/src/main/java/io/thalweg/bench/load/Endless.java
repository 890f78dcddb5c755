package io.thalweg.bench.load;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/// Produces on a thread of its own until it is stopped, whatever becomes of the broker.
public final class Endless implements AutoCloseable {
  private final AtomicLong acknowledged = new AtomicLong();
  private final KafkaProducer<byte[], byte[]> producer;
  private final Thread thread;
  private volatile boolean stopped;

  /// Begins at once.
  public Endless(Topic topic, int eventBytes) {
    producer = new KafkaProducer<>(Clients.producer(topic.bootstrap(), Clients.BATCHED));
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic.name(), new byte[eventBytes]);
    thread = Thread.ofPlatform().name("load").start(() -> run(record));
  }

  private void run(ProducerRecord<byte[], byte[]> record) {
    try {
      while (!stopped) {
        var _ =
            producer.send(
                record,
                (_, exception) -> {
                  if (exception == null) {
                    acknowledged.incrementAndGet();
                  }
                });
      }
    } catch (KafkaException closed) {
      // The producer was closed while it waited for room.
    }
  }

  /// Events acknowledged so far.
  public long acknowledged() {
    return acknowledged.get();
  }

  @Override
  public void close() {
    stopped = true;
    producer.close(Duration.ZERO);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
