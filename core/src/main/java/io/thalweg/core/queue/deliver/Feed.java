package io.thalweg.core.queue.deliver;

import io.thalweg.core.base.Check;
import io.thalweg.core.base.Ids;
import io.thalweg.core.queue.CursorView;
import io.thalweg.core.queue.Finished;
import io.thalweg.core.queue.Note;
import io.thalweg.core.queue.Note.Death;
import io.thalweg.core.queue.Noted;
import io.thalweg.core.queue.order.KeyedEvent;
import io.thalweg.core.queue.source.EventSource;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.turn.Turn;
import org.jspecify.annotations.Nullable;

/// What a queue delivers of one partition, and what becomes of it.
abstract class Feed {
  final LiveQueue queue;
  final PartitionView partition;

  /// Finds the event that was taken last.
  final EventSource source;

  /// When what is done may be given back again.
  long releaseMillis;

  private final LiveQueues all;
  private final long cursor;

  /// Events that are not done, and not ready either: leased, delayed, dying.
  private long withheld;

  private boolean stopped;
  private long doneFrom;
  private long doneTo;

  Feed(LiveQueues all, LiveQueue queue, PartitionView partition) {
    this.all = all;
    this.queue = queue;
    this.partition = partition;
    this.cursor = Ids.partition(queue.queue.id(), Ids.indexOf(partition.id()));
    this.source = all.source(queue, partition);
  }

  /// Goes on with what was dying before a restart.
  final void resume() {
    view().forEachNoted(this::resume);
  }

  /// The event was dying before a restart.
  private void resume(long offset) {
    Note note = view().note(offset);
    if (note != null && note.dying() != null) {
      withheld(1);
      queue.dying(this, offset, null);
    }
  }

  /// Takes the lowest event that `session` may get, on which the source stands then; null if there
  /// is none, or if it must be read first.
  abstract @Nullable Lease take(Turn turn, QueueSession session);

  /// The event is done.
  abstract void accept(Turn turn, Lease lease);

  /// The event is a dead letter.
  abstract void reject(Turn turn, Lease lease);

  /// The event has failed, or was lost with who had it.
  abstract void fail(Turn turn, Lease lease);

  /// The event comes back as it was.
  abstract void release(Turn turn, Lease lease);

  /// Removes what nobody has; returns how many that were.
  abstract long purge(Turn turn);

  /// What waited until now may be delivered. Returns when more is due; `Long.MAX_VALUE`: never.
  abstract long due(Turn turn);

  /// All up to `position` is durable.
  void durable(Turn turn, long position) {}

  /// Lets the oldest ready event die; false if there is none, or if it must be read first.
  abstract boolean drop(Turn turn, Death why);

  CursorView view() {
    return Check.present(all.view().cursor(queue.queue.id(), Ids.indexOf(cursor)), "a cursor");
  }

  /// The first offset that may not be done.
  long floor() {
    return Math.max(view().floor(), partition.logStart());
  }

  /// Events that wait for a consumer, as far as they are known to be there.
  long ready() {
    CursorView view = view();
    return Math.max(0, partition.nextOffset() - floor() - view.doneBehind() - withheld);
  }

  /// `events` more are leased, delayed or dying; negative: fewer.
  final void withheld(long events) {
    withheld += events;
  }

  /// The events from `from` to before `to` are done. Written with those next to them.
  final void done(Turn turn, long from, long to) {
    if (doneTo != from || doneFrom == doneTo) {
      flush(turn);
      doneFrom = from;
    }
    doneTo = to;
  }

  /// Writes what is done; nothing else is written of this feed's cursor meanwhile.
  final void flush(Turn turn) {
    if (doneFrom < doneTo) {
      Finished.write(turn, cursor, doneFrom, doneTo);
      doneFrom = doneTo;
    }
  }

  final void note(Turn turn, long offset, Note note) {
    flush(turn);
    Noted.write(turn, cursor, offset, note);
  }

  /// The event from `offset` to before `end`, which is withheld, is dead: it is done with at once,
  /// or when its copy is there.
  final void dies(Turn turn, long offset, long end, int failures, Death why) {
    if (queue.buries()) {
      note(turn, offset, new Note(failures, 0, why));
      queue.dying(this, offset, null);
    } else {
      done(turn, offset, end);
      withheld(offset - end);
    }
  }

  /// As many notes as there may be: nothing more is delivered for the first time.
  final boolean isFullOfNotes() {
    return view().notes() >= all.limits().notes();
  }

  /// All that can be done now has been.
  void rest() {
    source.pause();
  }

  /// Nobody takes anything now.
  void letGo() {
    source.letGo();
  }

  /// The queue is gone, or begins anew elsewhere: what was delivered is in vain.
  void stop() {
    stopped = true;
    source.stop();
  }

  boolean isStopped() {
    return stopped;
  }

  /// The dead letter of an event that was dying is made, or is not to be: it is done.
  void buried(Turn turn, long offset, long end, @Nullable KeyedEvent event) {
    done(turn, offset, end);
    withheld(offset - end);
  }

  final LiveQueues all() {
    return all;
  }
}
