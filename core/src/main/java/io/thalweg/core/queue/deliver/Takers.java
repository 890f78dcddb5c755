package io.thalweg.core.queue.deliver;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The consumers of a queue that take events: those of the highest priority first, and of one
/// priority in turn.
final class Takers {
  private final TreeMap<Integer, ArrayDeque<Consumer>> byPriority = new TreeMap<>();

  /// `consumer` may take events now.
  void add(Consumer consumer) {
    if (!consumer.queued && consumer.takes()) {
      consumer.queued = true;
      byPriority.computeIfAbsent(-consumer.priority(), _ -> new ArrayDeque<>()).add(consumer);
    }
  }

  /// `consumer`, who was polled last, is the next again.
  void addFirst(Consumer consumer) {
    consumer.queued = true;
    byPriority.computeIfAbsent(-consumer.priority(), _ -> new ArrayDeque<>()).addFirst(consumer);
  }

  /// Who takes the next event, or null. It is not among the takers any more.
  @Nullable Consumer poll() {
    for (var first = byPriority.firstEntry(); first != null; first = byPriority.firstEntry()) {
      Consumer consumer = poll(first);
      if (consumer != null) {
        return consumer;
      }
      byPriority.remove(first.getKey());
    }
    return null;
  }

  private static @Nullable Consumer poll(Map.Entry<Integer, ArrayDeque<Consumer>> level) {
    Consumer consumer = level.getValue().poll();
    while (consumer != null) {
      consumer.queued = false;
      if (consumer.takes()) {
        return consumer;
      }
      consumer = level.getValue().poll();
    }
    return null;
  }

  boolean isEmpty() {
    return byPriority.isEmpty();
  }
}
