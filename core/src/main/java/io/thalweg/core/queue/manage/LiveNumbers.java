package io.thalweg.core.queue.manage;

import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueName;
import io.thalweg.core.queue.manage.QueueReport.Blocked;
import io.thalweg.core.queue.manage.QueueReport.Contents;
import io.thalweg.core.queue.manage.QueueReport.Counts;
import io.thalweg.core.queue.manage.QueueReport.Rates;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is known of queues while they are used.
public interface LiveNumbers {
  /// The queue of that name, unless it was not to outlive the last restart.
  @Nullable Queue found(QueueName name);

  /// Whether it is there for nobody.
  boolean isGhost(Queue queue);

  int consumers(Queue queue);

  Contents contents(Queue queue);

  Counts counts(Queue queue);

  /// Its partitions of which nobody can get anything.
  List<Blocked> blocked(Queue queue);

  Rates rates(Queue queue, long nowMillis);

  /// What happened in queues that are gone, by the ids of their namespaces.
  Map<Long, Counts> past();
}
