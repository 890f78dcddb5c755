package io.thalweg.core.queue.deliver;

import io.thalweg.core.base.Check;
import io.thalweg.core.base.Ids;
import io.thalweg.core.batch.EventCursor;
import io.thalweg.core.queue.CursorView;
import io.thalweg.core.queue.Finished;
import io.thalweg.core.queue.Note;
import io.thalweg.core.queue.Note.Death;
import io.thalweg.core.queue.Noted;
import io.thalweg.core.queue.Weighed;
import io.thalweg.core.queue.letter.EventFilter;
import io.thalweg.core.queue.manage.QueueReport.Blocked;
import io.thalweg.core.queue.order.KeyedEvent;
import io.thalweg.core.queue.source.EventSource;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.turn.Turn;
import java.util.NavigableSet;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// What a queue delivers of one partition, and what becomes of it.
abstract class Feed {
  final LiveQueue queue;
  final PartitionView partition;

  /// Finds the event that was taken last.
  final EventSource source;

  /// Ranges that were written, of what is done.
  int written;

  /// When what is done may be given back again.
  long releaseMillis;

  private final LiveQueues all;
  private final long cursor;

  /// Finds dead events, wherever the other stands; null: none has died.
  private @Nullable EventSource graves;

  /// Events that are not done, and not ready either: leased, delayed, dying.
  private long withheld;

  /// Bytes of their values, as far as they are known.
  private long withheldBytes;

  /// Deliveries that are not settled.
  int leased;

  private boolean stopped;
  private long doneFrom;
  private long doneTo;
  private long doneBytes;

  Feed(LiveQueues all, LiveQueue queue, PartitionView partition) {
    this.all = all;
    this.queue = queue;
    this.partition = partition;
    this.cursor = Ids.partition(queue.queue.id(), Ids.indexOf(partition.id()));
    this.source = all.source(queue, partition, places());
  }

  /// In how many places of the partition events are taken at once.
  int places() {
    return 1;
  }

  /// Goes on with what was dying before a restart.
  final void resume() {
    view().forEachNoted(this::resume);
  }

  /// The event was dying before a restart.
  private void resume(long offset) {
    Note note = view().note(offset);
    if (note != null && note.dying() != null) {
      dying(offset, null, 0);
    }
  }

  /// Takes the lowest event that `session` may get, on which the source stands then; null if there
  /// is none, or if it must be read first.
  abstract @Nullable Lease take(Turn turn, QueueSession session);

  /// Whether nothing comes of what is said of the delivery.
  boolean isVoid(Lease lease) {
    return false;
  }

  /// The event is done.
  abstract void accept(Turn turn, Lease lease);

  /// The event is a dead letter.
  abstract void reject(Turn turn, Lease lease);

  /// The event has failed, or was lost with who had it.
  abstract void fail(Turn turn, Lease lease);

  /// The event comes back as it was.
  abstract void release(Turn turn, Lease lease);

  /// Removes what nobody has of the events from `from` to before `to`, in at most `most` ranges.
  /// Returns the offset up to which it has.
  abstract long purge(Turn turn, long from, long to, int most);

  /// Events that nobody has.
  long purgeable() {
    return ready();
  }

  /// What waited until now may be delivered. Returns when more is due; `Long.MAX_VALUE`: never.
  abstract long due(Turn turn);

  /// Until when the first of those waits that wait by now, unlike when [#due] looked;
  /// `Long.MAX_VALUE`: nothing does.
  abstract long nextDueMillis();

  /// All up to `position` is durable.
  void durable(Turn turn, long position) {}

  /// The event from `offset` to before `end` is done, if nobody has it.
  abstract boolean remove(Turn turn, long offset, long end);

  /// Whether nobody has the event, which is neither done nor dying.
  abstract boolean isFree(long offset);

  /// Whether [#remove] would remove the event.
  final boolean isWaiting(long offset) {
    if (isDone(offset) || offset >= partition.durableEnd()) {
      return false;
    }
    Note note = view().note(offset);
    return (note == null || note.dying() == null) && isFree(offset);
  }

  /// Most events that are looked at in one look at the queue without anybody getting them.
  static final int LOOKED_AT = 4_000;

  /// What an event costs of them that is filtered out and lies apart from what else is done, since
  /// that is written for itself.
  private static final int APART = 4;

  /// If the filter does not let the event pass on which `in` stands, it is done, and what that
  /// costs of [#LOOKED_AT] is returned; else 0. What has been delivered before passes.
  final int sift(Turn turn, EventSource in) {
    EventFilter filter = queue.filter;
    EventCursor event = in.cursor();
    long offset = event.offset();
    if (filter == null || view().note(offset) != null || filter.passes(event)) {
      return 0;
    }
    int cost = doneFrom < doneTo && offset == doneTo ? 1 : APART;
    queue.tally.filtered++;
    done(turn, offset, offset + 1, Math.max(0, event.valueLength()));
    return cost;
  }

  /// Looks ahead of who takes at what the filter does not let pass, which is not to count as an
  /// event of a queue that holds only so many. Whether it has looked at all that is durable.
  boolean siftAhead(Turn turn) {
    return true;
  }

  /// Events at the end that [#siftAhead] has not looked at.
  long unsifted() {
    return 0;
  }

  /// Events that wait before they are delivered again.
  abstract int delayed();

  /// What the partition waits for, if it waits, since too much is known of which nobody could get
  /// anything.
  @Nullable Blocked blocked() {
    return null;
  }

  /// The oldest event that somebody could get, as far as is known without reading; -1: none.
  abstract long firstReady();

  /// For [#drop]: there is no event, or it must be read first.
  static final long NOTHING = -1;

  /// Lets the oldest ready event die; returns the bytes of its value, or [#NOTHING].
  abstract long drop(Turn turn, Death why);

  CursorView view() {
    return Check.present(all.view().cursor(queue.queue.id(), index()), "a cursor");
  }

  /// Which partition of its topic this is.
  final int index() {
    return Ids.indexOf(cursor);
  }

  /// The first offset that may not be done.
  long floor() {
    return Math.max(view().floor(), partition.logStart());
  }

  final boolean isDone(long offset) {
    boolean pending = doneFrom <= offset && offset < doneTo;
    return pending || offset < floor() || view().isDone(offset);
  }

  /// Events that wait for a consumer, as far as they are known to be there.
  long ready() {
    CursorView view = view();
    return Math.max(0, partition.nextOffset() - floor() - view.doneBehind() - withheld);
  }

  /// Bytes of the values of events that wait for a consumer, if the queue counts them.
  long readyBytes() {
    return Math.max(0, view().bytes() - withheldBytes);
  }

  /// `events` more are leased, delayed or dying, with values of `bytes`; negative: fewer.
  final void withheld(long events, long bytes) {
    withheld += events;
    withheldBytes += bytes;
  }

  /// The events from `from` to before `to`, with values of `bytes`, are done. Written with those
  /// next to them.
  final void done(Turn turn, long from, long to, long bytes) {
    if (doneTo != from || doneFrom == doneTo) {
      flush(turn);
      doneFrom = from;
    }
    doneTo = to;
    doneBytes += bytes;
  }

  /// What retention has taken is done.
  final void trimmed(Turn turn) {
    if (view().floor() < partition.logStart()) {
      flush(turn);
      done(turn, view().floor(), partition.logStart(), 0);
      flush(turn);
    }
  }

  /// All from `from` to before `to` is done but what is `kept`, in at most `most` ranges; `bytes`
  /// are those of its values. Returns the offset up to which it is.
  final long doneBut(Turn turn, long from, long to, NavigableSet<Long> kept, int most, long bytes) {
    int left = most;
    long at = from;
    flush(turn);
    for (long offset : kept.subSet(from, to)) {
      if (left-- == 0) {
        flush(turn);
        return at;
      }
      done(turn, at, Math.max(at, offset), 0);
      at = Math.max(at, endOfKept(offset));
    }
    if (at < to) {
      done(turn, at, to, bytes);
      flush(turn);
    }
    return Math.max(at, to);
  }

  /// The offset behind what is kept of an event.
  long endOfKept(long offset) {
    return offset + 1;
  }

  /// Tells the offsets of events of which copies are still to be made.
  final void forEachDead(LongConsumer each) {
    view()
        .forEachNoted(
            offset -> {
              if (isDead(offset)) {
                each.accept(offset);
              }
            });
  }

  /// Whether the event is to be copied, now or at its turn.
  final boolean isDead(long offset) {
    Note note = view().note(offset);
    return note != null
        && (note.dying() != null || (queue.buries() && queue.isTooOften(note.failures())));
  }

  /// Writes what is done; nothing else is written of this feed's cursor meanwhile.
  final void flush(Turn turn) {
    if (doneFrom < doneTo) {
      Finished.write(turn, cursor, doneFrom, doneTo);
      written++;
      doneFrom = doneTo;
      if (queue.weighs()) {
        Weighed.write(turn, cursor, bytesLeft());
      }
      doneBytes = 0;
    }
  }

  /// Values of `bytes` in all are left, of what is not done.
  final void left(Turn turn, long bytes) {
    if (queue.weighs()) {
      Weighed.write(turn, cursor, bytes);
    }
  }

  /// Not all that goes was looked at, so nothing is left when no event is.
  private long bytesLeft() {
    CursorView view = view();
    boolean empty = view.floor() >= partition.nextOffset();
    return empty ? 0 : Math.max(0, view.bytes() - doneBytes);
  }

  final void note(Turn turn, long offset, Note note) {
    flush(turn);
    Noted.write(turn, cursor, offset, note);
  }

  /// The event at `place`, which is withheld, with a value of `bytes`, is dead: it is done with at
  /// once, or when its copy is there.
  final void dies(Turn turn, Lease.Place place, long bytes, int failures, Death why) {
    long offset = place.offset();
    count(why);
    withheld(offset - place.end(), -bytes);
    if (queue.buries()) {
      note(turn, offset, new Note(failures, 0, why));
      done(turn, offset + 1, place.end(), 0); // its other parts are only to be copied
      dying(offset, null, bytes);
    } else {
      done(turn, offset, place.end(), bytes);
    }
  }

  /// One more event is dead.
  final void count(Death why) {
    queue.tally.expired += why == Death.EXPIRED ? 1 : 0;
    queue.tally.dropped += queue.buries() ? 0 : 1;
  }

  /// The event at `offset`, with a value of `bytes`, is to be copied; what is left of its parts is
  /// done.
  final void dying(long offset, @Nullable KeyedEvent event, long bytes) {
    withheld(1, bytes);
    queue.dying.add(new LiveQueue.Dying(this, offset, event, bytes));
  }

  /// As many notes as there may be: nothing more is delivered for the first time.
  final boolean isFullOfNotes() {
    return view().notes() >= all.mostNotes();
  }

  /// Finds events that are to be copied.
  final EventSource graves() {
    EventSource own = graves;
    if (own == null) {
      own = all.source(queue, partition);
      graves = own;
    }
    return own;
  }

  /// The events from `from` to before `to`, which is the end of a batch, cannot be read as such:
  /// they are one dead letter, which waits for no key, or are passed over.
  final void unreadable(Turn turn, long from, long to) {
    Note note = view().note(from);
    boolean known = note != null && note.dying() != null;
    if (!known) {
      all.unreadable(from, to);
    }
    if (!queue.buries()) {
      done(turn, from, to, 0);
      flush(turn);
      return;
    }
    if (!known) {
      note(turn, from, new Note(0, 0, Death.UNREADABLE));
    }
    done(turn, from + 1, to, 0);
    flush(turn);
    if (!known || queue.dying.stream().noneMatch(each -> each.isAt(this, from))) {
      dying(from, null, 0);
    }
  }

  /// All that can be done now has been.
  void rest() {
    source.pause();
    EventSource own = graves;
    if (own != null) {
      own.pause();
    }
  }

  /// No copy can be made now.
  final void letGoOfGraves() {
    EventSource own = graves;
    if (own != null) {
      own.letGo();
    }
  }

  /// The queue is gone, or begins anew elsewhere: what was delivered is in vain.
  void stop() {
    stopped = true;
    source.stop();
    EventSource own = graves;
    if (own != null) {
      own.stop();
    }
  }

  boolean isStopped() {
    return stopped;
  }

  /// The dead letter of an event that was dying is made, or is not to be: it is done.
  ///
  /// @param end the offset behind its last part
  /// @param bytes of its value
  void buried(Turn turn, LiveQueue.Dying dead, long end, long bytes) {
    done(turn, dead.offset(), end, bytes);
    withheld(-1, -dead.bytes());
  }

  final LiveQueues all() {
    return all;
  }
}
