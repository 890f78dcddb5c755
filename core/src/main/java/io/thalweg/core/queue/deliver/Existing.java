package io.thalweg.core.queue.deliver;

import io.thalweg.core.queue.CursorView;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueCommand.QueueIs;
import io.thalweg.core.queue.QueueName;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.core.turn.Turn;
import org.jspecify.annotations.Nullable;

/// The queues that are there for a client: those that were not to outlive the last restart are not,
/// though their records may be.
final class Existing {
  private final LiveQueues all;

  Existing(LiveQueues all) {
    this.all = all;
  }

  /// The queue of that name, unless it was not to outlive the last restart.
  @Nullable Queue found(QueueName name) {
    Queue queue = all.view().named(name);
    return queue == null || isGhost(queue) ? null : queue;
  }

  /// Whether it was not to outlive the last restart.
  boolean isGhost(Queue queue) {
    return !outlives(queue) && all.known(queue.id()) == null;
  }

  /// Whether it outlives a restart.
  static boolean outlives(Queue queue) {
    return queue.settings().lifetime().durable() && !queue.settings().lifetime().exclusive();
  }

  /// Whether it is another client's alone.
  boolean isLocked(Client client, Queue queue) {
    LiveQueue live = all.known(queue.id());
    QueueClient owner = live == null ? null : live.owner;
    return owner != null && owner.client != client;
  }

  /// How the queue stands.
  QueueIs is(Problem problem, Queue queue) {
    LiveQueue live = all.known(queue.id());
    int many = live == null ? 0 : live.consuming();
    return new QueueIs(problem, queue, ready(queue), many);
  }

  /// Replies about a queue: at once if it does not outlive a restart.
  void tell(Turn turn, Queue queue, Reply reply) {
    if (outlives(queue)) {
      turn.reply(reply);
    } else {
      turn.replyAtOnce(reply);
    }
  }

  /// Events that wait for a consumer.
  long ready(Queue queue) {
    LiveQueue live = all.known(queue.id());
    TopicInfo topic = all.topics().topic(queue.topic());
    long ready = live == null ? 0 : live.ready();
    int from = live == null ? 0 : live.feeds.size();
    for (int i = from; topic != null && i < topic.partitions(); i++) {
      PartitionView partition = all.topics().partition(topic.partition(i));
      ready += partition == null ? 0 : open(all.view().cursor(queue.id(), i), partition);
    }
    return ready;
  }

  /// Bytes of the values of events that wait for a consumer, of a queue that counts them.
  long readyBytes(Queue queue) {
    LiveQueue live = all.known(queue.id());
    long ready = live == null ? 0 : live.readyBytes();
    int from = live == null ? 0 : live.feeds.size();
    for (int i = from; i < queue.settings().delivery().priorities(); i++) {
      CursorView cursor = all.view().cursor(queue.id(), i);
      ready += cursor == null ? 0 : cursor.bytes();
    }
    return ready;
  }

  private static long open(@Nullable CursorView cursor, PartitionView partition) {
    long floor = Math.max(cursor == null ? 0 : cursor.floor(), partition.logStart());
    long done = cursor == null ? 0 : cursor.doneBehind();
    return Math.max(0, partition.nextOffset() - floor - done);
  }
}
