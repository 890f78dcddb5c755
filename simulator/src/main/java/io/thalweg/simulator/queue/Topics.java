package io.thalweg.simulator.queue;

import io.thalweg.core.base.Chance;
import io.thalweg.core.turn.Delivery;
import io.thalweg.simulator.event.Event;
import org.jspecify.annotations.Nullable;

/// What is known of topics that are there without queues.
public interface Topics {
  /// An event that was sent, with the partition that it was sent to.
  record Sent(long partition, Event event) {}

  /// Takes an event that was acknowledged.
  interface Acknowledged {
    /// @param batch number of the batch that it was sent in
    void event(long partition, long offset, long batch, Event event);
  }

  /// The name of any topic that is there, or null.
  @Nullable String any(Chance chance);

  /// Whether the topic of that id is there.
  boolean isThere(long topic);

  /// What has been delivered from a topic, which somebody must have sent to it.
  Sent sent(long topic, Delivery delivery);

  /// All that was ever acknowledged of a topic, in the order of each partition.
  void each(long topic, Acknowledged each);

  /// The number of the next batch that will be sent.
  long nextBatch();

  /// Whether the event at `offset` may not be there any more, as one that was trimmed.
  boolean mayBeGone(long partition, long offset);
}
