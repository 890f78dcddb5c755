package io.thalweg.core.queue.order;

import io.thalweg.core.base.Check;
import io.thalweg.core.base.LongMap;
import io.thalweg.core.queue.QueueLimits;
import io.thalweg.core.queue.QueueSettings;
import io.thalweg.core.queue.order.KeyedEvent.State;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Who may get which event of a partition when the order of a key must hold through every
/// redelivery. Live state: a restart is as if every session had closed.
///
/// A key has at most one *run*, of one session, which gets its events in order. What it says of an
/// event is held until all earlier events of the key are final. A failure breaks the run: what the
/// session has of later events is in vain, and nobody gets the key before all of that has come
/// back. An event that has failed is delivered alone. Another session gets a key only when nothing
/// of its run is left and its accepts are durable.
public final class KeyOrder {
  /// Where outcomes are written. Called inside the calls that lead to them.
  public interface Outcomes {
    /// The event is done. Returns the journal position of that.
    long accepted(KeyedEvent event);

    /// The event is passed over. Returns the journal position of that.
    long passed(KeyedEvent event);

    /// The event is to be dead-lettered: it was rejected, or has failed too often. Returns the
    /// journal position if it is final with that, or -1 if [KeyOrder#buried] will follow.
    long dying(KeyedEvent event, boolean rejected);

    /// The event has failed once more.
    void failed(KeyedEvent event);
  }

  /// @param window most events of a run that are delivered or held
  /// @param maxFailures after so many nobody gets the event any more
  /// @param perKey most events of a key that are taken in
  public record Limits(int window, int maxFailures, int perKey) {
    public Limits {
      Check.that(
          window > 0 && maxFailures > 0 && perKey > 1, "expected limits that let work go on");
    }

    /// Those of a queue with such settings.
    public static Limits of(QueueSettings settings, QueueLimits.Ahead ahead) {
      int window = settings.delivery().window();
      int failures = settings.failure().maxFailures();
      return new Limits(unlessNone(window), unlessNone(failures), ahead.perKey());
    }

    private static int unlessNone(int most) {
      return most == 0 ? Integer.MAX_VALUE : most;
    }
  }

  /// What became of an event that was offered.
  public enum Taken {
    /// It is known now.
    YES,
    /// It was known before.
    KNOWN,
    /// Its key has too many: it must be offered again, see [#resumeFrom].
    TOO_MANY
  }

  private record Syncing(long position, OrderedKey key) {}

  private final Limits limits;
  private final Outcomes outcomes;
  private final LongMap<OrderedKey> keys = new LongMap<>();

  /// Events without a key, each of which is one for itself, by offset.
  private final LongMap<OrderedKey> loose = new LongMap<>();

  private final KeyHeap startable = new KeyHeap();
  private final LeftOut leftOut;
  private final PriorityQueue<KeyedEvent> delayed =
      new PriorityQueue<>(
          Comparator.comparingLong((KeyedEvent event) -> event.dueMillis)
              .thenComparingLong(KeyedEvent::offset));
  private final ArrayDeque<Syncing> syncing = new ArrayDeque<>();
  private long lastDelivery;
  private long now;
  private long durable = -1;
  private int size;

  /// Deliveries are numbered from `firstDelivery` on, which must grow from restart to restart.
  public KeyOrder(Limits limits, long firstDelivery, Outcomes outcomes) {
    Check.that(firstDelivery > 0, "expected deliveries to be numbered from 1 on");
    this.limits = limits;
    this.lastDelivery = firstDelivery - 1;
    this.outcomes = outcomes;
    this.leftOut = new LeftOut(limits.perKey(), this::changed);
  }

  /// Takes in an event that is not final. Events of a key come in the order of their offsets, and
  /// those that were left out again from [#resumeFrom] on, after [#offerFrom].
  ///
  /// @param hash of its key; negative: it has none
  /// @param dueMillis when it may be delivered, if that is later than the last [#due]
  public Taken take(long offset, long hash, int failures, long dueMillis) {
    OrderedKey key = hash < 0 ? loose.get(offset) : keys.get(hash);
    if (key == null) {
      key = new OrderedKey(hash);
      if (hash < 0) {
        loose.put(offset, key);
      } else {
        keys.put(hash, key);
      }
    } else if (offset <= key.newest) {
      return Taken.KNOWN;
    } else if (!leftOut.takes(key, offset)) {
      return Taken.TOO_MANY;
    }
    KeyedEvent event = new KeyedEvent(key, offset, failures);
    key.add(event);
    size++;
    if (failures >= limits.maxFailures()) {
      event.state = State.EXHAUSTED;
    } else if (dueMillis > now) {
      delay(event, dueMillis);
    }
    changed(key);
    return Taken.YES;
  }

  /// The lowest offset from which on events were left out that could be taken now; `Long.MAX_VALUE`
  /// if there are none.
  ///
  /// @param to all from the last [#offerFrom] up to here has been offered
  /// @param end what has been offered at some time lies before
  public long resumeFrom(long to, long end) {
    return leftOut.resumeFrom(to, end);
  }

  /// From now on all events from `offset` on are offered, again or for the first time.
  public void offerFrom(long offset) {
    leftOut.offerFrom(offset);
  }

  /// Whether a key has taken in what was left out, since the last [#offerFrom], and not all that it
  /// can: what follows must be offered.
  public boolean isResuming() {
    return leftOut.isResuming();
  }

  /// Delivers the lowest event that `session` may get, or null. Its outcome is to be told with the
  /// number that [KeyedEvent#delivery] has now.
  public @Nullable KeyedEvent deliver(KeySession session) {
    while (true) {
      long own = session.extensible.lowest();
      long any = startable.lowest();
      if (own == Long.MAX_VALUE && any == Long.MAX_VALUE) {
        return null;
      }
      OrderedKey key;
      KeyedEvent event;
      if (own <= any) {
        key = session.extensible.remove();
        if (!key.isExtensible(session, own)) {
          continue; // that run is over
        }
        key.extensibleBy = null;
        event = key.owner == session ? key.extension(limits.window()) : null;
      } else {
        key = startable.remove();
        key.startable = false;
        event = key.start();
      }
      if (event != null && event.offset <= Math.min(own, any)) {
        delivered(event, session);
        return event;
      }
      queue(key);
    }
  }

  private void delivered(KeyedEvent event, KeySession session) {
    OrderedKey key = event.key;
    key.owner = session;
    key.next = event.next;
    key.outstanding++;
    key.live++;
    key.alone = event.failures > 0;
    event.state = State.LIVE;
    event.outstanding(true);
    event.again = event.delivery > 0;
    event.delivery = ++lastDelivery;
    queue(key);
  }

  /// The event is done. Each of these five returns whether the delivery was live: if not, nothing
  /// happens but that it has come back.
  public boolean accept(KeyedEvent event, long delivery) {
    return held(event, delivery, State.ACCEPTED);
  }

  /// The event is to be dead-lettered.
  public boolean reject(KeyedEvent event, long delivery) {
    return held(event, delivery, State.REJECTED);
  }

  /// The event is not there any more: it is passed over.
  public boolean pass(KeyedEvent event, long delivery) {
    boolean live = back(event, delivery);
    if (live) {
      event.state = State.RESOLVED;
      changed(event.key);
    }
    return live;
  }

  private boolean held(KeyedEvent event, long delivery, State outcome) {
    boolean live = back(event, delivery);
    if (live) {
      event.state = outcome;
      event.key.held++;
      changed(event.key);
    }
    return live;
  }

  /// The event has failed, or was lost with its session or its deadline. It may be delivered again
  /// from `dueMillis` on.
  public boolean fail(KeyedEvent event, long delivery, long dueMillis) {
    if (!back(event, delivery)) {
      return false;
    }
    event.failures++;
    outcomes.failed(event);
    if (event.failures >= limits.maxFailures()) {
      event.state = State.EXHAUSTED;
      changed(event.key);
    } else {
      comesBack(event, dueMillis);
    }
    return true;
  }

  /// The event comes back as it was. It may be delivered again from `dueMillis` on.
  public boolean release(KeyedEvent event, long delivery, long dueMillis) {
    boolean live = back(event, delivery);
    if (live) {
      comesBack(event, dueMillis);
    }
    return live;
  }

  private void comesBack(KeyedEvent event, long dueMillis) {
    event.key.breakAt(event);
    if (dueMillis > now) {
      delay(event, dueMillis);
    } else {
      event.state = State.READY;
    }
    changed(event.key);
  }

  /// A delivery ends; returns whether it was live.
  private boolean back(KeyedEvent event, long delivery) {
    if (!event.isOutstanding() || event.delivery != delivery) {
      return false;
    }
    OrderedKey key = event.key;
    event.outstanding(false);
    key.outstanding--;
    key.alone &= key.outstanding > 0;
    if (event.state != State.LIVE) {
      changed(key);
      return false;
    }
    key.live--;
    return true;
  }

  private void delay(KeyedEvent event, long dueMillis) {
    event.state = State.DELAYED;
    event.dueMillis = dueMillis;
    delayed.add(event);
  }

  /// Whoever waits until now may be delivered.
  public void due(long nowMillis) {
    now = nowMillis;
    for (KeyedEvent first = delayed.peek();
        first != null && first.dueMillis <= nowMillis;
        first = delayed.peek()) {
      delayed.remove();
      if (first.state == State.DELAYED) {
        first.state = State.READY;
        queue(first.key);
      }
    }
  }

  /// When [#due] has something to do; `Long.MAX_VALUE`: never.
  public long nextDueMillis() {
    KeyedEvent first = delayed.peek();
    return first == null ? Long.MAX_VALUE : first.dueMillis;
  }

  /// All up to `position` is durable. Returns whether a key waited for that.
  public boolean durable(long position) {
    durable = position;
    int before = syncing.size();
    for (Syncing first = syncing.peek();
        first != null && first.position <= position;
        first = syncing.peek()) {
      syncing.remove();
      first.key.syncing = false;
      changed(first.key);
    }
    return syncing.size() < before;
  }

  /// The dead letter of `event` is made; the journal says so at `position`.
  public void buried(KeyedEvent event, long position) {
    Check.that(event.state == State.DYING, "expected an event that is being dead-lettered");
    finish(event.key, position);
    changed(event.key);
  }

  /// Nobody gets what nobody has now, of the events before `to`: all of it is passed over.
  public void purge(long to) {
    for (OrderedKey key : allKeys()) {
      for (KeyedEvent event = key.first; event != null; event = event.next) {
        if (event.offset < to && event.isWaiting()) {
          event.state = State.RESOLVED;
        }
      }
      changed(key);
    }
  }

  /// Nobody gets `event`: it is passed over, if nobody has it.
  public void remove(KeyedEvent event) {
    if (event.isWaiting()) {
      event.state = State.RESOLVED;
      changed(event.key);
    }
  }

  /// Whether nobody has the event at `offset`, or it is not known yet.
  public boolean isFree(long offset) {
    KeyedEvent event = find(offset);
    return event == null || event.isWaiting();
  }

  /// The event at `offset`, of those that are known; goes through all keys.
  public @Nullable KeyedEvent find(long offset) {
    OrderedKey alone = loose.get(offset);
    if (alone != null) {
      return alone.first;
    }
    List<OrderedKey> around = new ArrayList<>(1);
    keys.forEach(
        key -> {
          if (key.first != null && key.first.offset <= offset && key.newest >= offset) {
            around.add(key);
          }
        });
    for (OrderedKey key : around) {
      for (KeyedEvent event = key.first; event != null; event = event.next) {
        if (event.offset == offset) {
          return event;
        }
      }
    }
    return null;
  }

  /// Events that wait before they are delivered again.
  public int delayed() {
    return delayed.size();
  }

  /// The lowest event that anybody may begin a run with, or that was not long ago;
  /// `Long.MAX_VALUE`: there is none.
  public long firstReady() {
    return startable.lowest();
  }

  /// Tells the offsets of events that a purge leaves: somebody has them, or their turn comes.
  public void forEachKept(LongConsumer each) {
    for (OrderedKey key : allKeys()) {
      for (KeyedEvent event = key.first; event != null; event = event.next) {
        if (!event.isWaiting() && event.state != State.RESOLVED) {
          each.accept(event.offset);
        }
      }
    }
  }

  private List<OrderedKey> allKeys() {
    List<OrderedKey> all = new ArrayList<>();
    keys.forEach(all::add);
    loose.forEach(all::add);
    return all;
  }

  /// Whatever can be said of `key` now is said.
  private void changed(OrderedKey key) {
    boolean goesOn = true;
    while (goesOn && key.first != null) {
      goesOn = finishFirst(key, key.first);
    }
    if (key.isRunOver()) {
      endRun(key);
    }
    leftOut.look(key);
    if (key.size == 0 && key.owner == null && key.leftOut < 0 && !key.filling && !key.syncing) {
      keys.remove(key.hash);
    }
    queue(key);
  }

  /// Ends the run of `key`, or what was passed over without one, as soon as that is durable.
  private void endRun(OrderedKey key) {
    if (key.finalAt <= durable) {
      key.endRun();
    } else if (!key.syncing) {
      key.syncing = true;
      syncing.add(new Syncing(key.finalAt, key));
    }
  }

  private boolean finishFirst(OrderedKey key, KeyedEvent first) {
    return switch (first.state) {
      case ACCEPTED -> {
        key.held--;
        finish(key, outcomes.accepted(first));
        yield true;
      }
      case RESOLVED -> {
        finish(key, outcomes.passed(first));
        yield true;
      }
      case REJECTED, EXHAUSTED -> {
        boolean rejected = first.state == State.REJECTED;
        key.held -= rejected ? 1 : 0;
        first.state = State.DYING;
        long position = outcomes.dying(first, rejected);
        if (position >= 0) {
          finish(key, position);
        }
        yield position >= 0;
      }
      default -> false;
    };
  }

  private void finish(OrderedKey key, long position) {
    KeyedEvent first = key.first;
    if (first != null && key.hash < 0) {
      loose.remove(first.offset);
    }
    key.removeFirst();
    key.finalAt = position;
    size--;
  }

  /// If an event of `key` can be delivered now, those who may get it will find it.
  private void queue(OrderedKey key) {
    KeySession owner = key.owner;
    KeyedEvent event = owner == null ? key.start() : key.extension(limits.window());
    if (event == null) {
      return;
    }
    if (owner == null && !key.startable) {
      key.startable = true;
      startable.add(event.offset, key);
    } else if (owner != null && key.extensibleBy != owner) {
      key.extensibleBy = owner;
      key.extensibleAt = event.offset;
      owner.extensible.add(event.offset, key);
    }
  }

  /// Keys that anybody may begin a run with, or could not long ago.
  public int startable() {
    return startable.size();
  }

  /// Events that are known and not final.
  public int size() {
    return size;
  }

  /// Keys that have such events, or a run.
  public int keys() {
    return keys.size();
  }
}
