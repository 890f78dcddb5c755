package io.thalweg.core.queue.deliver;

import io.thalweg.core.base.Chance;
import io.thalweg.core.batch.EventCursor;
import io.thalweg.core.batch.EventMarks;
import io.thalweg.core.exchange.HeaderMatch;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueCommand.Consume;
import io.thalweg.core.queue.QueueCommand.Deadline;
import io.thalweg.core.queue.QueueSettings.Backoff;
import io.thalweg.core.queue.QueueSettings.Limits;
import io.thalweg.core.queue.letter.EventFilter;
import io.thalweg.core.queue.letter.MessageHeaders;
import io.thalweg.core.queue.manage.RateWindow;
import io.thalweg.core.queue.order.KeyedEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A queue while somebody uses it, or something in it may be due.
final class LiveQueue {
  /// Somebody asks for one event.
  record Asked(QueueSession session, Lease.Terms terms) {}

  /// A dead event that is to be copied.
  ///
  /// @param bytes of its value, as far as it is withheld by that
  record Dying(Feed feed, long offset, @Nullable KeyedEvent event, long bytes) {
    boolean isAt(Feed of, long place) {
      return feed == of && offset == place;
    }
  }

  /// What happened in it.
  static final class Tally {
    /// What its partitions had given of offsets when it began, in sum.
    long publishedBefore;

    /// As was counted last.
    long published;

    long delivered;
    long acknowledged;
    long failed;
    long deadLettered;
    long expired;
    long dropped;
    long filtered;

    /// Durable events that came to its topic since it is live.
    long arrived;
  }

  final Queue queue;

  /// Lets pass what is delivered; null: that is everything.
  final @Nullable EventFilter filter;

  final Tally tally = new Tally();
  final List<Feed> feeds = new ArrayList<>(1);
  final List<Consumer> consumers = new ArrayList<>(1);
  final Consumer.Takers takers = new Consumer.Takers();
  final ArrayDeque<Asked> asked = new ArrayDeque<>(0);
  final ArrayDeque<Dying> dying = new ArrayDeque<>(0);

  /// What somebody reads of what is kept, each with one consumer.
  final List<LiveQueue> readers = new ArrayList<>(0);

  /// The queue of which this is one of the [#readers]; null: it is none.
  final @Nullable LiveQueue readOf;

  /// Whose alone it is; null: nobody's.
  @Nullable QueueClient owner;

  /// How often it went on elsewhere.
  int seeks;

  /// Grows with every event taken of one of several partitions.
  int turns;

  /// Since when it is live, in broker time.
  long liveMillis;

  /// When it was last used, in broker time.
  long usedMillis;

  /// Whether it is among those to be looked at.
  boolean scheduled;

  /// The alarm that is set for it, and for when; -1: none.
  long alarm = -1;

  long alarmMillis = Long.MAX_VALUE;

  /// When it is looked at whether it has expired, in broker time.
  long expiryMillis = -1;

  /// Whether nobody gets anything of it.
  boolean paused;

  /// What was counted at moments of the last seconds; null: nothing yet.
  @Nullable RateWindow lately;

  private long tickMillis = Long.MIN_VALUE;
  private boolean ownTtls;
  private boolean removed;

  LiveQueue(Queue queue, MessageHeaders headers) {
    HeaderMatch asked = queue.settings().filter();
    this.queue = queue;
    this.filter = asked == null ? null : new EventFilter(asked, headers);
    this.readOf = null;
  }

  /// A reader of what `of` keeps.
  LiveQueue(LiveQueue of) {
    this.queue = of.queue;
    this.filter = null;
    this.readOf = of;
  }

  /// More is counted from now on; called before that is.
  void tick(long nowMillis) {
    if (nowMillis < tickMillis) {
      return;
    }
    tickMillis = nowMillis + RateWindow.STEP_MILLIS;
    RateWindow window = lately;
    if (window == null) {
      window = new RateWindow();
      lately = window;
    }
    window.note(nowMillis, tally.arrived, tally.delivered, tally.acknowledged);
  }

  /// So many events are durable that came to its topic.
  void arrived(long events, long nowMillis) {
    if (!isReader()) {
      tick(nowMillis);
      tally.arrived += events;
    }
  }

  /// Whether what is done stays.
  boolean isStream() {
    return queue.settings().keeping().stream();
  }

  /// Whether who asks so reads what is kept; else it consumes what is delivered.
  boolean isRead(Consume wanted) {
    return isStream() || (wanted.start() != null && !queue.ownsTopic());
  }

  boolean isAutoDelete() {
    return queue.settings().lifetime().autoDelete();
  }

  boolean isReader() {
    return readOf != null;
  }

  /// Those who consume, or read.
  int consuming() {
    return consumers.size() + readers.size();
  }

  void remove() {
    removed = true;
  }

  boolean isRemoved() {
    return removed;
  }

  /// The one consumer that gets events, if only one does; else null.
  @Nullable Consumer single() {
    boolean single = queue.settings().delivery().singleActive();
    return single && !consumers.isEmpty() ? consumers.getFirst() : null;
  }

  /// Whether `consumer` is one that gets events.
  boolean isServed(Consumer consumer) {
    Consumer single = single();
    return single == null || single == consumer;
  }

  /// Whether somebody takes the next event.
  boolean isTaken() {
    return !paused && !takers.isEmpty();
  }

  /// Whether `session` takes an event now.
  boolean isTaking(QueueSession session) {
    for (int i = 0; i < consumers.size(); i++) {
      Consumer each = consumers.get(i);
      if (each.session == session && isServed(each) && each.takes()) {
        return true;
      }
    }
    boolean ended = session.isEnded() || session.client.isGone();
    return !ended && asked.stream().anyMatch(each -> each.session() == session);
  }

  /// Whether anything is to be done about events that nobody takes.
  boolean isNeedy() {
    if (isReader()) {
      return false;
    }
    Limits limits = queue.settings().limits();
    return limits.maxEvents() >= 0 || limits.maxBytes() >= 0 || mayExpire();
  }

  /// Whether the filter looks at events even if nobody takes any: what it does not let pass is not
  /// to count.
  boolean siftsAhead() {
    return filter != null && queue.settings().limits().maxEvents() >= 0;
  }

  /// Whether events may expire.
  boolean mayExpire() {
    return ownTtls || queue.settings().limits().ttlMillis() >= 0;
  }

  /// An event with a time to live of its own was met.
  void hasOwnTtls() {
    ownTtls = true;
  }

  /// When the event expires, in broker time; `Long.MAX_VALUE`: never.
  long expiryOf(EventCursor event) {
    long ttl = ttlOf(event);
    return ttl < 0 ? Long.MAX_VALUE : event.timestamp() + ttl;
  }

  /// Whether the event has expired; one that lives for no time has not if it can be taken `atOnce`.
  boolean isExpired(EventCursor event, long nowMillis, boolean atOnce) {
    long ttl = ttlOf(event);
    return ttl >= 0 && event.timestamp() + ttl <= nowMillis && !(ttl == 0 && atOnce);
  }

  private long ttlOf(EventCursor event) {
    long ttl = queue.settings().limits().ttlMillis();
    boolean own = (event.attributes() & EventMarks.EXPIRES) != 0;
    if (!own || !event.rewindHeaders().nextHeader() || event.headerValueLength() != Long.BYTES) {
      return ttl;
    }
    ownTtls = true;
    long given = event.buffer().getLong(event.headerValueAt());
    event.rewindHeaders();
    return ttl < 0 ? given : Math.min(ttl, given);
  }

  /// When the event may be delivered for the first time, in broker time.
  long visibleAt(EventCursor event) {
    long delay = queue.settings().limits().delayMillis();
    return delay == 0 ? 0 : event.timestamp() + delay;
  }

  /// How long a delivery may be unsettled whose consumer allows so much.
  Deadline deadline(Deadline wanted) {
    long own = queue.settings().delivery().unsettledMillis();
    return own < 0 || wanted.ends() ? wanted : Deadline.told(own);
  }

  /// Whether failures are counted durably.
  boolean counts() {
    return queue.settings().failure().maxFailures() > 0;
  }

  /// Whether an event that failed so often is a dead letter.
  boolean isTooOften(int failures) {
    int most = queue.settings().failure().maxFailures();
    return most > 0 && failures >= most;
  }

  /// How long an event waits that has failed so often.
  long backoffMillis(int failures, Chance chance) {
    Backoff backoff = queue.settings().failure().backoff();
    if (backoff.firstMillis() == 0) {
      return 0;
    }
    double wait = backoff.firstMillis() * Math.pow(backoff.factor(), failures - 1);
    double most = Math.min(wait, (double) backoff.mostMillis());
    double off = backoff.jitter() == 0 ? 0 : backoff.jitter() * chance.nextInt(1024) / 1024;
    return Math.max(1, (long) (most * (1 - off)));
  }

  /// Whether a copy is made of what dies.
  boolean buries() {
    return queue.settings().failure().deadLetterExchange() != null;
  }

  /// Whether bytes of values are counted.
  boolean weighs() {
    return queue.weighs();
  }

  /// Bytes of the values of events that wait for a consumer, if they are counted.
  long readyBytes() {
    long ready = 0;
    for (int i = 0; i < feeds.size(); i++) {
      ready += feeds.get(i).readyBytes();
    }
    return ready;
  }

  /// Events that wait for a consumer.
  long ready() {
    long ready = 0;
    for (int i = 0; i < feeds.size(); i++) {
      ready += feeds.get(i).ready();
    }
    return ready;
  }
}
