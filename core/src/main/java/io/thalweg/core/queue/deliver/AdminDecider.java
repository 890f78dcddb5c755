package io.thalweg.core.queue.deliver;

import io.thalweg.core.batch.EventMarks;
import io.thalweg.core.publish.Targets;
import io.thalweg.core.queue.Paused;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueName;
import io.thalweg.core.queue.Sought;
import io.thalweg.core.queue.manage.ManageCommand.Copy;
import io.thalweg.core.queue.manage.ManageCommand.Move;
import io.thalweg.core.queue.manage.ManageCommand.Pause;
import io.thalweg.core.queue.manage.ManageCommand.Place;
import io.thalweg.core.queue.manage.ManageCommand.Redrive;
import io.thalweg.core.queue.manage.ManageCommand.Remove;
import io.thalweg.core.queue.manage.ManageCommand.Removed;
import io.thalweg.core.topic.Appends;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.core.turn.Turn;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Decides what administrators change in queues.
final class AdminDecider {
  private static final int MOST_PARTS = 1 << 16;

  private final LiveQueues all;
  private final Existing existing;
  private final Upkeep upkeep;
  private final Targets targets;
  private final Appends appends;

  /// The event whose parts have come in part; null: none.
  private @Nullable Begun begun;

  /// @param from id of the queue
  /// @param target the partition that it goes to, which ends at `end`
  /// @param part the one that comes next
  private record Begun(long from, Place place, long target, long end, int part) {}

  AdminDecider(LiveQueues all, Upkeep upkeep, Targets targets) {
    this.all = all;
    this.existing = new Existing(all);
    this.upkeep = upkeep;
    this.targets = targets;
    this.appends = new Appends(all.topics());
  }

  void pause(Turn turn, Pause pause) {
    LiveQueue live = live(turn, pause.name());
    if (live == null) {
      turn.reply(new Reply.Done(Problem.UNKNOWN_QUEUE));
      return;
    }
    if (live.paused != pause.paused()) {
      Paused.write(turn, live.queue.id(), pause.paused());
      live.paused = pause.paused();
      all.schedule(live);
    }
    turn.reply(Reply.Done.OK);
  }

  private @Nullable LiveQueue live(Turn turn, QueueName name) {
    Queue queue = existing.found(name);
    return queue == null ? null : all.of(queue, turn.nowMillis());
  }

  void move(Turn turn, Move move) {
    LiveQueue live = live(turn, move.name());
    TopicInfo topic = live == null ? null : all.topics().topic(live.queue.topic());
    if (live == null || topic == null) {
      turn.reply(new Reply.Done(Problem.UNKNOWN_QUEUE));
      return;
    }
    if (!move.offsets().keySet().stream().allMatch(topic::has)) {
      turn.reply(new Reply.Done(Problem.UNKNOWN_PARTITION));
      return;
    }
    for (Map.Entry<Integer, Long> each : move.offsets().entrySet()) {
      PartitionView partition = all.topics().partition(topic.partition(each.getKey()));
      if (partition != null) {
        long to = ContentsDecider.place(partition, each.getValue());
        Sought.write(turn, LiveQueues.cursor(live, partition), to);
      }
    }
    ContentsDecider.beginAnew(all, live);
    turn.reply(Reply.Done.OK);
  }

  void remove(Turn turn, Remove remove) {
    LiveQueue live = live(turn, remove.name());
    if (live == null || remove.places().size() > Remove.MOST) {
      Problem problem = live == null ? Problem.UNKNOWN_QUEUE : Problem.LIMIT_REACHED;
      turn.reply(new Removed(problem, 0, 0));
      return;
    }
    upkeep.openFeeds(turn, live);
    int removed = 0;
    for (Place place : remove.places()) {
      Feed feed = feed(live, place);
      removed += feed != null && feed.remove(turn, place.offset(), place.end()) ? 1 : 0;
    }
    live.tally.dropped += removed;
    all.schedule(live);
    turn.reply(new Removed(Problem.NONE, removed, remove.places().size() - removed));
  }

  /// The feed that a place is in, or null if it is none.
  private static @Nullable Feed feed(LiveQueue live, Place place) {
    boolean there = place.partition() >= 0 && place.partition() < live.feeds.size();
    Feed feed = there ? live.feeds.get(place.partition()) : null;
    long parts = place.end() - place.offset();
    boolean right =
        feed != null
            && parts > 0
            && parts <= MOST_PARTS
            && place.end() <= feed.partition.nextOffset();
    return right ? feed : null;
  }

  void redrive(Turn turn, Redrive redrive) {
    turn.reply(new Reply.Done(redriven(turn, redrive)));
  }

  private Problem redriven(Turn turn, Redrive redrive) {
    LiveQueue live = live(turn, redrive.name());
    if (live == null) {
      return Problem.UNKNOWN_QUEUE;
    }
    Queue to = existing.found(redrive.to());
    TopicInfo topic = to == null ? null : all.topics().topic(to.topic());
    if (to == null || topic == null) {
      return Problem.UNROUTED;
    }
    upkeep.openFeeds(turn, live);
    Place place = redrive.place();
    Feed feed = feed(live, place);
    if (feed == null || feed.isDone(place.offset())) {
      return Problem.EMPTY;
    }
    if (!feed.isWaiting(place.offset())) {
      return Problem.IN_USE;
    }
    long target = target(to, topic, redrive.toPartition());
    Begun next = new Begun(live.queue.id(), place, target, end(target), redrive.part());
    boolean follows = redrive.part() == 0 || next.equals(begun);
    begun = null;
    if (!follows) {
      return Problem.TRY_AGAIN;
    }
    Copy event = redrive.event();
    Problem problem =
        redrive.part() == 0 ? targets.admits(to.id(), 1, event.valueBytes()) : Problem.NONE;
    if (problem != Problem.NONE) {
      return problem;
    }
    append(turn, target, event);
    if ((event.marks() & EventMarks.EXPIRES) != 0) {
      targets.expires(to.id());
    }
    if ((event.marks() & EventMarks.GOES_ON) == 0) {
      feed.remove(turn, place.offset(), place.end());
      all.schedule(live);
    } else {
      begun = new Begun(live.queue.id(), place, target, end(target), redrive.part() + 1);
    }
    return Problem.NONE;
  }

  /// The partition that an event is to be appended to.
  private long target(Queue to, TopicInfo topic, int index) {
    return topic.has(index) ? topic.partition(index) : targets.partition(to.id(), 0);
  }

  private long end(long partition) {
    PartitionView view = all.topics().partition(partition);
    return view == null ? -1 : view.nextOffset();
  }

  private void append(Turn turn, long partition, Copy event) {
    appends
        .begin(turn, partition)
        .add(turn.nowMillis(), event.marks(), event.key(), event.value(), event.headers());
    appends.end();
  }
}
