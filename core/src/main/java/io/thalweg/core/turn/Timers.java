package io.thalweg.core.turn;

/// Live alarms of the shard, in broker time. Lost at a restart, like every client.
public interface Timers {
  /// Decides `command`, without a client, in the first turn at or after `dueMillis`. Returns a
  /// number to cancel by.
  long schedule(long dueMillis, Command command);

  /// Forgets an alarm; nothing happens if it rang already.
  void cancel(long timer);
}
