package io.thalweg.core.publish;

import io.thalweg.core.turn.Problem;

/// What publishing asks of queues.
public interface Targets {
  /// Aggregate id of the partition that an event of that priority goes to. It exists.
  long partition(long queue, int priority);

  /// Whether the queue takes so many more events than have been appended, with so many bytes of
  /// values in all: [Problem#NONE], or [Problem#LIMIT_REACHED]. Of a value in parts only the first
  /// is asked for.
  Problem admits(long queue, int events, long bytes);

  /// An event with a time to live of its own comes to the queue.
  void expires(long queue);
}
