package io.thalweg.simulator.queue;

import io.thalweg.core.queue.QueueCommand.Outcome;
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

  /// Those that are not final and whose offsets are known, by these.
  private final TreeMap<Long, QueuedEvent> events = new TreeMap<>();

  /// Letters that nobody has had yet, by their numbers, which is their order.
  private final TreeMap<Long, QueuedEvent> letters = new TreeMap<>();

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
    if (event.offset < 0) {
      letters.put(event.place.at(), event);
    } else {
      events.put(event.offset, event);
    }
  }

  /// The offset of `event` is known now.
  void placed(QueuedEvent event) {
    letters.remove(event.place.at(), event);
    events.put(event.offset, event);
  }

  /// Its events behind `event`.
  private Collection<QueuedEvent> behind(QueuedEvent event) {
    return events.tailMap(event.offset, false).values();
  }

  /// `event` is delivered to `session`, which must be right.
  void delivered(QueuedEvent event, TakerSession session, int failures, Door door) {
    Supplier<String> what = () -> event + " of " + queue + " is delivered to " + session;
    HistoryFailed.unless(event.state == State.OPEN, () -> what.get() + ", though that is said");
    HistoryFailed.unless(event.lease == null, () -> what.get() + ", though somebody has it");
    HistoryFailed.unless(
        event.offset > lastFinal, () -> what.get() + " behind a later one of its key");
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
      if (other.offset > event.offset) {
        HistoryFailed.unless(
            !own && !other.isDone(), () -> what.get() + " behind a later one of its key: " + other);
      } else if (other != event) {
        HistoryFailed.unless(
            own || held || other.isDone() || queue.mayBeGone(other, door),
            () -> what.get() + " before an earlier one of its key: " + other);
      }
    }
    earlierLetters(event, what, door);
    int most = live;
    HistoryFailed.unless(
        queue.window() == 0 || most < queue.window(), () -> what.get() + " beyond the window");
    HistoryFailed.unless(
        owner == session || donePosition <= door.durable(),
        () -> what.get() + ", though what " + owner + " has done is not durable");
    boolean goesOn = owner == session;
    owner = session;
    buried(event, goesOn, door);
  }

  /// What died before `event` was waited for: now it is copied, and what was held behind it is
  /// done. But for one event that its session may have been about to get, and if one that nobody
  /// has had may have died at its turn, after others that the session still had.
  private void buried(QueuedEvent event, boolean goesOn, Door door) {
    var before = event.isCopy() ? letters : letters.headMap(event.place.at());
    if (goesOn && before.values().stream().anyMatch(letter -> mayWait(letter, door))) {
      return;
    }
    for (QueuedEvent each : List.copyOf(events.headMap(event.offset).values())) {
      if (each.lease != null) {
        return;
      }
      if (goesOn && each.missed) {
        return;
      }
      each.missed = false;
      if (goesOn && !each.overtaken && mayWait(each, door)) {
        each.overtaken = true;
        return;
      }
      if (mayWait(each, door)) {
        each.buried = true;
        events.values().removeIf(other -> other == each && each.state == State.FINAL);
      } else if (each.state == State.DONE && each.doneAt == 0) {
        queue.done(each);
      }
    }
    if (event.letter != null && !event.isCopy()) {
      letters.headMap(event.place.at()).values().forEach(letter -> letter.buried = true);
    }
  }

  /// Whether `event` is, or may be, a dead letter of which no copy is known to be there.
  private boolean mayWait(QueuedEvent event, Door door) {
    boolean open = event.state != State.HELD && event.lease == null && !event.isDone();
    return queue.buries()
        && !event.buried
        && (event.isDead() || (open && queue.mayHaveDied(event, door)));
  }

  /// Nobody has had an earlier letter, unless it is not there. Where a copy lies among them nobody
  /// knows.
  private void earlierLetters(QueuedEvent event, Supplier<String> what, Door door) {
    if (event.letter == null || event.isCopy()) {
      return;
    }
    for (QueuedEvent other : letters.headMap(event.place.at()).values()) {
      HistoryFailed.unless(
          queue.mayBeGone(other, door),
          () -> what.get() + " before an earlier one of its key: " + other);
    }
  }

  /// `session` has accepted or rejected `event`. Returns what is done by that.
  List<QueuedEvent> said(QueuedEvent event, TakerSession session, Door door) {
    event.state = State.HELD;
    event.holder = session;
    return advanced(door);
  }

  /// `event` has failed too often.
  List<QueuedEvent> exhausted(QueuedEvent event, Door door) {
    event.state = State.EXHAUSTED;
    return advanced(door);
  }

  private List<QueuedEvent> advanced(Door door) {
    List<QueuedEvent> done = new ArrayList<>();
    boolean sure = letters.values().stream().noneMatch(letter -> mayWait(letter, door));
    for (QueuedEvent each : events.values()) {
      if (each.lease != null) {
        break;
      }
      if (each.state == State.HELD) {
        each.state = State.DONE;
        each.holder = null;
        each.doneAt = 0;
        if (!queue.mayHaveLeft(each)) { // what retention took is done already
          donePosition = door.position();
        }
        if (sure) {
          done.add(each);
        }
      }
      sure &= !mayWait(each, door) && !each.missed;
    }
    return done;
  }

  /// `event` comes back: what its session has of later ones is in vain.
  ///
  /// @param late since its deadline has passed, which nobody may have noticed yet
  void broken(QueuedEvent event, boolean late) {
    for (QueuedEvent later : behind(event)) {
      Lease lease = later.lease;
      if (lease != null) {
        lease.perhapsLive |= late && !lease.inVain;
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
        boolean dead = later.outcome == Outcome.REJECT;
        later.perhapsDead |= dead;
        later.perhapsGone |= !dead;
        later.state = State.OPEN;
        later.holder = null;
      }
    }
  }

  /// `event` was never there.
  void remove(QueuedEvent event) {
    letters.remove(event.place.at(), event);
    events.remove(event.offset, event);
  }

  /// That `event` is done is durable.
  void durable(QueuedEvent event) {
    event.state = State.FINAL;
    lastFinal = Math.max(lastFinal, event.offset);
    if (!queue.buries() || !event.isDead() || event.buried) {
      events.remove(event.offset);
    }
  }

  /// The queue has gone elsewhere: what was done may come again, and whoever had it has nothing.
  void sought() {
    lastFinal = -1;
    ended();
  }

  /// A life ends.
  void ended() {
    owner = null;
    donePosition = -1;
  }
}
