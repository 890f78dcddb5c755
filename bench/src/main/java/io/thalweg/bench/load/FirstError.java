package io.thalweg.bench.load;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/// One callback for all events: a rate that counts refused events would be a lie.
final class FirstError implements Callback {
  private final AtomicReference<@Nullable Exception> first = new AtomicReference<>();

  @Override
  public void onCompletion(RecordMetadata metadata, @Nullable Exception exception) {
    if (exception != null) {
      first.compareAndSet(null, exception);
    }
  }

  void check() {
    Exception error = first.get();
    if (error != null) {
      throw new IllegalStateException("an event was not acknowledged", error);
    }
  }
}
