package io.thalweg.core.read;

import io.thalweg.core.memory.Slice;
import io.thalweg.core.topic.PartitionView.Producer;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What can be asked about stored events. Writes nothing.
public sealed interface ReadCommand extends Command {
  /// For [LookUp#at]: the first offset that can be read.
  long EARLIEST = -2;

  /// For [LookUp#at]: the durable end.
  long LATEST = -1;

  /// For [LookUp#at]: the event with the largest timestamp.
  long MAX_TIMESTAMP = -3;

  @Override
  default int journalBytes() {
    return 0;
  }

  /// Reads from several partitions. Answered by [Fetched] as soon as `minBytes` are there, or one
  /// partition has a problem, or `maxWaitMillis` have passed.
  ///
  /// @param maxBytes of the whole answer; the first batch may exceed it
  record Fetch(List<Wanted> wanted, int minBytes, int maxBytes, int maxWaitMillis)
      implements ReadCommand {}

  /// What is wanted of one partition.
  ///
  /// @param partition aggregate id
  /// @param offset the first offset wanted
  /// @param maxBytes of this partition; the first batch may exceed it
  record Wanted(long partition, long offset, int maxBytes) {}

  /// Finds the offset for a timestamp, or one of the constants. Answered by [Found].
  ///
  /// @param from times are looked for in batches that end behind this offset
  record LookUp(long partition, long at, long from) implements ReadCommand {
    public LookUp(long partition, long at) {
      this(partition, at, 0);
    }
  }

  /// Asks how large partitions are. Answered by [Sized].
  record Sizes(List<Long> partitions) implements ReadCommand {}

  /// Asks which idempotent producers write into partitions. Answered by [Producing].
  ///
  /// @param most producers named in the whole answer; a partition that would exceed it is answered
  ///   by a problem
  record Producers(List<Long> partitions, int most) implements ReadCommand {}

  /// Answer to [Fetch]; one result for each wanted partition, in that order.
  record Fetched(Problem problem, List<Result> results) implements Reply {}

  /// What was read of one partition.
  ///
  /// @param durableEnd the offset after the last durable event (the high watermark)
  /// @param logStart first offset that can be read
  /// @param batches whole batches in order, from the one that holds the wanted offset. Lent: retain
  ///   what outlives the call
  record Result(
      long partition, Problem problem, long durableEnd, long logStart, List<Slice> batches) {}

  /// Answer to [LookUp].
  ///
  /// @param offset what was looked for, or -1 if there is none (yet), or the first one in `batches`
  ///   that counts: what is before it was not asked for, or has been deleted
  /// @param timestamp of the event at `offset`, or the one to search `batches` for: the first event
  ///   in them at or after it is the answer; -1 if none
  /// @param batches whole batches, lent; or null. If only events that don't count are at or after
  ///   `timestamp`, the answer is to be looked for behind them
  record Found(Problem problem, long offset, long timestamp, @Nullable Slice batches)
      implements Reply {}

  /// Answer to [Sizes].
  ///
  /// @param bytes stored of each partition asked for, in that order; -1 if there is no such one
  record Sized(Problem problem, List<Long> bytes) implements Reply {}

  /// Answer to [Producers]; one for each partition asked for, in that order.
  record Producing(Problem problem, List<Writers> partitions) implements Reply {}

  /// Who writes into one partition.
  record Writers(Problem problem, List<Producer> producers) {}
}
