package io.thalweg.core.queue.deliver;

import io.thalweg.core.base.Ids;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueCommand;
import io.thalweg.core.queue.QueueCommand.Counted;
import io.thalweg.core.queue.QueueCommand.Delete;
import io.thalweg.core.queue.QueueCommand.PurgeOn;
import io.thalweg.core.queue.QueueCommand.PurgeOn.Place;
import io.thalweg.core.queue.QueueCommand.QueueIs;
import io.thalweg.core.queue.QueueName;
import io.thalweg.core.queue.Sought;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.core.turn.Turn;
import java.util.ArrayList;
import java.util.List;

/// Decides what goes from queues, and where they go on.
final class ContentsDecider {
  private final LiveQueues all;
  private final Existing existing;
  private final Removal removal;
  private final Upkeep upkeep;

  ContentsDecider(LiveQueues all, Removal removal, Upkeep upkeep) {
    this.all = all;
    this.existing = new Existing(all);
    this.removal = removal;
    this.upkeep = upkeep;
  }

  void delete(Turn turn, Delete delete) {
    Queue queue = existing.found(delete.name());
    if (queue == null) {
      turn.reply(new Counted(Problem.NONE, 0));
      return;
    }
    QueueIs now = existing.is(Problem.NONE, queue);
    Problem problem =
        existing.isLocked(turn.client(), queue)
            ? Problem.LOCKED
            : delete.ifUnused() && now.consumers() > 0
                ? Problem.IN_USE
                : delete.ifEmpty() && now.ready() > 0 ? Problem.NOT_EMPTY : Problem.NONE;
    if (problem == Problem.NONE) {
      removal.remove(turn, queue);
    }
    existing.tell(turn, queue, new Counted(problem, now.ready()));
  }

  void purge(Turn turn, QueueName name) {
    Queue queue = existing.found(name);
    if (queue == null) {
      turn.reply(new Counted(Problem.UNKNOWN_QUEUE, 0));
    } else if (existing.isLocked(turn.client(), queue)) {
      turn.reply(new Counted(Problem.LOCKED, 0));
    } else if (queue.settings().keeping().stream()) {
      turn.reply(new Counted(Problem.UNSUPPORTED, 0));
    } else {
      LiveQueue live = all.of(queue, turn.nowMillis());
      upkeep.openFeeds(turn, live);
      long purged = 0;
      List<Long> from = new ArrayList<>();
      List<Long> to = new ArrayList<>();
      for (Feed feed : live.feeds) {
        purged += feed.purgeable();
        from.add(feed.floor());
        to.add(feed.partition.nextOffset());
      }
      Place place = new Place(queue.id(), live.seeks, from, to);
      purge(turn, new PurgeOn(place, turn.client(), turn.request(), purged));
    }
  }

  /// As much as a command may write; then it goes on in the next turn.
  void purge(Turn turn, PurgeOn on) {
    LiveQueue live = all.known(on.place().queue());
    int left = PurgeOn.RANGES;
    List<Long> from = new ArrayList<>(on.place().from());
    List<Long> to = on.place().to();
    boolean same = live != null && live.seeks == on.place().seeks();
    List<Feed> feeds = live == null || !same ? List.of() : live.feeds;
    boolean done = true;
    for (int i = 0; i < Math.min(feeds.size(), to.size()); i++) {
      Feed feed = feeds.get(i);
      int before = feed.written;
      if (left > 0 && from.get(i) < to.get(i)) {
        from.set(i, feed.purge(turn, from.get(i), to.get(i), left));
        left -= feed.written - before;
      }
      done &= from.get(i) >= to.get(i);
    }
    if (live != null) {
      all.schedule(live);
    }
    Counted purged = new Counted(Problem.NONE, on.purged());
    if (done && live != null && turn.client() == on.client()) {
      existing.tell(turn, live.queue, purged);
    } else if (done) {
      turn.reply(on.client(), on.request(), purged);
    } else {
      Place place = new Place(on.place().queue(), on.place().seeks(), from, to);
      PurgeOn next = new PurgeOn(place, on.client(), on.request(), on.purged());
      turn.timers().schedule(turn.nowMillis(), next);
    }
  }

  void seek(Turn turn, QueueCommand.Seek seek) {
    Queue queue = existing.found(seek.name());
    TopicInfo topic = queue == null ? null : all.topics().topic(queue.topic());
    if (queue == null || topic == null) {
      turn.reply(new Reply.Done(Problem.UNKNOWN_QUEUE));
      return;
    }
    for (int i = 0; i < topic.partitions(); i++) {
      PartitionView partition = all.topics().partition(topic.partition(i));
      if (partition != null) {
        Sought.write(turn, Ids.partition(queue.id(), i), place(partition, seek.offset()));
      }
    }
    beginAnew(all, all.of(queue, turn.nowMillis()));
    turn.reply(Reply.Done.OK);
  }

  /// The queue goes on where its cursors are now: what was delivered is in vain.
  static void beginAnew(LiveQueues all, LiveQueue live) {
    live.feeds.forEach(Feed::stop);
    live.seeks++;
    live.feeds.clear();
    live.dying.clear();
    all.schedule(live);
  }

  /// Where `offset` is, as near as there are events.
  static long place(PartitionView partition, long offset) {
    if (offset == QueueCommand.Seek.LATEST) {
      return partition.nextOffset();
    }
    return Math.clamp(offset, partition.logStart(), partition.nextOffset());
  }
}
