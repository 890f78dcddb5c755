package io.thalweg.core.queue.deliver;

import io.thalweg.core.base.Ids;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueCommand;
import io.thalweg.core.queue.QueueCommand.Counted;
import io.thalweg.core.queue.QueueCommand.Delete;
import io.thalweg.core.queue.QueueCommand.QueueIs;
import io.thalweg.core.queue.QueueName;
import io.thalweg.core.queue.Sought;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.core.turn.Turn;

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
    turn.reply(new Counted(problem, now.ready()));
  }

  void purge(Turn turn, QueueName name) {
    Queue queue = existing.found(name);
    if (queue == null) {
      turn.reply(new Counted(Problem.UNKNOWN_QUEUE, 0));
    } else if (existing.isLocked(turn.client(), queue)) {
      turn.reply(new Counted(Problem.LOCKED, 0));
    } else {
      LiveQueue live = all.of(queue, turn.nowMillis());
      upkeep.openFeeds(turn, live);
      long purged = 0;
      for (Feed feed : live.feeds) {
        purged += feed.purge(turn);
      }
      all.schedule(live);
      turn.reply(new Counted(Problem.NONE, purged));
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
    LiveQueue live = all.of(queue, turn.nowMillis());
    live.feeds.forEach(Feed::stop);
    live.feeds.clear();
    live.dying.clear();
    all.schedule(live);
    turn.reply(Reply.Done.OK);
  }

  private static long place(PartitionView partition, long offset) {
    if (offset == QueueCommand.Seek.LATEST) {
      return partition.nextOffset();
    }
    return Math.clamp(offset, partition.logStart(), partition.nextOffset());
  }
}
