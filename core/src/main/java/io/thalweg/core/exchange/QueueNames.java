package io.thalweg.core.exchange;

import io.thalweg.core.turn.Client;
import org.jspecify.annotations.Nullable;

/// Which queues there are. Every one is bound to its namespace's default exchange by its name.
public interface QueueNames {
  /// What [#find] says when there is no such queue.
  long NONE = -1;

  /// The id of the queue of that name in a namespace, or [#NONE].
  long find(long namespace, String name);

  /// The name of the queue of that id, or null.
  @Nullable String nameOf(long id);

  /// Whether what is said of the queue outlives a restart.
  default boolean lasts(long queue) {
    return true;
  }

  /// Whether the queue is another client's alone than `client`'s.
  default boolean isLocked(long queue, Client client) {
    return false;
  }
}
