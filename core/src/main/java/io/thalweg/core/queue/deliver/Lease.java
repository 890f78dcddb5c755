package io.thalweg.core.queue.deliver;

import io.thalweg.core.queue.order.KeyedEvent;
import org.jspecify.annotations.Nullable;

/// A delivery whose outcome is awaited, in the list of its session's, which is in the order of
/// tags.
final class Lease {
  /// Where the event lies: at `offset`, with all of its parts before `end`.
  record Place(Feed feed, long offset, long end) {}

  final Feed feed;
  final long offset;

  /// The offset behind its last part.
  final long end;

  /// How often the event had failed.
  final int failures;

  /// Whether it was delivered before.
  final boolean again;

  /// For order by keys: the event, and the number of this delivery.
  final @Nullable KeyedEvent event;

  final long delivery;

  QueueSession session = QueueSession.NONE;

  /// Who got it; null: it was asked for alone.
  @Nullable Consumer consumer;

  long tag;
  @Nullable Lease before;
  @Nullable Lease after;

  Lease(Place place, int failures, boolean again, @Nullable KeyedEvent event) {
    this.feed = place.feed;
    this.offset = place.offset;
    this.end = place.end;
    this.failures = failures;
    this.again = again || failures > 0;
    this.event = event;
    this.delivery = event == null ? 0 : event.delivery();
  }
}
