package io.thalweg.core.queue.order;

import org.jspecify.annotations.Nullable;

/// An event that is not final, in the list of its key. What the outside holds of a delivery is this
/// object and the delivery's number: an outcome with another number is one of a delivery that has
/// ended.
public final class KeyedEvent {
  /// What may happen to it next.
  enum State {
    /// It may be delivered. It may still be outstanding in vain ([#isOutstanding]).
    READY,
    /// It is delivered, and the outcome counts.
    LIVE,
    /// It is accepted, as soon as all earlier events of the key are final.
    ACCEPTED,
    /// It is to be dead-lettered, as soon as all earlier events of the key are final.
    REJECTED,
    /// It may be delivered again when [#dueMillis] has come.
    DELAYED,
    /// Nobody will get it any more; final without a copy at its turn.
    RESOLVED,
    /// Nobody will get it any more; its turn leads to a dead letter.
    EXHAUSTED,
    /// It is being dead-lettered: the copy is not durable yet.
    DYING,
    /// Nothing is left to do.
    FINAL
  }

  final OrderedKey key;
  final long offset;
  State state;
  int failures;
  @Nullable KeyedEvent next;

  /// Number of its newest delivery; 0 before the first.
  long delivery;

  /// Whether somebody had it before its newest delivery.
  boolean again;

  /// While it waits: when that ends, in broker time.
  long dueMillis;

  private boolean outstanding;
  private long bytes = -1;

  KeyedEvent(OrderedKey key, long offset, int failures) {
    this.key = key;
    this.offset = offset;
    this.failures = failures;
    this.state = State.READY;
  }

  /// Its offset in the partition.
  public long offset() {
    return offset;
  }

  /// How often it has failed.
  public int failures() {
    return failures;
  }

  /// The number of its newest delivery, which grows from delivery to delivery.
  public long delivery() {
    return delivery;
  }

  /// Whether somebody had it before its newest delivery.
  public boolean isAgain() {
    return again;
  }

  /// Bytes of its value; negative: they are not counted.
  public long bytes() {
    return bytes;
  }

  /// Counts them, or with -1 not any more.
  public void bytes(long now) {
    bytes = now;
  }

  /// Whether somebody has it whose outcome counts.
  public boolean isLive() {
    return state == State.LIVE;
  }

  /// Whether somebody has it and has said nothing yet, in vain or not.
  boolean isOutstanding() {
    return outstanding;
  }

  void outstanding(boolean now) {
    outstanding = now;
  }

  /// Whether nobody has it, and it may be delivered now or later.
  boolean isWaiting() {
    return (state == State.READY || state == State.DELAYED) && !outstanding;
  }

  /// Whether nobody will get it any more, though it is not final.
  boolean isResolved() {
    return state == State.RESOLVED || state == State.EXHAUSTED;
  }

  @Override
  public String toString() {
    return "event " + offset + " of key " + key.hash + ", " + state + ", failures " + failures;
  }
}
