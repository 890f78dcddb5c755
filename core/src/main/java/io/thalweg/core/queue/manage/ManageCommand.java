package io.thalweg.core.queue.manage;

import io.thalweg.core.batch.EventHeaders;
import io.thalweg.core.journal.JournalWriter.Claim;
import io.thalweg.core.queue.Finished;
import io.thalweg.core.queue.QueueCommand;
import io.thalweg.core.queue.QueueLimits;
import io.thalweg.core.queue.QueueName;
import io.thalweg.core.topic.Appends;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What administrators ask about queues, beyond what clients do.
public sealed interface ManageCommand extends Command {
  /// Of any namespace.
  long EVERYWHERE = -1;

  /// Asks how queues stand, from the one with the id `from` on. Answered by [Reported].
  ///
  /// @param namespace its id, or [#EVERYWHERE]
  record Report(long namespace, long from) implements ManageCommand {}

  /// Asks how one queue stands, and how far it is in the partitions of its topic, from partition
  /// `from` on. Answered by [Described].
  record Describe(QueueName name, int from) implements ManageCommand {
    /// Most partitions of one answer.
    public static final int MOST = 1_000;
  }

  /// Asks which events of a queue are not done, in one partition from offset `from` on. Answered by
  /// [Examined].
  ///
  /// @param most of them, at most [#MOST]
  record Examine(QueueName name, int partition, long from, int most) implements ManageCommand {
    public static final int MOST = 1_000;
  }

  /// Lets nobody get events of a queue, or lets them go on. What was delivered stays with whom it
  /// was delivered to. Answered by [Reply.Done].
  record Pause(QueueName name, boolean paused) implements ManageCommand {
    @Override
    public int journalBytes() {
      return QueueCommand.SMALL;
    }
  }

  /// Goes on at other places, as [QueueCommand.Seek] does, in some partitions only: in the others
  /// only what was delivered is delivered again. Answered by [Reply.Done].
  ///
  /// @param offsets by the partitions' indexes
  record Move(QueueName name, Map<Integer, Long> offsets) implements ManageCommand {
    @Override
    public int journalBytes() {
      return QueueCommand.SMALL + Math.min(offsets.size(), QueueLimits.MOST_PARTITIONS) * 40;
    }
  }

  /// Events are done that nobody has. Answered by [Removed].
  record Remove(QueueName name, List<Place> places) implements ManageCommand {
    /// Most places of one command.
    public static final int MOST = 1_000;

    @Override
    public int journalBytes() {
      return QueueCommand.SMALL + Math.min(places.size(), MOST) * 2 * Finished.BYTES;
    }

    @Override
    public Claim claim() {
      return Claim.REMOVAL;
    }
  }

  /// An event of a queue, which nobody has, is appended to the topic of another queue as it stands,
  /// and is done here: both or nothing. One with several parts takes as many commands, given in
  /// order; if anything comes in between, [Problem#TRY_AGAIN]. All bytes are lent. Answered by
  /// [Reply.Done]: [Problem#UNKNOWN_QUEUE], [Problem#UNROUTED] if there is no queue `to`,
  /// [Problem#LIMIT_REACHED] if it takes no more, [Problem#EMPTY] if the event is done already,
  /// [Problem#IN_USE] if somebody has it.
  ///
  /// @param toPartition index of the partition that it is appended to, if there is such a one
  /// @param part number of this part, from 0 on
  record Redrive(QueueName name, Place place, QueueName to, int toPartition, int part, Copy event)
      implements ManageCommand {
    @Override
    public int journalBytes() {
      return QueueCommand.SMALL + Appends.BATCH_BYTES + event.bytes() + 2 * Finished.BYTES;
    }

    @Override
    public Claim claim() {
      return Claim.EVENTS;
    }
  }

  /// Where an event of a queue lies.
  ///
  /// @param end offset behind its last part
  record Place(int partition, long offset, long end) {}

  /// An event to be appended, or a part of it.
  ///
  /// @param marks its [io.thalweg.core.batch.EventMarks]
  /// @param valueBytes of all parts
  record Copy(
      int marks,
      @Nullable ByteBuffer key,
      @Nullable ByteBuffer value,
      EventHeaders headers,
      long valueBytes) {
    int bytes() {
      int own = (key == null ? 0 : key.remaining()) + (value == null ? 0 : value.remaining());
      return Math.addExact(64 + headers.bytes(), own);
    }
  }

  @Override
  default int journalBytes() {
    return 0;
  }

  /// Answer to [Report].
  ///
  /// @param next where to go on; -1: that was all
  /// @param past with the first ones: what happened in queues that are gone, by the ids of their
  ///   namespaces
  record Reported(
      Problem problem, List<QueueReport> queues, long next, Map<Long, QueueReport.Counts> past)
      implements Reply {}

  /// Answer to [Describe].
  ///
  /// @param queue null if it is not there
  /// @param next where to go on; -1: that was all
  record Described(
      Problem problem, @Nullable QueueReport queue, List<PartitionReport> partitions, int next)
      implements Reply {}

  /// How far a queue is in a partition.
  ///
  /// @param partition aggregate id
  /// @param start first offset that is there
  /// @param floor all before it is done
  /// @param end offset after the last durable event
  /// @param done events that are done from the floor on
  record PartitionReport(int index, long partition, long start, long floor, long end, long done) {}

  /// Answer to [Examine].
  ///
  /// @param partition aggregate id; -1 if there is no such queue or partition
  /// @param next where to go on
  /// @param end offset after the last durable event
  record Examined(Problem problem, long partition, List<Open> open, long next, long end)
      implements Reply {}

  /// An event that is not done.
  ///
  /// @param failures that are counted of it
  /// @param dying whether a dead letter is made of it
  record Open(long offset, int failures, boolean dying) {}

  /// Answer to [Remove].
  ///
  /// @param removed events
  /// @param kept events that somebody has, or that were done
  record Removed(Problem problem, int removed, int kept) implements Reply {}
}
