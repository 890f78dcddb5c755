package io.thalweg.bench.load;

import java.time.Duration;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/// Consumes as fast as it goes, from the beginning, and only counts.
public final class Consume {
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final int EMPTY_POLLS = 30;

  private Consume() {}

  /// Reads `events` and returns the nanoseconds from the first request to the last event.
  public static long run(Topic topic, long events) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(Clients.consumer(topic.bootstrap()))) {
      consumer.assign(topic.all());
      consumer.partitionsFor(topic.name());
      long began = System.nanoTime();
      consumer.seekToBeginning(topic.all());
      long seen = 0;
      for (int empty = 0; seen < events && empty < EMPTY_POLLS; ) {
        int polled = consumer.poll(POLL).count();
        seen += polled;
        empty = polled == 0 ? empty + 1 : 0;
      }
      long took = System.nanoTime() - began;
      if (seen < events) {
        throw new IllegalStateException("read " + seen + " of " + events + " events");
      }
      return took;
    }
  }
}
