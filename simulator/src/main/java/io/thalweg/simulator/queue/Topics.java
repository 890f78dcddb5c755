package io.thalweg.simulator.queue;

import io.thalweg.core.base.Chance;
import io.thalweg.core.turn.Delivery;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// What is known of topics that are there without queues.
public interface Topics {
  /// An event that was sent, with the partition that it was sent to.
  record Sent(long partition, @Nullable ByteBuffer key) {}

  /// The name of any topic that is there, or null.
  @Nullable String any(Chance chance);

  /// What has been delivered from a topic, which somebody must have sent to it.
  Sent sent(long topic, Delivery delivery);

  /// The number of the next batch that will be sent.
  long nextBatch();

  /// Whether the event at `offset` may not be there any more, as one that was trimmed.
  boolean mayBeGone(long partition, long offset);
}
