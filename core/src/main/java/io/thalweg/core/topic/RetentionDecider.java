package io.thalweg.core.topic;

import io.thalweg.core.base.Check;
import io.thalweg.core.base.Ids;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Turn;
import java.util.ArrayDeque;

/// Moves the starts of partitions forward: on request, and by time and size at intervals, a bounded
/// number of partitions a turn. Time is the broker's, not the clients'.
final class RetentionDecider {
  private static final int PARTITIONS_PER_TURN = 256;
  private static final int RUNS_PER_TURN = 1000;

  /// Journal bytes of one step of a sweep at most.
  static final int JOURNAL_BYTES = PARTITIONS_PER_TURN * 32;

  private final TopicView view;
  private final TopicLimits limits;
  private final ArrayDeque<PartitionView> sweep = new ArrayDeque<>();

  RetentionDecider(TopicView view, TopicLimits limits) {
    this.view = view;
    this.limits = limits;
  }

  void decide(Turn turn, TopicCommand.Trim command) {
    PartitionView partition = view.partition(command.partition());
    if (partition == null) {
      turn.reply(new TopicCommand.Trimmed(Problem.UNKNOWN_PARTITION, -1));
      return;
    }
    TopicInfo topic = view.topic(Ids.topicOf(command.partition()));
    if (topic != null && topic.isOwned()) {
      turn.reply(new TopicCommand.Trimmed(Problem.RESERVED, -1));
      return;
    }
    boolean all = command.offset() == TopicCommand.Trim.TO_THE_END;
    long offset = all ? partition.durableEnd() : command.offset();
    if (offset < 0 || offset > partition.durableEnd()) {
      turn.reply(new TopicCommand.Trimmed(Problem.OFFSET_OUT_OF_RANGE, -1));
    } else {
      trim(turn, partition, offset);
      turn.reply(new TopicCommand.Trimmed(Problem.NONE, partition.logStart()));
    }
  }

  void release(Turn turn, TopicCommand.Release command) {
    PartitionView partition =
        Check.present(view.partition(command.partition()), "the partition of a queue's topic");
    Check.within(0, command.offset(), partition.nextOffset(), "offset to release");
    trim(turn, partition, command.offset());
  }

  /// One step of a sweep; rings again at once while there is more, else after the interval.
  void sweep(Turn turn) {
    if (sweep.isEmpty()) {
      view.forEachPartition(sweep::add);
    }
    int runs = RUNS_PER_TURN;
    for (int i = 0; i < PARTITIONS_PER_TURN && runs > 0 && !sweep.isEmpty(); i++) {
      PartitionView partition = sweep.remove();
      if (view.partition(partition.id()) == partition) {
        int before = partition.runs().size();
        trim(turn, partition, wantedStart(turn.nowMillis(), partition, runs));
        runs -= before - partition.runs().size();
      }
    }
    long wait = sweep.isEmpty() ? limits.retentionCheckMillis() : 0;
    turn.timers().schedule(turn.nowMillis() + wait, new TopicCommand.Retain());
  }

  private static void trim(Turn turn, PartitionView partition, long offset) {
    if (offset > partition.logStart()) {
      LogStartMoved.write(turn, partition.id(), offset);
    }
  }

  /// Walks over `most` runs at most.
  private long wantedStart(long now, PartitionView partition, int most) {
    TopicInfo topic = view.topic(Ids.topicOf(partition.id()));
    if (topic == null) {
      return partition.logStart();
    }
    TopicSettings settings = topic.settings();
    if (!settings.cleanup().deletes()) {
      return partition.logStart();
    }
    long oldestKept =
        settings.retentionMillis() < 0 ? Long.MIN_VALUE : now - settings.retentionMillis();
    long excess = settings.retentionBytes() < 0 ? 0 : partition.bytes() - settings.retentionBytes();
    long start = partition.logStart();
    SegmentInfo segment = partition.segmentFor(start);
    int walked = 0;
    while (segment != null
        && walked < most
        && (segment.brokerTime() < oldestKept || excess >= segment.bytes())) {
      walked++;
      excess -= segment.bytes();
      start = segment.endOffset();
      segment = partition.segmentFor(start);
    }
    return segment != null ? start : tailStart(partition, start, oldestKept, excess);
  }

  private static long tailStart(PartitionView partition, long from, long oldestKept, long excess) {
    long start = from;
    long left = excess;
    long entry = partition.tailFirst();
    while (entry < partition.tailNext() && partition.tailBase(entry) < partition.durableEnd()) {
      int bytes = partition.tailLength(entry);
      if (partition.tailBrokerTime(entry) >= oldestKept && left < bytes) {
        break;
      }
      left -= bytes;
      boolean newest = entry + 1 == partition.tailNext();
      start = newest ? partition.nextOffset() : partition.tailBase(entry + 1);
      entry++;
    }
    return Math.min(start, Math.max(from, partition.durableEnd()));
  }
}
