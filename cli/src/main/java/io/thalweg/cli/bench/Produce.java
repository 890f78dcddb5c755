package io.thalweg.cli.bench;

import io.thalweg.cli.load.Pace;
import io.thalweg.cli.load.Payload;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/// Sends events to a topic and measures until they are acknowledged.
final class Produce {
  /// Something is wrong that more events will not mend.
  private static final int ENOUGH_ERRORS = 100;

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final Payload payload;
  private final Tally tally;

  Produce(Producer<byte[], byte[]> producer, String topic, Payload payload, Tally tally) {
    this.producer = producer;
    this.topic = topic;
    this.payload = payload;
    this.tally = tally;
  }

  /// Returns when nothing is to be sent any more; answers may be outstanding. An event's latency
  /// counts from when it was due, so that a stall is paid for by each event that it delays; as fast
  /// as it goes, it is due when there is room for it.
  ///
  /// @param rate events per second; null: as fast as it goes
  Pace.@Nullable Outcome run(Extent extent, @Nullable Double rate, BooleanSupplier stopped) {
    var _ = producer.partitionsFor(topic); // connecting is no event's delay
    tally.begin();
    Pace pace = rate == null ? null : Pace.of(rate);
    long first = pace == null ? tally.began() : pace.nextDue();
    for (long i = 0; i < extent.events() && tally.errors() < ENOUGH_ERRORS; i++) {
      long due = pace == null ? System.nanoTime() : pace.nextDue();
      if (due - first >= extent.nanos()) {
        break;
      }
      if (pace != null) {
        due = pace.await(stopped);
      }
      if (stopped.getAsBoolean()) {
        break;
      }
      send(due);
    }
    return pace == null ? null : pace.outcome();
  }

  private void send(long due) {
    byte[] value = payload.next();
    int size = value.length;
    var _ =
        producer.send(
            new ProducerRecord<>(topic, value),
            (_, problem) -> {
              if (problem == null) {
                tally.add(size, System.nanoTime() - due);
              } else {
                tally.failed(problem);
              }
            });
  }
}
