package io.thalweg.core.shard;

import io.thalweg.core.base.LongMap;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Timers;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Alarms in order of time, then of setting. Live.
final class Alarms implements Timers {
  private record Alarm(long dueMillis, long number, Command command) implements Comparable<Alarm> {
    @Override
    public int compareTo(Alarm other) {
      int byTime = Long.compare(dueMillis, other.dueMillis);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  private final PriorityQueue<Alarm> queue = new PriorityQueue<>();
  private final LongMap<Alarm> byNumber = new LongMap<>();
  private long next;

  @Override
  public long schedule(long dueMillis, Command command) {
    Alarm alarm = new Alarm(dueMillis, next++, command);
    queue.add(alarm);
    byNumber.put(alarm.number, alarm);
    return alarm.number;
  }

  @Override
  public void cancel(long timer) {
    byNumber.remove(timer);
    if (queue.size() > 2 * byNumber.size() + 1024) {
      queue.removeIf(alarm -> !byNumber.has(alarm.number));
    }
  }

  /// The number that the next alarm will have.
  long next() {
    return next;
  }

  /// The next command that is due, or null; also null while the alarm was set as number `before` or
  /// later. It stays due until [#ringing].
  @Nullable Command due(long nowMillis, long before) {
    Alarm first = nextDueMillis() <= nowMillis ? queue.peek() : null;
    return first == null || first.number >= before ? null : first.command;
  }

  /// The command that [#due] gave is being decided.
  void ringing() {
    byNumber.remove(queue.remove().number);
  }

  long nextDueMillis() {
    Alarm first = queue.peek();
    while (first != null && !byNumber.has(first.number)) {
      queue.remove();
      first = queue.peek();
    }
    return first == null ? Long.MAX_VALUE : first.dueMillis;
  }
}
