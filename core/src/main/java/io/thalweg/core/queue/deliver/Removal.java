package io.thalweg.core.queue.deliver;

import io.thalweg.core.exchange.ExchangeCommand;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueRemoved;
import io.thalweg.core.topic.TopicCommand;
import io.thalweg.core.turn.Turn;

/// Removes queues.
final class Removal {
  private final LiveQueues all;
  private final ConsumeDecider consumers;

  Removal(LiveQueues all) {
    this.all = all;
    this.consumers = new ConsumeDecider(all, this);
  }

  /// Who decides about consumers.
  ConsumeDecider consumers() {
    return consumers;
  }

  /// Removes the queue with all that is its own; consumers are told.
  void remove(Turn turn, Queue queue) {
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
}
