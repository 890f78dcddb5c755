package io.thalweg.simulator.queue;

import io.thalweg.core.batch.EventCursor;
import io.thalweg.core.turn.Delivery;
import io.thalweg.simulator.event.Event;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/// What is delivered, as a client keeps it.
public final class Deliveries {
  private Deliveries() {}

  /// Key and value, with all of its parts.
  public static Event event(Delivery delivery) {
    EventCursor from = delivery.event();
    int length = from.keyLength();
    ByteBuffer key = length < 0 ? null : copy(from.buffer().slice(from.keyAt(), length));
    if (delivery.parts() == 0) {
      return new Event(key, null);
    }
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    for (int i = 0; i < delivery.parts(); i++) {
      value.writeBytes(copy(delivery.part(i)).array());
    }
    return new Event(key, ByteBuffer.wrap(value.toByteArray()));
  }

  private static ByteBuffer copy(ByteBuffer bytes) {
    return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
  }
}
