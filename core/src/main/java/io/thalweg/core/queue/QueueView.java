package io.thalweg.core.queue;

import io.thalweg.core.exchange.QueueNames;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What may be seen of queues.
public interface QueueView extends QueueNames {
  /// The queue of that name, or null.
  @Nullable Queue named(QueueName name);

  /// The queue of that id, or null.
  @Nullable Queue queue(long id);

  /// Whether nobody gets events of the queue of that id.
  boolean isPaused(long id);

  /// How far a queue has come in partition `index` of its topic; null: it has not begun, its floor
  /// is 0.
  @Nullable CursorView cursor(long queue, int index);

  /// How many queues there are.
  int count();

  /// Calls `each` for every queue, by ids.
  void forEach(Consumer<? super Queue> each);
}
