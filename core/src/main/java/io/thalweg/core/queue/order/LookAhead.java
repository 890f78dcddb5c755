package io.thalweg.core.queue.order;

import io.thalweg.core.base.LongMap;
import io.thalweg.core.queue.QueueLimits;

/// How far the events of a partition have been looked at. What was left out of a key is looked at
/// again once there is room, and only as far as that key, too, takes what comes; then the look goes
/// on where it was.
public final class LookAhead {
  private final KeyOrder order;
  private final QueueLimits.Ahead limits;

  /// Where events end that have several parts, by where they begin.
  private final LongMap<Long> ends = new LongMap<>();

  private long next;
  private long head;

  /// How far it had come when it turned back.
  private long farthest;

  private long farthestHead;

  /// Begins at `from`.
  public LookAhead(KeyOrder order, long from, QueueLimits.Ahead limits) {
    this.order = order;
    this.next = from;
    this.limits = limits;
  }

  /// Whether as many events are known as may be.
  public boolean isFull() {
    return order.size() >= limits.events();
  }

  /// Whether so many keys wait to be begun with that nothing more need be known.
  public boolean isEnough() {
    return order.startable() >= limits.startable();
  }

  /// The offset before which everything is known, done, or left out.
  public long next() {
    return next;
  }

  /// Everything before `offset` has been looked at.
  public void passed(long offset) {
    next = offset;
  }

  /// An event begins at `offset`, of which more parts may follow.
  public void begins(long offset) {
    head = offset;
  }

  /// A further part of it ends at `offset`.
  public void goesOn(long offset) {
    ends.put(head, offset);
  }

  /// The event at `offset` ends at `end`.
  public void ends(long offset, long end) {
    ends.put(offset, end);
  }

  /// The offset behind the last part of the event at `offset`, as far as is known.
  public long endOf(long offset) {
    Long end = ends.get(offset);
    return end == null ? offset + 1 : end;
  }

  /// The same, of an event that is not needed any more.
  public long forget(long offset) {
    Long end = ends.remove(offset);
    return end == null ? offset + 1 : end;
  }

  /// Turns to what was left out and could be taken in now, or back from there.
  public void turn() {
    boolean isBack = next < farthest;
    if (isBack && order.isResuming()) {
      return;
    }
    if (!isBack) {
      farthest = next;
      farthestHead = head;
    }
    boolean hasRoom = order.size() < limits.events() / 2;
    long left = hasRoom ? order.resumeFrom(next, farthest) : Long.MAX_VALUE;
    long to = Math.min(left, farthest);
    if (to != next || order.isResuming()) {
      next = to;
      head = to == farthest ? farthestHead : to;
      order.offerFrom(to);
    }
  }

  /// An event was left out: those that are looked at again may have come to their end.
  public void leftOut() {
    if (next < farthest) {
      turn();
    }
  }
}
