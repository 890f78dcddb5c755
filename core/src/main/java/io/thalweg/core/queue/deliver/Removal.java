package io.thalweg.core.queue.deliver;

import io.thalweg.core.exchange.ExchangeCommand;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueRemoved;
import io.thalweg.core.topic.TopicCommand;
import io.thalweg.core.turn.Turn;

/// Removes queues.
final class Removal {
  private final LiveQueues all;
  private final Numbers numbers;
  private final ConsumeDecider consumers;

  Removal(LiveQueues all, Numbers numbers) {
    this.all = all;
    this.numbers = numbers;
    this.consumers = new ConsumeDecider(all, this);
  }

  /// Who decides about consumers.
  ConsumeDecider consumers() {
    return consumers;
  }

  /// Removes the queue with all that is its own; consumers are told.
  void remove(Turn turn, Queue queue) {
    numbers.keep(queue);
    QueueRemoved.write(turn, queue.id());
    turn.then(new ExchangeCommand.QueueRemoved(queue.id()));
    if (queue.ownsTopic()) {
      turn.then(new TopicCommand.DeleteOwned(queue.topic()));
    }
    LiveQueue live = all.known(queue.id());
    if (live != null) {
      all.forget(live);
      consumers.removed(turn, live);
    }
  }

  /// The namespace is gone, with all of its queues.
  void namespaceGone(long namespace) {
    numbers.forget(namespace);
  }
}
