package io.thalweg.core.queue.deliver;

import io.thalweg.core.queue.QueueCommand.Deadline;
import io.thalweg.core.queue.order.KeyedEvent;
import java.util.ArrayList;
import java.util.List;
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
  /// @param deadline how long it may be unsettled
  record Terms(long request, boolean settles, Deadline deadline) {
    static final Terms NONE = new Terms(0, false, Deadline.NONE);
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

  /// Who got it; null: it was asked for alone.
  @Nullable Consumer consumer;

  Terms terms = Terms.NONE;

  /// When it has been unsettled for too long, in broker time; `Long.MAX_VALUE`: never.
  long dueMillis = Long.MAX_VALUE;

  /// Where it stands in [Deadlines]; -1: it does not.
  private int place = -1;

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

  /// Whether it ends at a deadline.
  boolean hasDeadline() {
    return place >= 0;
  }

  /// Whether its deadline has passed: it has ended, though nothing has come of that yet.
  boolean isOver(long nowMillis) {
    return hasDeadline() && dueMillis <= nowMillis;
  }

  /// Deliveries that end at a deadline, the earliest first; those that end at once in the order of
  /// tags. A heap, in which each knows its place: in the order of deadlines nothing is moved when
  /// one is added.
  static final class Deadlines {
    private final List<Lease> heap = new ArrayList<>(0);

    /// The one that ends first, or null.
    @Nullable Lease first() {
      return heap.isEmpty() ? null : heap.getFirst();
    }

    /// When that is; `Long.MAX_VALUE`: never.
    long nextMillis() {
      return heap.isEmpty() ? Long.MAX_VALUE : heap.getFirst().dueMillis;
    }

    void add(Lease lease) {
      heap.add(lease);
      rise(lease, heap.size() - 1);
    }

    void remove(Lease lease) {
      Lease last = heap.removeLast();
      int place = lease.place;
      lease.place = -1;
      if (last != lease) {
        sink(last, place);
        rise(last, last.place);
      }
    }

    private void rise(Lease lease, int from) {
      int at = from;
      while (at > 0 && isBefore(lease, heap.get((at - 1) / 2))) {
        put(heap.get((at - 1) / 2), at);
        at = (at - 1) / 2;
      }
      put(lease, at);
    }

    private void sink(Lease lease, int from) {
      int at = from;
      int next = firstBelow(at);
      while (next < heap.size() && isBefore(heap.get(next), lease)) {
        put(heap.get(next), at);
        at = next;
        next = firstBelow(at);
      }
      put(lease, at);
    }

    /// The place of the earlier of the two below `at`.
    private int firstBelow(int at) {
      int left = 2 * at + 1;
      int right = left + 1;
      return right < heap.size() && isBefore(heap.get(right), heap.get(left)) ? right : left;
    }

    private void put(Lease lease, int at) {
      heap.set(at, lease);
      lease.place = at;
    }

    private static boolean isBefore(Lease one, Lease other) {
      return one.dueMillis < other.dueMillis
          || (one.dueMillis == other.dueMillis && one.tag < other.tag);
    }
  }
}
