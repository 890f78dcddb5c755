package io.thalweg.simulator.queue;

import io.thalweg.core.queue.QueueCommand.Outcome;
import io.thalweg.core.queue.QueueName;
import io.thalweg.core.queue.QueueSettings;
import io.thalweg.core.queue.QueueSettings.Order;
import io.thalweg.core.turn.Delivery;
import io.thalweg.simulator.queue.QueuedEvent.Place;
import io.thalweg.simulator.queue.QueuedEvent.State;
import io.thalweg.simulator.told.HistoryFailed;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What is known outside of a queue, from its declaration to its deletion.
final class QueueModel {
  enum Presence {
    /// It has been asked for.
    ASKED,
    THERE,
    /// Its deletion has been asked for.
    DELETING,
    /// A life has ended before either was answered.
    UNSURE,
    GONE
  }

  /// A key of a partition.
  private record Key(long partition, ByteBuffer bytes) {}

  final QueueName name;
  final QueueSettings settings;
  Presence presence = Presence.ASKED;

  /// The id of the topic that it was told to deliver; -1: nobody was told.
  long topic = -1;

  /// Batches that are sent to the topic from this one on are there for it.
  long firstBatch = Long.MAX_VALUE;

  /// Batches before this one may have been purged.
  private long purgedTo;

  /// Whether it was asked to be bound to the exchange, and is.
  boolean binding;

  boolean bound;

  private final Topics topics;
  private final TreeMap<Long, QueuedEvent> letters = new TreeMap<>();
  private final HashMap<Place, QueuedEvent> events = new HashMap<>();
  private final HashMap<Key, KeyRun> runs = new HashMap<>();

  /// What is done in this life and not known to be durable.
  private final ArrayDeque<QueuedEvent> undurable = new ArrayDeque<>();

  QueueModel(QueueName name, QueueSettings settings, Topics topics) {
    this.name = name;
    this.settings = settings;
    this.topics = topics;
  }

  boolean isThere() {
    return presence == Presence.THERE;
  }

  boolean isKeyed() {
    return settings.delivery().order() == Order.KEY;
  }

  boolean ownsTopic() {
    return settings.topic().isEmpty();
  }

  /// Most events of a key that somebody has at once; 0: any number.
  int window() {
    return settings.delivery().window();
  }

  private int maxFailures() {
    return settings.failure().maxFailures();
  }

  private KeyRun run(long partition, @Nullable ByteBuffer key) {
    return !isKeyed() || key == null
        ? new KeyRun(this)
        : runs.computeIfAbsent(new Key(partition, key), _ -> new KeyRun(this));
  }

  /// `letter` is sent to it; `expected`: if it is confirmed, it is there.
  void sent(Letter letter, boolean expected) {
    KeyRun run = run(0, letter.key());
    QueuedEvent event = new QueuedEvent(new Place(0, letter.id), run, letter, expected);
    letters.put(letter.id, event);
    run.add(event);
  }

  /// It does not have `letter`.
  void refused(Letter letter) {
    QueuedEvent event = letters.get(letter.id);
    if (event != null) {
      HistoryFailed.unless(!event.delivered, () -> event + " of " + this + " is refused");
      event.key.remove(event);
    }
  }

  /// `letter` is said to go nowhere.
  void unrouted(Letter letter) {
    QueuedEvent event = letters.get(letter.id);
    HistoryFailed.unless(
        event == null || !event.expected || !isThere(), () -> letter + " is not routed to " + this);
  }

  /// An event of the topic was acknowledged after the queue was declared.
  void appended(long partition, long offset, long batch, @Nullable ByteBuffer key) {
    QueuedEvent event = event(new Place(partition, offset), key, true);
    event.perhapsDone |= batch < purgedTo && !event.delivered;
  }

  private QueuedEvent event(Place place, @Nullable ByteBuffer key, boolean expected) {
    QueuedEvent event = events.get(place);
    if (event == null) {
      KeyRun run = run(place.partition(), key);
      event = new QueuedEvent(place, run, null, expected);
      events.put(place, event);
      run.add(event);
    }
    return event;
  }

  /// What is delivered, which somebody must have sent.
  QueuedEvent event(Delivery delivery) {
    if (!ownsTopic()) {
      Topics.Sent sent = topics.sent(topic, delivery);
      return event(new Place(sent.partition(), delivery.offset()), sent.key(), false);
    }
    ByteBuffer value = delivery.parts() == 1 ? delivery.part(0) : ByteBuffer.allocate(0);
    QueuedEvent event = letters.get(Letter.idOf(value));
    Letter letter = event == null ? null : event.letter;
    if (event == null || letter == null) {
      throw new HistoryFailed(this + " delivers what nobody sent, at " + delivery.offset());
    }
    int length = delivery.event().keyLength();
    ByteBuffer key =
        length < 0 ? null : delivery.event().buffer().slice(delivery.event().keyAt(), length);
    HistoryFailed.unless(letter.is(key, value), () -> event + " of " + this + " has changed");
    HistoryFailed.unless(
        letter.state != Letter.State.REFUSED, () -> event + " of " + this + " was refused");
    return event;
  }

  /// `event` is delivered in `taking`, which must be right.
  void delivered(QueuedEvent event, Taking taking, Delivery delivery, Door door) {
    HistoryFailed.unless(
        event.offset < 0 || event.offset == delivery.offset(),
        () -> event + " of " + this + " is also at " + delivery.offset());
    HistoryFailed.unless(
        delivery.failures() <= event.failures
            && (maxFailures() == 0 || delivery.failures() < maxFailures()),
        () -> event + " of " + this + " has failed " + delivery.failures() + " times");
    HistoryFailed.unless(
        !event.delivered || delivery.redelivered(),
        () -> event + " of " + this + " was delivered before");
    event.offset = delivery.offset();
    event.key.delivered(event, taking.session, delivery.failures(), door);
    event.failures = delivery.failures();
    event.perhapsDone = false;
    event.delivered = true;
  }

  /// Whether `event` may not be there any more, though nobody was told.
  boolean mayBeGone(QueuedEvent event, Door door) {
    if (event.state == State.EXHAUSTED || event.perhapsDone) {
      return true;
    }
    boolean exhausted = maxFailures() > 0 && event.failures >= maxFailures();
    Letter letter = event.letter;
    if (letter == null) {
      return exhausted || topics.mayBeGone(event.place.partition(), event.place.at());
    }
    boolean there = event.delivered || (event.expected && letter.state == Letter.State.CONFIRMED);
    long own = letter.ttlMillis < 0 ? Long.MAX_VALUE : letter.ttlMillis;
    long all = settings.limits().ttlMillis() < 0 ? Long.MAX_VALUE : settings.limits().ttlMillis();
    boolean expired = door.elapsed() - letter.since >= Math.min(own, all);
    return exhausted || expired || !there;
  }

  /// `lease` is settled; `position` is where that would be written, and `number` the number of this
  /// outcome among all.
  void settled(Lease lease, Outcome outcome, long position, long number) {
    QueuedEvent event = lease.event;
    event.lease = null;
    if (lease.inVain || presence == Presence.GONE || presence == Presence.DELETING) {
      return;
    }
    List<QueuedEvent> done = List.of();
    switch (outcome) {
      case ACCEPT, REJECT -> done = event.key.said(event, lease.session(), position);
      case RELEASE -> event.key.broken(event);
      case FAIL -> {
        event.failures++;
        if (maxFailures() > 0 && lease.failures + 1 >= maxFailures()) {
          done = event.key.exhausted(event, position);
        } else {
          event.key.broken(event);
        }
      }
    }
    for (QueuedEvent each : done) {
      each.doneAt = number;
      undurable.add(each);
    }
  }

  /// `lease` is lost with its session.
  void lost(Lease lease) {
    QueuedEvent event = lease.event;
    event.lease = null;
    if (lease.inVain) {
      return;
    }
    event.failures++;
    if (maxFailures() > 0 && lease.failures + 1 >= maxFailures()) {
      event.perhapsDone = true;
      event.key.abandoned(event);
    } else {
      event.key.broken(event);
    }
  }

  /// All that nobody has may be gone.
  void purged() {
    purgedTo = topics.nextBatch();
    letters.values().forEach(QueueModel::purged);
    events.values().forEach(QueueModel::purged);
  }

  private static void purged(QueuedEvent event) {
    event.perhapsDone |= event.state == State.OPEN && event.lease == null;
  }

  /// What was done up to `number` is durable.
  void durable(long number) {
    for (QueuedEvent first = undurable.peek();
        first != null && first.doneAt <= number;
        first = undurable.peek()) {
      undurable.remove();
      first.key.durable(first);
    }
  }

  /// A life ends.
  void ended() {
    undurable.clear();
    letters.values().forEach(QueuedEvent::ended);
    events.values().forEach(QueuedEvent::ended);
    letters.values().forEach(event -> event.key.ended());
    events.values().forEach(event -> event.key.ended());
    presence =
        presence == Presence.ASKED || presence == Presence.DELETING ? Presence.UNSURE : presence;
  }

  /// Everybody has had all that there is: nothing may be left.
  void drained(Door door) {
    letters.values().forEach(event -> drained(event, door));
    events.values().forEach(event -> drained(event, door));
  }

  private void drained(QueuedEvent event, Door door) {
    boolean done = event.isDone() || (!event.expected && !event.delivered);
    HistoryFailed.unless(
        done || mayBeGone(event, door), () -> event + " of " + this + " was never done");
  }

  @Override
  public String toString() {
    return "queue " + name.name() + " (" + presence + ")";
  }
}
