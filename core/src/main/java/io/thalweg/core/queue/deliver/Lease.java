package io.thalweg.core.queue.deliver;

import io.thalweg.core.queue.order.KeyedEvent;
import org.jspecify.annotations.Nullable;

/// A delivery whose outcome is awaited, in the list of its session's, which is in the order of
/// tags.
final class Lease {
  /// Where the event lies: at `offset`, with all of its parts before `end`.
  record Place(Feed feed, long offset, long end) {}

  /// What its taker wants.
  ///
  /// @param request number of the request that it is for
  /// @param settles whether it is settled; else it is done once it was sent
  /// @param unsettledMillis how long it may be unsettled; 0: any time
  record Terms(long request, boolean settles, long unsettledMillis) {
    static final Terms NONE = new Terms(0, false, 0);
  }

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

  /// Bytes of the event's value.
  final long bytes;

  QueueSession session = QueueSession.NONE;

  /// Who got it; null: it was asked for alone.
  @Nullable Consumer consumer;

  Terms terms = Terms.NONE;

  /// When it was delivered, in broker time.
  long givenMillis;

  long tag;
  @Nullable Lease before;
  @Nullable Lease after;

  /// @param bytes of the event's value
  Lease(Place place, long bytes, int failures, boolean again, @Nullable KeyedEvent event) {
    this.feed = place.feed;
    this.offset = place.offset;
    this.end = place.end;
    this.bytes = bytes;
    this.failures = failures;
    this.again = again || failures > 0;
    this.event = event;
    this.delivery = event == null ? 0 : event.delivery();
  }
}
