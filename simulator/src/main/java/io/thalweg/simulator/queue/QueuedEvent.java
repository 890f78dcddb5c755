package io.thalweg.simulator.queue;

import io.thalweg.core.queue.QueueCommand.Outcome;
import java.util.Set;
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
  /// @param at its offset; of a letter that nobody has had yet, its number
  record Place(long partition, long at) {}

  final Place place;
  final KeyRun key;
  final Content content;

  /// Null: it is one of a topic.
  final @Nullable Letter letter;

  /// Queues that it died in before it was copied here.
  final Set<String> graves;

  /// Whether the queue must have it, if the letter was confirmed.
  boolean expected;

  State state = State.OPEN;
  @Nullable Lease lease;

  /// Who has said what is held.
  @Nullable TakerSession holder;

  /// What was said, if anything was.
  Outcome outcome = Outcome.ACCEPT;

  /// Its offset; -1: nobody was told.
  long offset = -1;

  /// The most failures that may have been counted.
  int failures;

  /// The same before a seek that may not be durable.
  int failuresBefore;

  /// Whether it may have been done before such a seek.
  boolean overBefore;

  /// Whether it may be done without anybody having been told, or is not there any more.
  boolean perhapsGone;

  /// Whether it may be a dead letter without anybody having been told.
  boolean perhapsDead;

  /// The seek that may have brought it back; null: none has.
  @Nullable Seeking seeking;

  /// Whether it is durable that it has failed too often.
  boolean exhaustedForGood;

  /// Whether it missed its last deadline, which nobody may have noticed yet.
  boolean missed;

  /// Whether it is a dead letter whose copy is there.
  boolean buried;

  /// Whether a later one of its key was delivered to whoever had it, since it may have died.
  boolean overtaken;

  /// Whether it was ever delivered, and since a seek has brought it back.
  boolean delivered;

  boolean again;

  /// When it was last known to be there, among all that happened.
  long aliveAt;

  /// Its number among what was done.
  long doneAt;

  /// How often it may have died, before a seek brought it back.
  int deaths;

  /// One that is not there yet.
  ///
  /// @param letter null: it is one of a topic
  QueuedEvent(Place place, KeyRun key, Content content, @Nullable Letter letter) {
    this(place, key, content, letter, Set.of());
  }

  /// A copy of what died in those queues.
  QueuedEvent(
      Place place, KeyRun key, Content content, @Nullable Letter letter, Set<String> graves) {
    this.place = place;
    this.key = key;
    this.content = content;
    this.letter = letter;
    this.graves = graves;
  }

  boolean isDone() {
    return state == State.DONE || state == State.FINAL;
  }

  /// Whether it is copied since it died elsewhere.
  boolean isCopy() {
    return !graves.isEmpty();
  }

  /// Whether somebody has said that it is a dead letter, in effect.
  boolean isDead() {
    return state == State.EXHAUSTED || (isDone() && outcome == Outcome.REJECT);
  }

  /// Records that it takes.
  int records() {
    return letter == null ? 1 : letter.parts;
  }

  /// How long it lives of its own; -1: for ever.
  long ttlMillis() {
    return letter == null || isCopy() ? -1 : letter.ttlMillis;
  }

  /// It is not older than this, in time elapsed.
  long since() {
    return letter == null ? 0 : letter.since;
  }

  /// Whether it has been seen in the queue, or must be there.
  boolean isKnown() {
    boolean confirmed = letter == null || letter.state == Letter.State.CONFIRMED;
    return delivered || (expected && confirmed);
  }

  /// It is delivered: it was there until now.
  void deliveredNow(long now) {
    perhapsGone = false;
    perhapsDead = false;
    seeking = null;
    buried = false;
    overtaken = false;
    missed = false;
    delivered = true;
    again = true;
    aliveAt = now;
  }

  /// A seek brings it back, or passes it over: whoever had it has nothing.
  void sought(Seeking by, boolean mayHaveDied) {
    Lease voided = lease;
    if (voided != null) {
      voided.inVain = true;
      lease = null;
    }
    failuresBefore = Math.max(failuresBefore, failures);
    boolean back = by.bringsBack(offset);
    boolean over = isDone() || state == State.EXHAUSTED || perhapsGone || perhapsDead;
    overBefore |= over;
    if (!back) {
      perhapsGone = true;
      seeking = null;
    } else if (over) {
      perhapsGone = true;
      seeking = by;
    }
    if (back || !isDone()) {
      deaths += mayHaveDied ? 1 : 0;
      perhapsDead = false;
      exhaustedForGood = false;
      buried = false;
      overtaken = false;
      missed = false;
      holder = null;
      doneAt = 0;
      state = State.OPEN;
      again = false;
    }
  }

  /// The seek is durable.
  void soughtForGood() {
    failuresBefore = 0;
    overBefore = false;
  }

  /// A life ends: what is not durable may be so or not.
  void ended() {
    if (state == State.DONE || (state == State.EXHAUSTED && !exhaustedForGood)) {
      perhapsDead |= isDead();
      perhapsGone |= !isDead();
      state = State.OPEN;
    } else if (state == State.HELD) {
      state = State.OPEN;
    }
    failures = Math.max(failures, failuresBefore);
    perhapsGone |= overBefore;
    lease = null;
    holder = null;
    missed = false;
  }

  @Override
  public String toString() {
    return "event "
        + (letter == null ? place : letter)
        + (isCopy() ? " copied from " + graves : "")
        + " at "
        + offset
        + " ("
        + state
        + (perhapsGone ? ", perhaps gone" : "")
        + (perhapsDead ? ", perhaps dead" : "")
        + ", failures "
        + failures
        + ", "
        + (lease == null ? "nobody has it" : lease)
        + ")";
  }
}
