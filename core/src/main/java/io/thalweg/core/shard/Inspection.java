package io.thalweg.core.shard;

import io.thalweg.core.journal.JournalReader;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Tail;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicState;
import io.thalweg.core.topic.TopicState.Coverage;
import io.thalweg.core.topic.TopicView;
import io.thalweg.core.turn.Restatable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A journal's entries, applied as a shard that starts applies them, by somebody who only looks:
/// nothing is written, and what would stop the shard is gathered instead.
///
/// [#replay] once, or once for each run of entries between which some are missing; then [#ended];
/// then whatever asks for something.
public final class Inspection {
  /// What is wrong.
  ///
  /// @param position of the journal entry where it was seen; -1: when replay had ended
  /// @param partition aggregate id; -1 if it is about none
  /// @param from first offset that it is about
  /// @param to the offset after the last one
  public record Fault(long position, long partition, long from, long to, String what) {}

  private final Tail tail = new Tail();
  private final BrokerTime time = new BrokerTime();
  private final RecordTable records = new RecordTable();
  private final List<Fault> faults = new ArrayList<>();
  private final BatchOrder batches = new BatchOrder(faults);
  private final TopicState topics;
  private final List<Restatable> states;

  public Inspection() {
    Undurable nobody = new Undurable(new TopicDirectory(), _ -> {});
    topics = new TopicState(tail, nobody, this::broken);
    Deciders deciders = new Deciders(topics, ShardSettings.withSeed(0));
    deciders.bind(records);
    states = deciders.states();
  }

  /// Applies every entry of `reader`.
  ///
  /// @throws UnknownRecordException if a newer version wrote one
  public void replay(JournalReader reader) throws IOException {
    new Replay(this::apply, tail, time).run(reader);
  }

  private void apply(int kind, RecordReader record) {
    long position = record.position();
    long aggregate = record.aggregate();
    batches.before(kind, record);
    try {
      records.apply(kind, record);
    } catch (UnknownRecordException newer) {
      throw newer;
    } catch (RuntimeException e) {
      String what = "expected a record of kind " + kind + " that can be applied: " + e;
      faults.add(new Fault(position, -1, 0, 0, what));
    }
    batches.after(kind, position, topics.partition(aggregate));
  }

  /// What is in the journal has been seen by [BatchOrder].
  private void broken(long position, long partition, long expected, long found) {
    if (position == Coverage.AFTER_REPLAY) {
      batches.gap(position, partition, expected, found);
    }
  }

  /// Nothing more follows: what spans aggregates is derived, and looked at.
  public void ended() {
    for (Restatable state : states) {
      try {
        state.replayed();
      } catch (RuntimeException e) {
        faults.add(new Fault(Coverage.AFTER_REPLAY, -1, 0, 0, "replay cannot end: " + e));
      }
    }
    lookForOverlaps();
  }

  private void lookForOverlaps() {
    List<SegmentInfo> sorted = new ArrayList<>(topics.runs());
    sorted.sort(
        Comparator.comparingLong(SegmentInfo::partition)
            .thenComparingLong(SegmentInfo::baseOffset));
    for (int i = 1; i < sorted.size(); i++) {
      SegmentInfo before = sorted.get(i - 1);
      SegmentInfo segment = sorted.get(i);
      long from = segment.baseOffset();
      long to = Math.min(before.endOffset(), segment.endOffset());
      if (before.partition() == segment.partition() && from < to) {
        String what = "in segments " + before.id() + " and " + segment.id();
        faults.add(new Fault(Coverage.AFTER_REPLAY, segment.partition(), from, to, what));
      }
    }
  }

  /// What is wrong; of what was seen in the journal, only what concerns wanted offsets.
  public List<Fault> faults() {
    return faults.stream()
        .filter(
            fault ->
                fault.position() == Coverage.AFTER_REPLAY
                    || fault.partition() < 0
                    || isWanted(fault.partition(), fault.to()))
        .toList();
  }

  /// Whether the journal should have the partition's events before `to`, since it exists, and
  /// neither its start nor a segment lies behind them.
  public boolean isWanted(long partition, long to) {
    PartitionView view = topics.partition(partition);
    SegmentInfo newest = view == null ? null : view.newestSegment();
    return view != null && to > view.logStart() && (newest == null || to > newest.endOffset());
  }

  /// All topics.
  public TopicView topics() {
    return topics;
  }

  /// All runs that count, in the order of segments and partitions.
  public List<SegmentInfo> runs() {
    return topics.runs();
  }

  /// Batches that lie in the journal only.
  public long journalBatches() {
    return tail.liveBatches();
  }

  /// Events in these batches.
  public long journalEvents() {
    long[] events = new long[1];
    topics.forEachPartition(
        partition -> {
          long first = partition.tailFirst();
          if (first < partition.tailNext()) {
            long from = Math.max(partition.logStart(), partition.tailBase(first));
            events[0] += partition.nextOffset() - from;
          }
        });
    return events[0];
  }
}
