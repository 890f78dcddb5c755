package io.thalweg.core.queue.deliver;

import io.thalweg.core.base.Ids;
import io.thalweg.core.queue.CursorStated;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueCommand.Declare;
import io.thalweg.core.queue.QueueSettings;
import io.thalweg.core.queue.QueueStated;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.topic.TopicCommand;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Turn;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Makes queues, with the topics that are their own, or the places in the topic that they subscribe
/// to.
final class Creation {
  private final LiveQueues all;
  private final ToLongFunction<Turn> ids;

  Creation(LiveQueues all, ToLongFunction<Turn> ids) {
    this.all = all;
    this.ids = ids;
  }

  /// @param topic that it subscribes to; null: it gets one of its own
  Queue create(Turn turn, Declare wanted, @Nullable TopicInfo topic) {
    long id = ids.applyAsLong(turn);
    if (topic == null) {
      Queue queue = new Queue(id, wanted.name(), ids.applyAsLong(turn), wanted.settings());
      QueueStated.write(turn, queue);
      int levels = wanted.settings().delivery().priorities();
      QueueSettings.Keeping keeping = wanted.settings().keeping();
      turn.then(
          new TopicCommand.CreateOwned(
              queue.topic(), id, levels, keeping.millis(), keeping.bytes(), keeping.name()));
      return queue;
    }
    Queue queue = new Queue(id, wanted.name(), topic.id(), wanted.settings());
    QueueStated.write(turn, queue);
    for (int i = 0; i < topic.partitions(); i++) {
      PartitionView partition = all.topics().partition(topic.partition(i));
      if (partition != null) {
        CursorStated.write(turn, Ids.partition(id, i), partition.nextOffset());
      }
    }
    return queue;
  }
}
