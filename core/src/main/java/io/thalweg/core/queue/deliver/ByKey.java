package io.thalweg.core.queue.deliver;

import io.thalweg.core.base.Check;
import io.thalweg.core.batch.EventCursor;
import io.thalweg.core.batch.EventMarks;
import io.thalweg.core.queue.Note;
import io.thalweg.core.queue.Note.Death;
import io.thalweg.core.queue.QueueSettings;
import io.thalweg.core.queue.letter.EventKeys;
import io.thalweg.core.queue.manage.QueueReport.Blocked;
import io.thalweg.core.queue.order.KeyOrder;
import io.thalweg.core.queue.order.KeyOrder.Taken;
import io.thalweg.core.queue.order.KeySession;
import io.thalweg.core.queue.order.KeyedEvent;
import io.thalweg.core.queue.order.LookAhead;
import io.thalweg.core.queue.source.EventSource;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.turn.Turn;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Events of one key keep their order, whatever comes back. Keys are looked at ahead of what is
/// delivered, within a bound.
final class ByKey extends Feed implements KeyOrder.Outcomes {
  private static final int PLACES = 4;

  /// An event that is delivered as soon as it has been read.
  private record Waiting(QueueSession session, KeyedEvent event) {}

  private final KeyOrder order;
  private final EventKeys keys;
  private final EventSource ahead;

  private final LookAhead progress;

  /// Bytes of the values of events that were delivered and are not done, if the queue counts them.
  private long sized;

  /// Up to here all must be durable before others may get keys.
  private long writtenAt;

  /// The last event that was dead, or had failed too often, before a restart: up to it events are
  /// looked at even if nobody takes any.
  private long lastDead = -1;

  private int looks = LOOKED_AT;
  private @Nullable Waiting waiting;

  /// Whether the event that was to be taken is not complete yet: the last one.
  private boolean incomplete;

  /// What all that is known waits for, if nobody could get any of it; null: somebody could.
  private @Nullable Blocked blocked;

  /// The event that is rejected since it has expired.
  private @Nullable KeyedEvent expired;

  /// When what fails may be delivered again.
  private long dueMillis;

  /// The turn in which outcomes are told; null: none.
  private @Nullable Turn now;

  ByKey(LiveQueues all, LiveQueue queue, PartitionView partition) {
    super(all, queue, partition);
    QueueSettings settings = queue.queue.settings();
    this.order = new KeyOrder(KeyOrder.Limits.of(settings, all.ahead()), 1, this);
    this.progress = new LookAhead(order, view().floor(), all.ahead());
    this.keys = new EventKeys(settings.delivery().key(), all.headers());
    this.ahead = all.source(queue, partition).leading(source);
    view().forEachNoted(offset -> lastDead = isDead(offset) ? offset : lastDead);
  }

  /// Frequent keys lag behind others.
  @Override
  int places() {
    return PLACES;
  }

  @Override
  @Nullable Lease take(Turn turn, QueueSession session) {
    now = turn;
    Waiting read = waiting;
    if (read != null && read.session != session && !isAwaited(read)) {
      waiting = null;
      order.release(read.event, read.event.delivery(), 0);
      read = null;
    }
    if (read != null && read.session != session) {
      return null;
    }
    KeySession taker = session.keys(this);
    KeyedEvent event = read == null ? lowest(turn, taker) : read.event;
    incomplete = false;
    while (event != null) {
      Waiting taken = new Waiting(session, event);
      Lease lease = found(turn, taken);
      if (lease != null || waiting != null) {
        blocked = null;
        return lease;
      }
      event = incomplete ? null : lowest(turn, taker);
    }
    if (progress.isFull()) {
      block();
    }
    return null;
  }

  /// Delivers the lowest event that `taker` may get, or null.
  private @Nullable KeyedEvent lowest(Turn turn, KeySession taker) {
    look(turn, false);
    boolean some = order.startable() > 0;
    KeyedEvent event = order.deliver(taker);
    if (event == null && some) { // these keys could not be begun with any more
      look(turn, false);
      event = order.deliver(taker);
    }
    return event;
  }

  /// Finds the key of the oldest event, for people to know it.
  private void block() {
    long oldest = floor();
    Blocked known = blocked;
    if ((known == null || known.offset() != oldest) && source.find(oldest) == oldest) {
      blocked = new Blocked(index(), oldest, keys.text(source.cursor()), order.size());
    }
  }

  @Override
  @Nullable Blocked blocked() {
    return progress.isFull() ? blocked : null;
  }

  /// Whether the session for which an event is read will still take it.
  private boolean isAwaited(Waiting read) {
    return read.event.isLive() && !read.session.isEnded() && queue.isTaking(read.session);
  }

  /// The delivery of an event, on which the source stands then; null if it must be read first, has
  /// expired, is not there any more, or came back before it was read.
  private @Nullable Lease found(Turn turn, Waiting taken) {
    KeyedEvent event = taken.event;
    waiting = null;
    if (!event.isLive()) {
      order.release(event, event.delivery(), 0);
      return null;
    }
    boolean trimmed = event.offset() < partition.logStart();
    long found = trimmed ? EventSource.UNREADABLE : source.find(event.offset());
    long end = found == event.offset() ? source.whole() : found;
    if (end == EventSource.WAITS) {
      waiting = taken;
      return null;
    } else if (end == EventSource.END) {
      incomplete = true; // others come back meanwhile
      order.release(event, event.delivery(), 0);
      return null;
    } else if (end < 0 || found > event.offset()) {
      order.pass(event, event.delivery());
      return null;
    }
    if (end > event.offset() + 1) {
      progress.ends(event.offset(), end);
    }
    long bytes = source.bytes();
    if (queue.weighs() && event.bytes() < 0) {
      event.bytes(bytes);
      sized += bytes;
    }
    if (queue.isExpired(source.cursor(), turn.nowMillis(), !event.isAgain())) {
      expired = event;
      order.reject(event, event.delivery());
      expired = null;
      return null;
    }
    withheld(end - event.offset(), bytes);
    Lease.Place place = new Lease.Place(this, event.offset(), end);
    return new Lease(place, bytes, event.failures(), event.isAgain(), event);
  }

  /// Takes in what comes next, and what was left out when its key had too many: all, or until
  /// enough keys wait to be begun with.
  private void look(Turn turn, boolean all) {
    progress.turn();
    while (looks > 0 && (all || !progress.isEnough()) && hasRoom()) {
      long start = Math.max(progress.next(), partition.logStart());
      trimmed(turn);
      long next = view().nextOpen(start);
      progress.passed(next);
      long found = ahead.find(next);
      if (found == EventSource.UNREADABLE) {
        long end = ahead.endOfBatch();
        unreadable(turn, next, end);
        looks--;
        progress.passed(end);
      } else if (found < 0) {
        break;
      } else if (found > next) {
        done(turn, next, found, 0); // compaction left nothing there
        flush(turn);
        progress.passed(found);
      } else {
        looks--;
        progress.passed(found + 1);
        looked(turn, found);
      }
    }
    flush(turn);
    if (looks <= 0) {
      all().schedule(queue);
    }
  }

  /// Whether one more event may be known.
  private boolean hasRoom() {
    return !progress.isFull() && !isFullOfNotes();
  }

  private boolean isOver(long offset) {
    Note note = view().note(offset);
    return isDone(offset) || (note != null && note.dying() != null);
  }

  /// The look is at `offset`, where something is.
  private void looked(Turn turn, long offset) {
    if ((ahead.cursor().attributes() & EventMarks.WENT_BEFORE) == 0) {
      progress.begins(offset);
      taken(turn, offset);
    } else if (isOver(offset - 1)) {
      // a part without the others, or of what is dead
      done(turn, offset, offset + 1, Math.max(0, ahead.cursor().valueLength()));
    } else {
      progress.goesOn(offset + 1);
    }
  }

  private void taken(Turn turn, long offset) {
    EventCursor event = ahead.cursor();
    int cost = sift(turn, ahead);
    looks -= cost;
    if (cost > 0) {
      return;
    }
    Note note = view().note(offset);
    int failures = note == null ? 0 : note.failures();
    long due = note == null ? queue.visibleAt(event) : note.dueMillis();
    boolean dying = note != null && note.dying() != null;
    int counted = dying ? Integer.MAX_VALUE : failures;
    Taken what = order.take(offset, keys.hash(event), counted, due > turn.nowMillis() ? due : 0);
    if (what == Taken.TOO_MANY) {
      looks--; // it will be looked at again
      progress.leftOut();
    }
  }

  @Override
  boolean isVoid(Lease lease) {
    KeyedEvent event = lease.event;
    return event != null && !(event.isLive() && event.delivery() == lease.delivery);
  }

  @Override
  void accept(Turn turn, Lease lease) {
    order.accept(back(turn, lease), lease.delivery);
  }

  @Override
  void reject(Turn turn, Lease lease) {
    order.reject(back(turn, lease), lease.delivery);
  }

  @Override
  void fail(Turn turn, Lease lease) {
    long wait = queue.backoffMillis(lease.failures + 1, turn.chance());
    dueMillis = wait > 0 ? turn.nowMillis() + wait : 0;
    queue.tally.failed += order.fail(back(turn, lease), lease.delivery, dueMillis) ? 1 : 0;
  }

  @Override
  void release(Turn turn, Lease lease) {
    order.release(back(turn, lease), lease.delivery, 0);
  }

  private KeyedEvent back(Turn turn, Lease lease) {
    now = turn;
    withheld(lease.offset - lease.end, -lease.bytes);
    return Check.present(lease.event, "a delivery in the order of keys");
  }

  @Override
  public long accepted(KeyedEvent event) {
    return written(event);
  }

  @Override
  public long passed(KeyedEvent event) {
    return written(event);
  }

  /// The event is done; returns the position of that.
  private long written(KeyedEvent event) {
    Turn turn = turn();
    long end = progress.forget(event.offset());
    long bytes = uncounted(event);
    if (!view().isDone(event.offset())) { // it may be purged
      done(turn, event.offset(), end, bytes);
      flush(turn);
    }
    return syncs(turn);
  }

  /// What is said now of events is to become durable; returns the position of that.
  private long syncs(Turn turn) {
    all().syncing(this);
    writtenAt = turn.position();
    return writtenAt;
  }

  /// Bytes of the value of an event that is done now, if they are counted.
  private long uncounted(KeyedEvent event) {
    long bytes = Math.max(0, event.bytes());
    event.bytes(-1);
    sized -= bytes;
    return bytes;
  }

  @Override
  long endOfKept(long offset) {
    return progress.endOf(offset);
  }

  @Override
  public long dying(KeyedEvent event, boolean rejected) {
    Note note = view().note(event.offset());
    Death noted = note == null ? null : note.dying();
    Death why = noted != null ? noted : rejected ? Death.REJECTED : Death.FAILED;
    why = event == expired ? Death.EXPIRED : why;
    if (noted == null) {
      count(why);
    }
    if (!queue.buries()) {
      return written(event);
    }
    long bytes = Math.max(0, event.bytes());
    if (noted == null) {
      note(turn(), event.offset(), new Note(event.failures(), 0, why));
    }
    done(turn(), event.offset() + 1, progress.forget(event.offset()), 0);
    flush(turn());
    dying(event.offset(), event, bytes);
    return -1;
  }

  @Override
  public void failed(KeyedEvent event) {
    if (queue.counts() || dueMillis > 0) {
      note(turn(), event.offset(), new Note(event.failures(), dueMillis, null));
    }
  }

  /// The dead letter of `event` is made, and it is done.
  @Override
  void buried(Turn turn, LiveQueue.Dying dead, long end, long bytes) {
    now = turn;
    super.buried(turn, dead, end, bytes);
    flush(turn);
    KeyedEvent event = dead.event();
    if (event != null) {
      uncounted(event);
      order.buried(event, syncs(turn));
    }
  }

  private Turn turn() {
    return Check.present(now, "a turn in which outcomes are told");
  }

  @Override
  long purge(Turn turn, long from, long to, int most) {
    now = turn;
    TreeSet<Long> kept = new TreeSet<>();
    order.forEachKept(kept::add);
    forEachDead(kept::add);
    long purged = doneBut(turn, from, to, kept, most, 0);
    order.purge(purged);
    if (purged >= to) {
      left(turn, sized);
    }
    return purged;
  }

  @Override
  boolean remove(Turn turn, long offset, long end) {
    if (!isWaiting(offset)) {
      return false;
    }
    now = turn;
    progress.forget(offset);
    KeyedEvent event = order.find(offset);
    done(turn, offset, end, event == null ? 0 : uncounted(event));
    flush(turn);
    if (event != null) {
      order.remove(event);
    }
    return true;
  }

  @Override
  boolean isFree(long offset) {
    return order.isFree(offset);
  }

  @Override
  int delayed() {
    return order.delayed();
  }

  @Override
  long firstReady() {
    long known = order.firstReady();
    long unknown = view().nextOpen(Math.max(progress.next(), floor()));
    long first = Math.min(known, unknown);
    return first < partition.durableEnd() ? first : -1;
  }

  @Override
  long due(Turn turn) {
    now = turn;
    if (progress.next() <= lastDead || queue.siftsAhead()) {
      look(turn, true);
    }
    order.due(turn.nowMillis());
    return order.nextDueMillis();
  }

  @Override
  long nextDueMillis() {
    return order.nextDueMillis();
  }

  @Override
  void durable(Turn turn, long position) {
    now = turn;
    if (order.durable(position)) {
      all().schedule(queue);
    }
    if (position < writtenAt) {
      all().syncing(this);
    }
  }

  @Override
  long drop(Turn turn, Death why) {
    return NOTHING;
  }

  @Override
  void rest() {
    looks = LOOKED_AT;
    ahead.restOrLetGo();
    super.rest();
  }

  @Override
  void stop() {
    ahead.stop();
    super.stop();
  }
}
