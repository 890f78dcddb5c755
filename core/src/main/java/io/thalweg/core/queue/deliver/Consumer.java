package io.thalweg.core.queue.deliver;

import io.thalweg.core.queue.QueueCommand.Consume;

/// Somebody who gets events of a queue.
final class Consumer {
  final LiveQueue queue;
  final QueueSession session;

  /// Number of the request that it began with.
  final long request;

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
}
