package io.thalweg.core.queue;

import io.thalweg.core.base.Check;

/// Bounds of queues.
///
/// @param queues number of queues
/// @param partitions largest number of partitions of an existing topic that a queue subscribes to
/// @param notes of one queue in one partition: events that failed, wait or are dying; while there
///   are so many nothing is delivered for the first time
/// @param argumentBytes a queue's arguments
/// @param ahead how far a queue in order by key knows the events of one partition
public record QueueLimits(int queues, int partitions, int notes, int argumentBytes, Ahead ahead) {
  /// What is known ahead of what is delivered.
  ///
  /// @param events most events that are known and not done
  /// @param perKey most of them of one key, so that one key leaves place for others
  /// @param startable when so many keys wait to be begun with, nothing more is looked at
  public record Ahead(int events, int perKey, int startable) {}

  /// A cursor in each takes no more than half a journal entry.
  public static final int MOST_PARTITIONS = 8_192;

  /// Limits that suit the default ring. A page's statement, with as many notes, fits an entry.
  public static final QueueLimits DEFAULT =
      new QueueLimits(20_000, 4_096, 32_768, 8 * 1024, new Ahead(100_000, 10_000, 1_000));

  public QueueLimits {
    Check.within(1, partitions, MOST_PARTITIONS, "most partitions of a queue");
  }
}
