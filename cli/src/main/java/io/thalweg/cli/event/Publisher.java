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
/// the producer's.
final class Publisher {
  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final @Nullable Integer partition;
  private final List<Header> headers;
  private final AtomicLong acknowledged = new AtomicLong();
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
    var _ =
        producer.send(new ProducerRecord<>(topic, partition, key, value, headers), this::answered);
  }

  private void answered(RecordMetadata where, @Nullable Exception problem) {
    if (problem == null) {
      acknowledged.incrementAndGet();
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

  /// What became of all that was sent, once the producer is flushed.
  String summary() {
    long count = acknowledged.get();
    RecordMetadata where = last.get();
    if (count == 1 && where != null && where.hasOffset()) {
      return "published 1 event to %s, partition %d, offset %d"
          .formatted(topic, where.partition(), where.offset());
    }
    return "published " + count + (count == 1 ? " event to " : " events to ") + topic;
  }
}
