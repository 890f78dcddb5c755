package io.thalweg.core.queue.deliver;

import io.thalweg.core.base.Ids;
import io.thalweg.core.publish.PublishCommand;
import io.thalweg.core.publish.PublishCommand.Publish;
import io.thalweg.core.publish.PublishDecider;
import io.thalweg.core.queue.Finished;
import io.thalweg.core.queue.Note;
import io.thalweg.core.queue.letter.DeadLetter;
import io.thalweg.core.queue.letter.MessageHeaders;
import io.thalweg.core.queue.source.EventSource;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Turn;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Copies dead events to where dead letters go. The copy and that the event is done stand in one
/// entry of the journal; before, a note says that it is dying, so that nobody gets it any more.
final class DeadLetters {
  /// A dead letter that nobody takes, or for which there is no room, is tried again after so long.
  private static final long RETRY_MILLIS = 1_000;

  /// Whether a copy is made.
  private enum Made {
    YES,
    /// And never will be: the event is dropped.
    NOT,
    /// It is tried again.
    LATER
  }

  /// Journal bytes of what says that the event is done.
  private static final int DONE_BYTES = 2 * Finished.BYTES;

  private final DeadLetter letter;
  private final PublishDecider publishes;
  private @Nullable DeadLetter underWay;
  private long buried;

  DeadLetters(PublishDecider publishes, MessageHeaders headers) {
    this.publishes = publishes;
    this.letter = new DeadLetter(headers);
  }

  /// The letter that is being copied now, or null.
  @Nullable DeadLetter underWay() {
    return underWay;
  }

  /// How many were copied or dropped.
  long buried() {
    return buried;
  }

  /// Copies dead events of `queue`, at most `most`; `room` makes room for so many journal bytes.
  /// Returns when it wants to be called again; `Long.MAX_VALUE`: when more have died.
  long bury(Turn turn, LiveQueue queue, int most, IntPredicate room) {
    for (int i = 0; i < most && !queue.dying.isEmpty(); i++) {
      LiveQueue.Dying dying = queue.dying.element();
      long end = whole(dying);
      if (end == EventSource.WAITS || end == EventSource.END) {
        return Long.MAX_VALUE;
      }
      Made made = copy(turn, queue, dying, end, room);
      if (made != Made.LATER) {
        queue.dying.remove();
        buried++;
        queue.tally.deadLettered += made == Made.YES ? 1 : 0;
        queue.tally.dropped += made == Made.NOT ? 1 : 0;
        long bytes = end < 0 ? dying.bytes() : dying.feed().graves().bytes();
        dying.feed().buried(turn, dying, Math.max(end, dying.offset() + 1), bytes);
        dying.feed().flush(turn);
      } else {
        dying.feed().letGoOfGraves();
        return turn.nowMillis() + RETRY_MILLIS;
      }
    }
    if (!queue.dying.isEmpty()) {
      return turn.nowMillis();
    }
    queue.feeds.forEach(Feed::letGoOfGraves);
    return Long.MAX_VALUE;
  }

  /// The offset behind the event, on which the source stands then; negative: as for the source.
  private static long whole(LiveQueue.Dying dying) {
    if (dying.offset() < dying.feed().partition.logStart()) {
      return EventSource.BROKEN; // retention has taken it
    }
    EventSource source = dying.feed().graves();
    long found = source.find(dying.offset());
    return found == dying.offset() ? source.whole() : found < 0 ? found : EventSource.BROKEN;
  }

  private Made copy(
      Turn turn, LiveQueue queue, LiveQueue.Dying dying, long end, IntPredicate room) {
    EventSource source = dying.feed().graves();
    Note note = dying.feed().view().note(dying.offset());
    Note.Death why = note == null ? null : note.dying();
    int level = Ids.indexOf(dying.feed().partition.id());
    boolean isBatch = end == EventSource.UNREADABLE && why == Note.Death.UNREADABLE;
    if (why == null || (end < 0 && !isBatch)) {
      return Made.NOT;
    }
    boolean fits =
        isBatch
            ? letter.ofBatch(source, queue.queue, turn.nowMillis(), level, dying.offset())
            : letter.of(source, queue.queue, why, turn.nowMillis(), level);
    if (!fits) {
      return Made.NOT;
    }
    underWay = letter;
    try {
      return sent(turn, queue, room);
    } finally {
      underWay = null;
    }
  }

  private Made sent(Turn turn, LiveQueue queue, IntPredicate room) {
    int parts = letter.parts();
    boolean drops = !queue.queue.settings().failure().atLeastOnce();
    for (int i = 0; i < parts; i++) {
      if (i > 0) {
        letter.next(i);
      }
      Publish publish = new Publish(queue.queue.name().namespace(), List.of(letter));
      if (!room.test(publishes.journalBytes(publish) + DONE_BYTES)) {
        publishes.forget();
        return Made.LATER;
      }
      PublishCommand.Published published = publishes.append(turn, publish);
      if (published.problem() != Problem.NONE) {
        return drops ? Made.NOT : Made.LATER;
      }
    }
    return Made.YES;
  }
}
