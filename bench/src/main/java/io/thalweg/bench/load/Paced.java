package io.thalweg.bench.load;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// An open loop: events are due at a fixed pace, whether or not earlier ones were answered, and
/// each latency counts from the moment at which its event was due. So a stall is paid for by every
/// event that it delays.
public final class Paced {
  /// Of the events, the first fifth only warms up.
  private static final int WARM_UP_SHARE = 5;

  private Paced() {}

  /// From due to acknowledged, in microseconds.
  public record Latency(double p50, double p99, double p999, double max) {}

  /// Sends `perSecond` events for `seconds`.
  public static Latency run(Topic topic, int perSecond, int seconds, int eventBytes) {
    FirstError errors = new FirstError();
    long[] nanos = new long[Math.multiplyExact(perSecond, seconds)];
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic.name(), new byte[eventBytes]);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(Clients.producer(topic.bootstrap(), Clients.AT_ONCE))) {
      producer.partitionsFor(topic.name());
      long began = System.nanoTime();
      for (int i = 0; i < nanos.length; i++) {
        long due = began + i * 1_000_000_000L / perSecond;
        awaitTime(due);
        int event = i;
        var _ =
            producer.send(
                record,
                (metadata, exception) -> {
                  nanos[event] = System.nanoTime() - due;
                  errors.onCompletion(metadata, exception);
                });
      }
      producer.flush();
      errors.check();
    }
    long[] counted = Arrays.copyOfRange(nanos, nanos.length / WARM_UP_SHARE, nanos.length);
    Arrays.sort(counted);
    return new Latency(
        micros(counted, 0.5), micros(counted, 0.99), micros(counted, 0.999), micros(counted, 1));
  }

  /// Sleeps, since spinning would take a core from the broker.
  private static void awaitTime(long due) {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static double micros(long[] sorted, double share) {
    int rank = (int) Math.ceil(share * sorted.length) - 1;
    return sorted[Math.max(0, rank)] / 1000.0;
  }
}
