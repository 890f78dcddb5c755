package io.thalweg.core.topic;

import io.thalweg.core.journal.JournalWriter.Claim;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What can be asked about topics, partitions and producers.
public sealed interface TopicCommand extends Command {
  /// Room for a small record.
  int SMALL = 128;

  /// Creates a topic. Answered by [Created]; TOPIC_EXISTS carries the existing topic if it is
  /// durable.
  ///
  /// @param validateOnly decide, but change nothing
  record Create(String name, int partitions, TopicSettings settings, boolean validateOnly)
      implements TopicCommand {
    /// More partitions do not fit one journal entry: they are refused, whatever the limits.
    static final int MOST_PARTITIONS = 20_000;

    @Override
    public int journalBytes() {
      int created = partitions > MOST_PARTITIONS ? 0 : Math.max(0, partitions);
      return 4 * SMALL + 4 * name.length() + PartitionStated.EMPTY_BYTES * created;
    }

    @Override
    public Claim claim() {
      return Claim.EVENTS;
    }
  }

  /// Gives a topic more partitions. Answered by [Changed].
  ///
  /// @param partitions their number afterwards
  /// @param assigned of how many more the caller said where they should lie; -1: of none
  /// @param validateOnly decide, but change nothing
  record AddPartitions(long topic, int partitions, int assigned, boolean validateOnly)
      implements TopicCommand {
    @Override
    public int journalBytes() {
      int most = partitions > Create.MOST_PARTITIONS ? 0 : Math.max(0, partitions);
      return 4 * SMALL + 4 * TopicInfo.MAX_NAME_BYTES + PartitionStated.EMPTY_BYTES * most;
    }

    @Override
    public Claim claim() {
      return Claim.EVENTS;
    }
  }

  /// Changes a topic's configuration. Answered by [Changed]. Who makes room by a shorter retention
  /// needs it.
  ///
  /// @param validateOnly decide, but change nothing
  record Configure(long topic, Change change, boolean validateOnly) implements TopicCommand {
    @Override
    public int journalBytes() {
      return 4 * SMALL + 4 * TopicInfo.MAX_NAME_BYTES;
    }

    @Override
    public Claim claim() {
      return Claim.REMOVAL;
    }
  }

  /// What becomes of a configuration. A function of its argument only: that may be newer than what
  /// is shown yet.
  interface Change {
    /// The configuration afterwards; null if `now` cannot be changed so.
    @Nullable TopicSettings of(TopicSettings now);
  }

  /// Deletes a topic, its events and its committed offsets. Answered by [Reply.Done].
  record Delete(long topic) implements TopicCommand {
    @Override
    public int journalBytes() {
      return SMALL;
    }

    @Override
    public Claim claim() {
      return Claim.REMOVAL;
    }
  }

  /// Appends one batch of RecordBatch v2 (between position and limit; lent) to a partition.
  /// Answered by [Appended].
  ///
  /// @param partition aggregate id
  record Append(long partition, ByteBuffer batch) implements TopicCommand {
    @Override
    public int journalBytes() {
      return batch.remaining() + SMALL;
    }

    @Override
    public Claim claim() {
      return Claim.EVENTS;
    }
  }

  /// Gives an id to an idempotent producer, or the next epoch to one that has an id. Answered by
  /// [ProducerIs].
  ///
  /// @param producer its id, or -1
  /// @param epoch its epoch, or -1
  record InitProducer(long producer, short epoch) implements TopicCommand {
    @Override
    public int journalBytes() {
      return SMALL;
    }
  }

  /// Moves the start of a partition to `offset`, forgetting what lies before it; a start beyond it
  /// stays. Answered by [Trimmed].
  ///
  /// @param partition aggregate id
  /// @param offset at most the durable end; [#TO_THE_END] for that
  record Trim(long partition, long offset) implements TopicCommand {
    /// Everything that is durable.
    public static final long TO_THE_END = -1;

    @Override
    public int journalBytes() {
      return SMALL;
    }

    @Override
    public Claim claim() {
      return Claim.REMOVAL;
    }
  }

  /// A segment with `runs` has been written and synced: from now on it holds these ranges, in the
  /// place of those that it replaces. Runs whose partition is gone, or wants something else by now,
  /// are left out; without any other the command is refused, and the file is to be deleted.
  /// Answered by [Reply.Done].
  ///
  /// @param runs of one segment, in the order of their partitions
  record AddSegment(List<SegmentInfo> runs) implements TopicCommand {
    @Override
    public int journalBytes() {
      return SegmentAdded.bytes(runs.size());
    }
  }

  /// Creates a queue's own topic, which counts against the limits. Given by deciders of queues
  /// only, as are the next three; none of them is answered.
  ///
  /// @param id taken from [IdsAdvanced#take]
  /// @param owner id of the queue
  /// @param retentionMillis how long events stay, unless they are released; -1: without limit
  /// @param retentionBytes how many bytes of each partition stay; -1: without limit
  /// @param name under what name others see it, which is free; empty: nobody does
  record CreateOwned(
      long id, long owner, int partitions, long retentionMillis, long retentionBytes, String name)
      implements TopicCommand {
    /// One whose events stay until they are released, and that nobody else sees.
    public CreateOwned(long id, long owner, int partitions) {
      this(id, owner, partitions, -1, -1, "");
    }

    @Override
    public int journalBytes() {
      return 2 * SMALL + 4 * name.length() + PartitionStated.EMPTY_BYTES * partitions;
    }

    @Override
    public Claim claim() {
      return Claim.EVENTS;
    }
  }

  /// Gives a queue's own topic more partitions, within the limits.
  ///
  /// @param partitions their number afterwards
  record GrowOwned(long id, int partitions) implements TopicCommand {
    @Override
    public int journalBytes() {
      return 2 * SMALL + PartitionStated.EMPTY_BYTES * partitions;
    }

    @Override
    public Claim claim() {
      return Claim.EVENTS;
    }
  }

  /// Deletes a queue's own topic with its events.
  record DeleteOwned(long id) implements TopicCommand {
    @Override
    public int journalBytes() {
      return SMALL;
    }

    @Override
    public Claim claim() {
      return Claim.REMOVAL;
    }
  }

  /// Events of a queue's own topic before `offset` are done with; a start beyond it stays. They
  /// need not be durable.
  ///
  /// @param partition aggregate id
  /// @param offset at most the partition's next one
  record Release(long partition, long offset) implements TopicCommand {
    @Override
    public int journalBytes() {
      return SMALL;
    }

    @Override
    public Claim claim() {
      return Claim.REMOVAL;
    }
  }

  /// Looks, at intervals, for events that are past their retention. Given by a timer only.
  record Retain() implements TopicCommand {
    @Override
    public int journalBytes() {
      return RetentionDecider.JOURNAL_BYTES;
    }
  }

  /// Answer to [Create].
  ///
  /// @param topic the topic, when it was created (also if only validated)
  record Created(Problem problem, @Nullable TopicInfo topic) implements Reply {}

  /// Answer to [AddPartitions] and [Configure].
  ///
  /// @param topic the topic afterwards (also if only validated); on a problem, as it is
  record Changed(Problem problem, @Nullable TopicInfo topic) implements Reply {}

  /// Answer to [Append].
  ///
  /// @param baseOffset offset of the batch's first event, also for a duplicate; -1 on a problem
  /// @param logStart first offset that can be read
  /// @param stampedMillis the broker's time that its events bear; -1 if they bear their client's
  record Appended(Problem problem, long baseOffset, long logStart, long stampedMillis)
      implements Reply {
    /// Of events that bear their client's time.
    public Appended(Problem problem, long baseOffset, long logStart) {
      this(problem, baseOffset, logStart, -1);
    }
  }

  /// Answer to [Trim].
  ///
  /// @param logStart first offset that can be read; -1 on a problem
  record Trimmed(Problem problem, long logStart) implements Reply {}

  /// Answer to [InitProducer].
  record ProducerIs(Problem problem, long producer, short epoch) implements Reply {}
}
