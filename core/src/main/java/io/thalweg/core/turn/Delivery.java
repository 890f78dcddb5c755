package io.thalweg.core.turn;

import io.thalweg.core.batch.EventCursor;
import io.thalweg.core.memory.Slice;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// An event on its way to a consumer. A flyweight: it and what it gives are lent for the call.
public interface Delivery {
  /// Number of the request that asked for it: one that began to consume, or asked for one event.
  long request();

  /// The client's session that it is delivered in.
  int session();

  /// Its number in the session.
  long tag();

  /// Whether it may have been delivered before.
  boolean redelivered();

  /// How often it has failed.
  int failures();

  /// Its offset in its partition.
  long offset();

  /// Index of its partition, if its consumer reads what is kept; else -1.
  default int partition() {
    return -1;
  }

  /// Events that wait for a consumer behind it.
  long ready();

  /// Key, headers and timestamp, and the value if that has one part only. Nobody has gone through
  /// its headers yet.
  EventCursor event();

  /// Parts of the value; 0: it has none (null).
  int parts();

  /// Bytes of the value, all parts.
  long bytes();

  /// What it counts among the bytes that wait for a client's socket: never nothing.
  default long weight() {
    return 64L + event().headersLength() + bytes();
  }

  /// A part of the value, as a view of its own position and limit.
  ByteBuffer part(int index);

  /// The same in the block that holds it, or null if none does. Retain what outlives the call.
  @Nullable Slice slice(int index);
}
