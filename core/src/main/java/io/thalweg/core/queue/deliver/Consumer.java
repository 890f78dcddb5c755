package io.thalweg.core.queue.deliver;

import io.thalweg.core.queue.QueueCommand.Consume;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Somebody who gets events of a queue.
final class Consumer {
  final LiveQueue queue;
  final QueueSession session;

  /// Number of the request that it began with.
  final long request;

  /// Of its deliveries.
  final Lease.Terms terms;

  private final Consume wanted;

  /// Deliveries that are not settled.
  int unsettled;

  /// Whether it stands among those that take events.
  boolean queued;

  private boolean active;
  private boolean ended;

  Consumer(LiveQueue queue, QueueSession session, long request, Consume wanted) {
    this.queue = queue;
    this.session = session;
    this.request = request;
    this.wanted = wanted;
    this.terms = new Lease.Terms(request, wanted.settles(), queue.deadline(wanted.deadline()));
  }

  boolean settles() {
    return wanted.settles();
  }

  boolean exclusive() {
    return wanted.exclusive();
  }

  int priority() {
    return wanted.priority();
  }

  /// It has been told that it consumes.
  void activate() {
    active = true;
  }

  /// It gets nothing any more.
  void end() {
    active = false;
    ended = true;
  }

  boolean isEnded() {
    return ended;
  }

  /// Whether it takes an event now.
  boolean takes() {
    boolean credit = !settles() || wanted.credit() == 0 || unsettled < wanted.credit();
    return active && credit && session.hasCredit() && session.client.takes();
  }

  /// The consumers of a queue that take events: those of the highest priority first, and of one
  /// priority in turn.
  static final class Takers {
    private final TreeMap<Integer, ArrayDeque<Consumer>> byPriority = new TreeMap<>();

    /// `consumer` may take events now.
    void add(Consumer consumer) {
      if (!consumer.queued && consumer.takes()) {
        consumer.queued = true;
        byPriority.computeIfAbsent(-consumer.priority(), _ -> new ArrayDeque<>()).add(consumer);
      }
    }

    /// `consumer`, who was polled last, is the next again.
    void addFirst(Consumer consumer) {
      consumer.queued = true;
      byPriority.computeIfAbsent(-consumer.priority(), _ -> new ArrayDeque<>()).addFirst(consumer);
    }

    /// Who takes the next event, or null. It is not among the takers any more.
    @Nullable Consumer poll() {
      for (var first = byPriority.firstEntry(); first != null; first = byPriority.firstEntry()) {
        Consumer consumer = poll(first);
        if (consumer != null) {
          return consumer;
        }
        byPriority.remove(first.getKey());
      }
      return null;
    }

    private static @Nullable Consumer poll(Map.Entry<Integer, ArrayDeque<Consumer>> level) {
      Consumer consumer = level.getValue().poll();
      while (consumer != null) {
        consumer.queued = false;
        if (consumer.takes()) {
          return consumer;
        }
        consumer = level.getValue().poll();
      }
      return null;
    }

    boolean isEmpty() {
      return byPriority.isEmpty();
    }
  }
}
