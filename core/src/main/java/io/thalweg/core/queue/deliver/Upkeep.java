package io.thalweg.core.queue.deliver;

import io.thalweg.core.queue.CursorStated;
import io.thalweg.core.queue.Note.Death;
import io.thalweg.core.queue.QueueCommand;
import io.thalweg.core.queue.QueueSettings.Limits;
import io.thalweg.core.queue.QueueSettings.Order;
import io.thalweg.core.queue.QueueSettings.Overflow;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.topic.TopicCommand;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Turn;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// What is done about a queue even if nobody takes its events: they expire or are too many, dead
/// letters leave, what is done is given back.
final class Upkeep {
  /// Most events that go in one look at a queue, since they are too many.
  private static final int MOST = 500;

  /// Most dead letters of one look at a queue.
  private static final int BURIED = 64;

  /// So many done events are given back without delay.
  private static final long RELEASED_AT_ONCE = 1_000;

  /// Fewer are given back so often at most.
  private static final long RELEASE_MILLIS = 200;

  private final LiveQueues all;
  private @Nullable DeadLetters deadLetters;

  Upkeep(LiveQueues all) {
    this.all = all;
  }

  /// Dead letters go there.
  void deadLetters(DeadLetters letters) {
    deadLetters = letters;
  }

  /// Lets go what is to go; `room` makes room for so many journal bytes. Returns when it wants to
  /// be called again; `Long.MAX_VALUE`: when more has come.
  long before(Turn turn, LiveQueue queue, IntPredicate room) {
    long due = Long.MAX_VALUE;
    for (int i = 0; i < queue.feeds.size(); i++) {
      due = Math.min(due, queue.feeds.get(i).due(turn));
    }
    if (!queue.isReader()) {
      shorten(turn, queue);
    }
    return Math.min(due, bury(turn, queue, room));
  }

  /// Lets the oldest events die that are too many.
  private void shorten(Turn turn, LiveQueue queue) {
    Limits most = queue.queue.settings().limits();
    long unsifted = queue.siftsAhead() ? sift(turn, queue) : 0;
    if (unsifted < 0) {
      return;
    }
    if (most.overflow() != Overflow.DROP_HEAD || (most.maxEvents() < 0 && most.maxBytes() < 0)) {
      return;
    }
    long over = most.maxEvents() < 0 ? 0 : queue.ready() - unsifted - most.maxEvents();
    long overBytes = most.maxBytes() < 0 ? 0 : queue.readyBytes() - most.maxBytes();
    int left = MOST;
    for (int i = 0; i < queue.feeds.size(); i++) {
      long dropped = 0;
      while ((over > 0 || overBytes > 0) && left-- > 0 && dropped != Feed.NOTHING) {
        dropped = queue.feeds.get(i).drop(turn, Death.OVERFLOW);
        over -= dropped == Feed.NOTHING ? 0 : 1;
        overBytes -= Math.max(0, dropped);
      }
    }
    if (left < 0) {
      all.schedule(queue);
    }
  }

  /// Lets go what the filter does not let pass. Returns how many events at the end it has not
  /// looked at, since they are not durable; negative: there are others.
  private static long sift(Turn turn, LiveQueue queue) {
    boolean all = true;
    long unsifted = 0;
    for (int i = 0; i < queue.feeds.size(); i++) {
      all &= queue.feeds.get(i).siftAhead(turn);
      unsifted += queue.feeds.get(i).unsifted();
    }
    return all ? unsifted : -1;
  }

  private long bury(Turn turn, LiveQueue queue, IntPredicate room) {
    DeadLetters letters = deadLetters;
    if (queue.dying.isEmpty() || letters == null) {
      return Long.MAX_VALUE;
    }
    for (int i = 0; i < queue.feeds.size(); i++) {
      queue.feeds.get(i).flush(turn);
    }
    return letters.bury(turn, queue, BURIED, room);
  }

  /// Gives back what is done of a topic of its own, not for each event. Returns when it will.
  static long release(Turn turn, LiveQueue queue) {
    long later = Long.MAX_VALUE;
    boolean gives = queue.queue.ownsTopic() && !queue.isReader();
    for (int i = 0; gives && i < queue.feeds.size(); i++) {
      Feed feed = queue.feeds.get(i);
      long behind = feed.view().floor() - feed.partition.logStart();
      if (behind >= RELEASED_AT_ONCE || (behind > 0 && feed.releaseMillis <= turn.nowMillis())) {
        turn.then(new TopicCommand.Release(feed.partition.id(), feed.view().floor()));
        feed.releaseMillis = turn.nowMillis() + RELEASE_MILLIS;
      } else if (behind > 0) {
        later = Math.min(later, feed.releaseMillis);
      }
    }
    return later;
  }

  /// Sees to it that the queue has a feed for each partition.
  void openFeeds(Turn turn, LiveQueue queue) {
    TopicInfo topic = all.topics().topic(queue.queue.topic());
    if (topic == null) {
      queue.feeds.forEach(Feed::stop); // it was deleted, and all events with it
      queue.feeds.clear();
      return;
    }
    boolean kept = queue.isReader() || queue.queue.settings().keeping().stream();
    for (int i = queue.feeds.size(); !kept && i < topic.partitions(); i++) {
      PartitionView partition = all.topics().partition(topic.partition(i));
      if (partition == null) {
        return;
      }
      if (all.view().cursor(queue.queue.id(), i) == null) {
        CursorStated.write(turn, LiveQueues.cursor(queue, partition), partition.logStart());
      }
      boolean keyed = queue.queue.settings().delivery().order() == Order.KEY;
      queue.feeds.add(
          keyed ? new ByKey(all, queue, partition) : new AnyOrder(all, queue, partition));
    }
  }

  /// Sees to it that the queue is looked at again at `due`.
  static void remind(Turn turn, LiveQueue queue, long due) {
    if (due == queue.alarmMillis) {
      return;
    }
    if (queue.alarm >= 0) {
      turn.timers().cancel(queue.alarm);
    }
    queue.alarmMillis = due;
    queue.alarm =
        due == Long.MAX_VALUE
            ? -1
            : turn.timers().schedule(due, new QueueCommand.WakeDue(queue.queue.id()));
  }
}
