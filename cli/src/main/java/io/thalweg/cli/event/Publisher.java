package io.thalweg.cli.event;

import io.thalweg.cli.terminal.Failure;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/// Sends events to one topic and counts what becomes of them. Used by one thread; answers come on
/// the producer's, and every thread may read the counts.
final class Publisher {
  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final @Nullable Integer partition;
  private final List<Header> headers;
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicReference<@Nullable RecordMetadata> last = new AtomicReference<>();
  private final AtomicReference<@Nullable Exception> refused = new AtomicReference<>();

  Publisher(
      Producer<byte[], byte[]> producer,
      String topic,
      @Nullable Integer partition,
      List<Header> headers) {
    this.producer = producer;
    this.topic = topic;
    this.partition = partition;
    this.headers = headers;
  }

  /// Waits while the producer's buffer is full.
  void send(byte @Nullable [] key, byte @Nullable [] value) {
    int size = (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
    var _ =
        producer.send(
            new ProducerRecord<>(topic, partition, key, value, headers),
            (where, problem) -> answered(where, size, problem));
  }

  private void answered(RecordMetadata where, int size, @Nullable Exception problem) {
    if (problem == null) {
      acknowledged.incrementAndGet();
      bytes.addAndGet(size);
      last.set(where);
    } else {
      refused.compareAndSet(null, problem);
    }
  }

  /// Fails with the first refusal there was.
  void failIfRefused() {
    Exception problem = refused.get();
    if (problem != null) {
      throw new Failure(
          "cannot publish to "
              + topic
              + ": "
              + problem.getMessage()
              + " ("
              + acknowledged.get()
              + " acknowledged before)");
    }
  }

  String topic() {
    return topic;
  }

  /// How many events were acknowledged so far.
  long acknowledged() {
    return acknowledged.get();
  }

  /// Of the keys and values that were acknowledged so far.
  long bytes() {
    return bytes.get();
  }

  /// Where the event lies that was acknowledged last; null: there was none.
  @Nullable RecordMetadata last() {
    return last.get();
  }
}
