package io.thalweg.bench.load;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Produces as fast as it goes: one prepared record, again and again, without a key.
public final class Produce {
  private Produce() {}

  /// Sends `events` of `eventBytes` and returns the nanoseconds from the first one sent to the last
  /// one acknowledged.
  public static long run(Topic topic, long events, int eventBytes) {
    FirstError errors = new FirstError();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic.name(), new byte[eventBytes]);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(Clients.producer(topic.bootstrap(), Clients.BATCHED))) {
      producer.partitionsFor(topic.name());
      long began = System.nanoTime();
      for (long i = 0; i < events; i++) {
        var _ = producer.send(record, errors);
      }
      producer.flush();
      long took = System.nanoTime() - began;
      errors.check();
      return took;
    }
  }
}
