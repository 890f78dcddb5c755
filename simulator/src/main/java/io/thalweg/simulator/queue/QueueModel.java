package io.thalweg.simulator.queue;

import io.thalweg.core.queue.QueueCommand.Outcome;
import io.thalweg.core.queue.QueueName;
import io.thalweg.core.queue.QueueSettings;
import io.thalweg.core.queue.QueueSettings.Limits;
import io.thalweg.core.queue.QueueSettings.Order;
import io.thalweg.core.queue.QueueSettings.Overflow;
import io.thalweg.core.turn.Delivery;
import io.thalweg.simulator.event.Event;
import io.thalweg.simulator.queue.QueuedEvent.State;
import io.thalweg.simulator.told.HistoryFailed;
import java.util.ArrayDeque;
import java.util.List;
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

  /// What is done with an event is said with that number.
  private record Done(QueuedEvent event, long number) {}

  final QueueName name;
  final QueueSettings settings;
  final Contents contents = new Contents(this);
  Presence presence = Presence.ASKED;

  /// The id of the topic that it was told to deliver; -1: nobody was told.
  long topic = -1;

  /// Batches that are sent to the topic from this one on are there for it.
  long firstBatch = Long.MAX_VALUE;

  /// Since when it is known to be there, among all that happened.
  long thereSince = Long.MAX_VALUE;

  /// When it was purged or went elsewhere last; went elsewhere last.
  long clearedAt = -1;

  long soughtAt = -1;

  /// Whether it was asked to be bound to the exchange, and is.
  boolean binding;

  boolean bound;

  private final Models models;

  /// Batches before this one may have been passed over.
  private long unsureTo;

  /// Whether there may ever have been more events in it than it holds.
  private boolean crowded;

  /// What is done in this life and not known to be durable.
  private final ArrayDeque<Done> undurable = new ArrayDeque<>();

  QueueModel(QueueName name, QueueSettings settings, Models models) {
    this.name = name;
    this.settings = settings;
    this.models = models;
  }

  boolean isThere() {
    return presence == Presence.THERE;
  }

  private boolean isLeaving() {
    return presence == Presence.GONE || presence == Presence.DELETING;
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

  /// Whether copies are made of what dies.
  boolean buries() {
    return settings.failure().deadLetterExchange() != null;
  }

  /// Whether the oldest events go when there are too many.
  boolean dropsOldest() {
    Limits limits = settings.limits();
    return limits.maxEvents() >= 0 && limits.overflow() == Overflow.DROP_HEAD && !isKeyed();
  }

  /// Whether it takes no more than it holds.
  boolean refuses() {
    Limits limits = settings.limits();
    return limits.maxEvents() >= 0 && limits.overflow() != Overflow.DROP_HEAD;
  }

  /// Whether events go though nobody was told.
  boolean isLossy() {
    return settings.limits().ttlMillis() >= 0 || dropsOldest();
  }

  /// Whether its filter lets `event` pass: others it never delivers, and they do not die.
  boolean passes(QueuedEvent event) {
    return Profile.passes(settings, event.content.tone());
  }

  /// `letter` is sent to it; `expected`: if it is confirmed, it is there.
  void sent(Letter letter, boolean expected, Door door) {
    if (refuses()) {
      letter.mayBeTooMany |=
          models.isTarget(this) || possible(true) >= settings.limits().maxEvents();
      letter.isTooMany |= expected && waiting(door) >= settings.limits().maxEvents();
    }
    QueuedEvent event = contents.sent(letter);
    event.expected = expected;
    event.aliveAt = models.tick();
    crowd();
  }

  private void crowd() {
    crowded |=
        dropsOldest() && (models.isTarget(this) || possible(false) > settings.limits().maxEvents());
  }

  /// Records that may be in it, at most, but for copies that nobody has seen.
  ///
  /// @param filtered whether what it does not let pass may be among them
  private long possible(boolean filtered) {
    long records = 0;
    for (QueuedEvent event : contents.all()) {
      if (!filtered && !passes(event)) {
        continue;
      }
      boolean over = event.state == State.FINAL && !(buries() && event.isDead());
      boolean refused = event.letter != null && event.letter.state == Letter.State.REFUSED;
      records += over || refused ? 0 : event.records();
    }
    return records;
  }

  /// Events that wait for a consumer, at least.
  private long waiting(Door door) {
    long events = 0;
    for (QueuedEvent event : contents.all()) {
      boolean there = event.isKnown() && !event.delivered && !mayBeGone(event, door);
      events += there && settings.limits().delayMillis() == 0 ? 1 : 0;
    }
    return events;
  }

  /// It does not have `letter`.
  void refused(Letter letter) {
    QueuedEvent event = contents.letter(letter.id);
    if (event != null) {
      HistoryFailed.unless(!event.delivered, () -> event + " of " + this + " is refused");
      event.key.remove(event);
    }
  }

  /// It may not have `letter`, if it was full.
  void perhapsRefused(Letter letter) {
    QueuedEvent event = contents.letter(letter.id);
    if (event != null && refuses()) {
      event.expected = false;
    }
  }

  /// `letter` is said to go nowhere.
  void unrouted(Letter letter) {
    QueuedEvent event = contents.letter(letter.id);
    HistoryFailed.unless(
        event == null || !event.expected || !isThere(), () -> letter + " is not routed to " + this);
  }

  /// An event of the topic was acknowledged after the queue was declared.
  void appended(long partition, long offset, long batch, Event event) {
    QueuedEvent known = contents.event(partition, offset);
    if (known == null) {
      known = contents.add(partition, offset, Content.of(event), event.key());
      known.aliveAt = models.tick();
      known.perhapsGone = batch < unsureTo;
    }
    known.expected = true;
  }

  /// A copy of a dead event was found in it.
  void found(QueuedEvent copy) {
    copy.aliveAt = models.tick();
    crowd();
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
        !event.again || delivery.redelivered(),
        () -> event + " of " + this + " was delivered before");
    HistoryFailed.unless(passes(event), () -> event + " does not pass the filter of " + this);
    event.offset = delivery.offset();
    event.key.placed(event);
    event.key.delivered(event, taking.session, delivery.failures(), door);
    event.failures = delivery.failures();
    event.deliveredNow(models.tick());
    if (buries()) {
      models.graves.check(name.name(), event.content, door);
    }
  }

  /// Whether `event` may not be there any more, though nobody was told.
  boolean mayBeGone(QueuedEvent event, Door door) {
    return mayHaveLeft(event) || mayHaveDied(event, door);
  }

  /// The same, without having died.
  boolean mayHaveLeft(QueuedEvent event) {
    boolean trimmed =
        !ownsTopic() && models.topics.mayBeGone(event.place.partition(), event.place.at());
    return event.perhapsGone || !event.isKnown() || trimmed || !passes(event);
  }

  /// Whether `event` may be dead, though nobody was told.
  boolean mayHaveDied(QueuedEvent event, Door door) {
    if (!passes(event)) {
      return false;
    }
    boolean exhausted = maxFailures() > 0 && event.failures >= maxFailures();
    long own = event.ttlMillis() < 0 ? Long.MAX_VALUE : event.ttlMillis();
    long all = settings.limits().ttlMillis() < 0 ? Long.MAX_VALUE : settings.limits().ttlMillis();
    boolean expired = door.elapsed() - event.since() >= Math.min(own, all);
    return event.state == State.EXHAUSTED
        || event.perhapsDead
        || exhausted
        || (ownsTopic() && expired)
        || crowded;
  }

  /// How often `event` may have died, at most.
  int deaths(QueuedEvent event, Door door) {
    boolean live = event.lease != null && !event.lease.inVain;
    boolean accepted = event.isDone() && !event.isDead();
    boolean open = !live && !accepted && event.state != State.HELD;
    boolean leaves = isLeaving() && passes(event);
    boolean now = leaves || event.isDead() || (open && mayHaveDied(event, door));
    return event.deaths + (now ? 1 : 0);
  }

  /// Whether `event` is a dead letter for sure, now that everybody has had all there is.
  boolean isDead(QueuedEvent event) {
    boolean elsewhere = mayHaveLeft(event) || soughtAt > event.aliveAt;
    return !elsewhere && (event.isDead() || !event.isDone());
  }

  /// `lease` is settled; `number` is the number of this outcome among all.
  void settled(Lease lease, Outcome outcome, long number, Door door) {
    QueuedEvent event = lease.event;
    lease.end();
    if (lease.inVain || isLeaving()) {
      if (lease.perhapsLive && outcome == Outcome.FAIL) {
        event.failures++;
        event.perhapsDead |= isLast(lease);
      }
      return;
    }
    List<QueuedEvent> done = List.of();
    switch (outcome) {
      case ACCEPT, REJECT -> {
        event.outcome = outcome;
        done = event.key.said(event, lease.session(), door);
      }
      case RELEASE -> event.key.broken(event, false);
      case FAIL -> {
        event.failures++;
        if (isLast(lease)) {
          done = event.key.exhausted(event, door);
          done(event, number);
        } else {
          event.key.broken(event, false);
        }
      }
    }
    done.forEach(each -> done(each, number));
  }

  private boolean isLast(Lease lease) {
    return maxFailures() > 0 && lease.failures + 1 >= maxFailures();
  }

  /// `event` is done, as is seen now.
  void done(QueuedEvent event) {
    done(event, models.nextDone());
  }

  private void done(QueuedEvent event, long number) {
    event.doneAt = number;
    undurable.add(new Done(event, number));
  }

  /// `lease` is lost with its session.
  void lost(Lease lease) {
    lost(lease, false);
  }

  /// The deadline of `lease` has passed. What comes of that is seen soon, but not at once.
  void missed(Lease lease) {
    lost(lease, true);
  }

  private void lost(Lease lease, boolean late) {
    QueuedEvent event = lease.event;
    lease.end();
    if (lease.inVain) {
      return;
    }
    event.failures++;
    if (isLast(lease)) {
      event.perhapsDead = true;
      event.missed = late;
      event.key.abandoned(event);
    } else {
      event.key.broken(event, late);
    }
  }

  /// All that nobody has may be gone.
  void purged() {
    unsureTo = models.topics.nextBatch();
    clearedAt = models.tick();
    for (QueuedEvent event : contents.all()) {
      if (event.state == State.OPEN && event.lease == null) {
        event.perhapsGone = true;
        event.seeking = null;
      }
    }
  }

  /// It goes on elsewhere: at once, and for good if [#sought] follows.
  void seeks(Seeking seeking, Door door) {
    clearedAt = seeking.at();
    soughtAt = seeking.at();
    unsureTo = seeking.isWhole() ? unsureTo : models.topics.nextBatch();
    for (QueuedEvent event : contents.all()) {
      boolean dead = deaths(event, door) > event.deaths;
      event.sought(seeking, dead);
      if (!event.isDone()) {
        event.key.add(event);
      }
      event.key.sought();
    }
  }

  /// That is durable: all events of a topic are there again, as long as the topic has them.
  void sought(Seeking seeking) {
    if (soughtAt == seeking.at()) {
      contents.all().forEach(QueuedEvent::soughtForGood);
    }
    if (ownsTopic()) {
      return;
    }
    firstBatch = seeking.isWhole() ? 0 : firstBatch;
    models.topics.each(
        topic,
        (partition, offset, _, event) -> {
          if (seeking.bringsBack(offset)) {
            broughtBack(seeking, partition, offset, event);
          }
        });
  }

  private void broughtBack(Seeking seeking, long partition, long offset, Event event) {
    QueuedEvent known = contents.event(partition, offset);
    if (known == null) {
      known = contents.add(partition, offset, Content.of(event), event.key());
      known.aliveAt = seeking.at();
      known.perhapsGone = clearedAt > seeking.at();
    } else if (known.seeking == seeking) {
      known.seeking = null;
      known.perhapsGone = false;
    }
    known.expected = true;
  }

  /// What was done up to `number` is durable.
  void durable(long number) {
    for (Done first = undurable.peek();
        first != null && first.number <= number;
        first = undurable.peek()) {
      undurable.remove();
      QueuedEvent event = first.event;
      if (event.doneAt != first.number) {
        continue;
      }
      if (event.state == State.DONE) {
        event.key.durable(event);
      } else {
        event.exhaustedForGood = event.state == State.EXHAUSTED;
      }
    }
  }

  /// A life ends.
  void ended() {
    undurable.clear();
    contents.all().forEach(QueuedEvent::ended);
    contents.all().forEach(event -> event.key.ended());
    presence =
        presence == Presence.ASKED || presence == Presence.DELETING ? Presence.UNSURE : presence;
  }

  /// Everybody has had all that there is: nothing may be left.
  void drained(Door door) {
    for (QueuedEvent event : contents.all()) {
      models.counts.filteredOut += event.isKnown() && !passes(event) ? 1 : 0;
      HistoryFailed.unless(
          event.isDone() || mayBeGone(event, door),
          () -> event + " of " + this + " was never done");
    }
  }

  /// Whether it is the same queue, as far as it was declared.
  boolean is(@Nullable String other) {
    return name.name().equals(other);
  }

  @Override
  public String toString() {
    return "queue " + name.name() + " (" + presence + ")";
  }
}
