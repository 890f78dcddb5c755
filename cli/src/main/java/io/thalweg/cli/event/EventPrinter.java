package io.thalweg.cli.event;

import java.io.IOException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Writes events in one form.
interface EventPrinter {
  void print(ConsumerRecord<byte[], byte[]> event) throws IOException;

  /// Hands on what was printed.
  void flush() throws IOException;
}
