package io.thalweg.core.exchange;

/// Which queues there are. Every one is bound to its namespace's default exchange by its name.
public interface QueueNames {
  /// What [#find] says when there is no such queue.
  long NONE = -1;

  /// The id of the queue of that name in a namespace, or [#NONE].
  long find(long namespace, String name);
}
