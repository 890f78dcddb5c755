package io.thalweg.core.queue.order;

import io.thalweg.core.queue.order.KeyedEvent.State;
import org.jspecify.annotations.Nullable;

/// The events of one key that are known and not final, in the order of their offsets, and the run
/// of the key, if it has one: what one session has of it.
final class OrderedKey {
  final long hash;
  @Nullable KeyedEvent first;
  private @Nullable KeyedEvent last;
  int size;

  /// The first event that the run has not been through; null: none is known.
  @Nullable KeyedEvent next;

  /// Whose run it is; null: it has none.
  @Nullable KeySession owner;

  /// A broken run is not extended.
  boolean broken;

  /// Events of the run that somebody has and has said nothing about, in vain or not.
  int outstanding;

  /// Those of them whose outcome counts.
  int live;

  /// Outcomes that wait for those of earlier events.
  int held;

  /// Whether the event under way must stay alone.
  boolean alone;

  /// Journal position at which the newest event became final; -1: nobody need wait for that.
  long finalAt = -1;

  /// Whether it stands among the keys that anybody may begin with.
  boolean startable;

  /// Among whose keys to go on with it stands, and with which offset; null: nobody's.
  @Nullable KeySession extensibleBy;

  long extensibleAt;

  /// Whether it stands among the keys that wait for what is final to be durable.
  boolean syncing;

  /// Whether it stands among the keys of which events that were left out could be taken.
  boolean resumable;

  /// The newest event that was taken in.
  long newest = -1;

  /// The first event that was left out because there are too many; -1: none.
  long leftOut = -1;

  /// The pass in which it was left out.
  long leftOutIn;

  /// Whether it has taken in what was left out in this pass, so that it may not miss what follows.
  boolean filling;

  OrderedKey(long hash) {
    this.hash = hash;
  }

  void add(KeyedEvent event) {
    KeyedEvent before = last;
    if (before == null) {
      first = event;
    } else {
      before.next = event;
    }
    last = event;
    next = next == null ? event : next;
    newest = event.offset;
    size++;
  }

  /// Takes away the first event, which is final now.
  void removeFirst() {
    KeyedEvent gone = first;
    if (gone == null) {
      return;
    }
    first = gone.next;
    last = first == null ? null : last;
    next = next == gone ? gone.next : next;
    gone.state = State.FINAL;
    gone.next = null;
    size--;
  }

  /// Whether its first event is being dead-lettered.
  boolean isDying() {
    KeyedEvent head = first;
    return head != null && head.state == State.DYING;
  }

  /// Steps over what nobody will get; returns the event that is delivered next, if it can be now.
  @Nullable KeyedEvent candidate() {
    KeyedEvent event = next;
    while (event != null && event.isResolved()) {
      event = event.next;
    }
    next = event;
    boolean deliverable = event != null && event.state == State.READY && !isDying();
    return deliverable ? event : null;
  }

  /// Whether it stands among the keys that `session` may go on with, with that offset.
  boolean isExtensible(KeySession session, long offset) {
    return extensibleBy == session && extensibleAt == offset;
  }

  /// The event with which anybody may begin a run, or null.
  @Nullable KeyedEvent start() {
    return owner == null && finalAt < 0 ? candidate() : null;
  }

  /// The event that the owner may get next, with at most `window` under way; or null.
  @Nullable KeyedEvent extension(int window) {
    if (owner == null || owner.isClosed() || broken || alone || live + held >= window) {
      return null;
    }
    KeyedEvent event = candidate();
    boolean after = live + held > 0;
    return event != null && event.failures > 0 && after ? null : event;
  }

  /// The run is broken at `event`: what it has of later events is in vain.
  void breakAt(KeyedEvent event) {
    broken = true;
    for (KeyedEvent later = event.next; later != null; later = later.next) {
      if (later.state == State.LIVE) {
        later.state = State.READY;
        live--;
      } else if (later.state == State.ACCEPTED || later.state == State.REJECTED) {
        later.state = State.READY;
        held--;
      }
    }
  }

  /// Whether nothing of its run is left but that it may have to become durable.
  boolean isRunOver() {
    return outstanding == 0 && held == 0 && !isDying() && (owner != null || finalAt >= 0);
  }

  void endRun() {
    owner = null;
    broken = false;
    alone = false;
    finalAt = -1;
    next = first;
  }

  @Override
  public String toString() {
    return "key "
        + hash
        + ": "
        + size
        + " events, "
        + outstanding
        + " delivered, "
        + held
        + " held";
  }
}
