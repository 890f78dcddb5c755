package io.thalweg.simulator.queue;

import org.jspecify.annotations.Nullable;

/// An event in a queue, as far as it is known outside.
final class QueuedEvent {
  enum State {
    /// Nothing has been said, or it is to be delivered again.
    OPEN,
    /// It is accepted or rejected, but earlier ones of its key are not done.
    HELD,
    /// It has failed too often, and nobody gets it any more.
    EXHAUSTED,
    /// It was accepted or rejected, in effect.
    DONE,
    /// And that is durable.
    FINAL
  }

  /// Where it is.
  ///
  /// @param partition of a topic that is there without the queue; else 0
  /// @param at its offset there; else the number of its letter
  record Place(long partition, long at) {}

  final Place place;
  final KeyRun key;

  /// Null: it is one of a topic.
  final @Nullable Letter letter;

  /// Whether the queue must have it, if the letter was confirmed.
  final boolean expected;

  State state = State.OPEN;
  @Nullable Lease lease;

  /// Who has said what is held.
  @Nullable TakerSession holder;

  /// Its offset; -1: nobody was told.
  long offset = -1;

  /// The most failures that may have been counted.
  int failures;

  /// Whether it may be done without anybody having been told.
  boolean perhapsDone;

  /// Whether it was ever delivered.
  boolean delivered;

  /// When it was delivered last, among all deliveries.
  long lastDelivery;

  /// Its number among what was done.
  long doneAt;

  QueuedEvent(Place place, KeyRun key, @Nullable Letter letter, boolean expected) {
    this.place = place;
    this.key = key;
    this.letter = letter;
    this.expected = expected;
  }

  boolean isDone() {
    return state == State.DONE || state == State.FINAL;
  }

  /// A life ends: what is not durable may be so or not.
  void ended() {
    boolean undecided = state == State.DONE || state == State.EXHAUSTED;
    perhapsDone |= undecided;
    state = state == State.FINAL ? State.FINAL : State.OPEN;
    lease = null;
    holder = null;
  }

  @Override
  public String toString() {
    return "event "
        + (letter == null ? place : letter)
        + " at "
        + offset
        + " ("
        + state
        + (perhapsDone ? ", perhaps done" : "")
        + ", failures "
        + failures
        + ", "
        + (lease == null ? "nobody has it" : lease)
        + ")";
  }
}
