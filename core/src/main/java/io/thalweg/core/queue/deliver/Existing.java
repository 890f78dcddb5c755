package io.thalweg.core.queue.deliver;

import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueCommand.QueueIs;
import io.thalweg.core.queue.QueueName;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Problem;
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
    int many = live == null ? 0 : live.consumers.size();
    return new QueueIs(problem, queue, all.ready(queue), many);
  }
}
