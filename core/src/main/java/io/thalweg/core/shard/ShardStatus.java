package io.thalweg.core.shard;

import io.thalweg.core.queue.QueueStatus;
import java.util.List;

/// A shard in numbers, at one moment.
///
/// @param runs contiguous ranges of partitions in segments
/// @param queues of queues, and what happens in them
/// @param parked replies that wait for the journal
/// @param waitingFetches fetches that wait for events
/// @param liveBatches batches that are stored in the journal only
/// @param evictedBlocks blocks that were taken back while they still held events
/// @param flushesUnderWay segments that are being written
/// @param ringBytes what entries take of the journal
/// @param ringCapacityBytes the most that they may take
/// @param unproven whether the newest entry is not yet named durable by a later one
/// @param compactionsDue partitions that are to be compacted
/// @param lags of as many groups and partitions as were asked for
/// @param lagsLeftOut how many more there are
public record ShardStatus(
    int topics,
    int partitions,
    int segments,
    int runs,
    int groups,
    int members,
    QueueStatus queues,
    int parked,
    int waitingFetches,
    long liveBatches,
    long evictedBlocks,
    int flushesUnderWay,
    long ringBytes,
    long ringCapacityBytes,
    boolean unproven,
    int compactionsDue,
    List<Lag> lags,
    int lagsLeftOut) {

  /// How far a group is behind in a partition, by what it has committed.
  ///
  /// @param events between the committed offset and the durable end
  /// @param millis since the first of them was taken, as far as is known: of one that has left the
  ///   journal, since the newest event of its segment
  public record Lag(String group, String topic, int partition, long events, long millis) {}
}
