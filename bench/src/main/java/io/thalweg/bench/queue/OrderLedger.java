package io.thalweg.bench.queue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What applications saw of events that have a key and, within it, a number from 0: who has which,
/// whose effect happened when, what was settled. From this alone it says whether keys kept their
/// order. Threads may share one.
///
/// What is judged, see `QUEUES.md`:
///
/// - *together*: while one session has a key's event, no other gets one of that key.
/// - *earlier*: what is delivered has no earlier event of its key that is neither settled nor with
///   the same session; nor given back by it, for what it had of later ones then is in vain, as the
///   broker knows and it does not.
/// - *effect*: no effect of an event after the last effect of a later one of its key.
final class OrderLedger {
  private static final int SHOWN = 5;

  /// One consumer as long as its connection lives.
  static final class Session {
    private boolean over;
    private int holds;
  }

  private record Event(int key, int number) {}

  private static final class Key {
    final BitSet settled = new BitSet();

    /// The session that has an event, of those that somebody has.
    final Map<Integer, Session> holders = new HashMap<>();

    /// The session that gave an event back, until it is delivered again.
    final Map<Integer, Session> returned = new HashMap<>();

    /// The time of each event's last effect; 0: it had none.
    final int[] effects;

    Key(int numbers) {
      effects = new int[numbers];
    }
  }

  private final List<Key> keys = new ArrayList<>();
  private final Set<Session> sessions = new HashSet<>();
  private final Set<Event> rejected = new HashSet<>();
  private final Set<Event> dead = new HashSet<>();
  private final List<String> shown = new ArrayList<>();
  private int effects;
  private long deliveries;
  private int settled;
  private int together;
  private int earlier;

  OrderLedger(int keys, int numbers) {
    for (int i = 0; i < keys; i++) {
      this.keys.add(new Key(numbers));
    }
  }

  /// A consumer that begins.
  synchronized Session begin() {
    Session session = new Session();
    sessions.add(session);
    return session;
  }

  /// A consumer is gone: what it does from now on has no effect.
  synchronized void end(Session session) {
    session.over = true;
    if (sessions.remove(session)) {
      keys.forEach(key -> key.holders.values().removeIf(holder -> holder == session));
    }
  }

  /// Every consumer is gone.
  synchronized void endAll() {
    List.copyOf(sessions).forEach(this::end);
  }

  /// A session got an event; false if that session is over.
  synchronized boolean delivered(Session to, int keyNumber, int number) {
    if (to.over) {
      return false;
    }
    deliveries++;
    Key key = keys.get(keyNumber);
    if (key.settled.get(number)) {
      key.settled.clear(number);
      settled--;
    }
    if (key.holders.values().stream().anyMatch(holder -> holder != to)) {
      together++;
      show(keyNumber, number, "is delivered while another session has one");
    }
    for (int i = key.settled.nextClearBit(0); i < number; i = key.settled.nextClearBit(i + 1)) {
      if (key.holders.get(i) != to && key.returned.get(i) != to) {
        earlier++;
        show(keyNumber, number, "is delivered before " + i + " is settled");
        break;
      }
    }
    key.returned.remove(number);
    if (key.holders.put(number, to) != to) {
      to.holds++;
    }
    return true;
  }

  /// It has done what the event asks for; false if it is over, so that nothing happened.
  synchronized boolean effect(Session of, int key, int number) {
    if (of.over) {
      return false;
    }
    keys.get(key).effects[number] = ++effects;
    return true;
  }

  /// It settles an event, to be called before the broker can know; false if it is over.
  synchronized boolean settles(Session of, int keyNumber, int number, Settlement how) {
    if (of.over) {
      return false;
    }
    Key key = keys.get(keyNumber);
    if (key.holders.remove(number, of)) {
      of.holds--;
    }
    if (how == Settlement.REQUEUE) {
      key.returned.put(number, of);
    } else if (!key.settled.get(number)) {
      key.settled.set(number);
      settled++;
    }
    if (how == Settlement.REJECT) {
      rejected.add(new Event(keyNumber, number));
    }
    return true;
  }

  /// An event was found among the dead letters.
  synchronized void foundDead(int key, int number) {
    dead.add(new Event(key, number));
  }

  /// How many events are settled, as far as sessions know.
  synchronized int settled() {
    return settled;
  }

  synchronized long deliveries() {
    return deliveries;
  }

  /// How many sessions have an event now.
  synchronized int holding() {
    int holding = 0;
    for (Session session : sessions) {
      holding += session.holds > 0 ? 1 : 0;
    }
    return holding;
  }

  synchronized OrderVerdict verdict() {
    int late = 0;
    int lost = 0;
    for (int i = 0; i < keys.size(); i++) {
      int[] of = keys.get(i).effects;
      for (int number = 0; number < of.length; number++) {
        if (of[number] == 0 && !dead.contains(new Event(i, number))) {
          lost++;
          show(i, number, "had no effect and is no dead letter");
        }
      }
      late += outOfOrder(i, of);
    }
    int unaccounted = 0;
    for (Event event : dead) {
      unaccounted += rejected.contains(event) ? 0 : 1;
    }
    return new OrderVerdict(
        together, earlier, late, lost, dead.size(), unaccounted, List.copyOf(shown));
  }

  /// Events with an effect after the last effect of a later one that is no dead letter.
  private int outOfOrder(int key, int[] of) {
    int late = 0;
    int next = Integer.MAX_VALUE;
    for (int number = of.length - 1; number >= 0; number--) {
      if (of[number] > next) {
        late++;
        show(key, number, "had an effect after a later one's last");
      }
      if (of[number] != 0 && !dead.contains(new Event(key, number))) {
        next = Math.min(next, of[number]);
      }
    }
    return late;
  }

  private void show(int key, int number, String what) {
    if (shown.size() < SHOWN) {
      shown.add("key " + key + ": " + number + " " + what);
    }
  }
}
