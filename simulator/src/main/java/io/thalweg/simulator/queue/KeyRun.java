package io.thalweg.simulator.queue;

import io.thalweg.simulator.queue.QueuedEvent.State;
import io.thalweg.simulator.told.HistoryFailed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The events of one key, whose order must hold. An event without a key, or in a queue without
/// order, is one for itself.
final class KeyRun {
  private final QueueModel queue;

  /// Those that are not final, by their places.
  private final TreeMap<Long, QueuedEvent> events = new TreeMap<>();

  /// The last one that is final since somebody has said so.
  private long lastFinal = -1;

  /// Who had it last.
  private @Nullable TakerSession owner;

  /// What was last done of it lies there in the journal, or behind; -1: nothing in this life.
  private long donePosition = -1;

  KeyRun(QueueModel queue) {
    this.queue = queue;
  }

  void add(QueuedEvent event) {
    events.put(event.place.at(), event);
  }

  /// Its events behind `event`.
  private Collection<QueuedEvent> behind(QueuedEvent event) {
    return events.tailMap(event.place.at(), false).values();
  }

  /// `event` is delivered to `session`, which must be right.
  void delivered(QueuedEvent event, TakerSession session, int failures, Door door) {
    Supplier<String> what = () -> event + " of " + queue + " is delivered to " + session;
    HistoryFailed.unless(
        !event.isDone() && event.state == State.OPEN, () -> what.get() + ", though that is said");
    HistoryFailed.unless(event.lease == null, () -> what.get() + ", though somebody has it");
    HistoryFailed.unless(
        event.place.at() > lastFinal, () -> what.get() + " behind a later one of its key");
    int live = 0;
    for (QueuedEvent other : events.values()) {
      Lease lease = other.lease;
      boolean own = lease != null && lease.session() == session;
      HistoryFailed.unless(
          lease == null || (own && !lease.inVain),
          () -> what.get() + ", but not back yet is " + other);
      boolean held = other.state == State.HELD && other.holder == session;
      live += own || held ? 1 : 0;
      boolean alone = failures > 0 || (lease != null && lease.failures > 0);
      HistoryFailed.unless(
          !own || !alone,
          () -> what.get() + ", though what has failed is delivered alone: " + other);
      if (other.place.at() > event.place.at()) {
        HistoryFailed.unless(
            !own && !other.isDone(), () -> what.get() + " behind a later one of its key: " + other);
      } else if (other != event) {
        HistoryFailed.unless(
            own || held || other.isDone() || queue.mayBeGone(other, door),
            () -> what.get() + " before an earlier one of its key: " + other);
      }
    }
    int most = live;
    HistoryFailed.unless(
        queue.window() == 0 || most < queue.window(), () -> what.get() + " beyond the window");
    HistoryFailed.unless(
        owner == session || donePosition <= door.durable(),
        () -> what.get() + ", though what " + owner + " has done is not durable");
    owner = session;
  }

  /// `session` has accepted or rejected `event`; `position` is where that would be written. Returns
  /// what is done by that.
  List<QueuedEvent> said(QueuedEvent event, TakerSession session, long position) {
    event.state = State.HELD;
    event.holder = session;
    return advanced(position);
  }

  /// `event` has failed too often.
  List<QueuedEvent> exhausted(QueuedEvent event, long position) {
    event.state = State.EXHAUSTED;
    return advanced(position);
  }

  private List<QueuedEvent> advanced(long position) {
    List<QueuedEvent> done = new ArrayList<>();
    for (QueuedEvent each : events.values()) {
      if (each.lease != null) {
        break;
      }
      if (each.state == State.HELD) {
        each.state = State.DONE;
        each.holder = null;
        donePosition = position;
        done.add(each);
      }
    }
    return done;
  }

  /// `event` comes back: what its session has of later ones is in vain.
  void broken(QueuedEvent event) {
    for (QueuedEvent later : behind(event)) {
      Lease lease = later.lease;
      if (lease != null) {
        lease.inVain = true;
      }
      if (later.state == State.HELD) {
        later.state = State.OPEN;
        later.holder = null;
      }
    }
  }

  /// `event` has failed too often and its session is lost: what was held is done by and by.
  void abandoned(QueuedEvent event) {
    for (QueuedEvent later : behind(event)) {
      if (later.state == State.HELD) {
        later.state = State.OPEN;
        later.holder = null;
        later.perhapsDone = true;
      }
    }
  }

  /// `event` was never there.
  void remove(QueuedEvent event) {
    events.remove(event.place.at());
  }

  /// That `event` is done is durable.
  void durable(QueuedEvent event) {
    event.state = State.FINAL;
    lastFinal = Math.max(lastFinal, event.place.at());
    events.remove(event.place.at());
  }

  /// A life ends.
  void ended() {
    owner = null;
    donePosition = -1;
  }
}
