package io.thalweg.core.shard;

import io.thalweg.core.base.Check;
import io.thalweg.core.journal.JournalWriter;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.memory.Tail;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.core.read.FlushPlan.Extent;
import io.thalweg.core.read.SegmentStore;
import io.thalweg.core.topic.IdsAdvanced;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.topic.TopicView;
import io.thalweg.core.turn.Turn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// Decides which live events leave the journal for segments: in rounds, each up to a journal
/// position, when half of the ring is used or too many batches are live. A bounded number of plans
/// is under way.
final class FlushPlanner {
  private static final int PLANS_UNDER_WAY = 2;

  /// Journal bytes of one [#step] at most.
  static final int JOURNAL_BYTES = PLANS_UNDER_WAY * 64;

  /// Between a plan that failed and the next: each takes an id, and so journal bytes.
  static final long RETRY_MILLIS = 1_000;

  private static final long PLAN_BYTES = 256L << 20;
  private static final int PLAN_BATCHES = 1 << 16;

  private final TopicView view;
  private final Tail tail;
  private final JournalWriter journal;
  private final SegmentStore store;
  private final int maxLiveBatches;
  private final ArrayDeque<Long> round = new ArrayDeque<>();
  private long upTo = -1;
  private long notBeforeMillis;
  private int underWay;

  FlushPlanner(
      TopicView view, Tail tail, JournalWriter journal, SegmentStore store, int maxLiveBatches) {
    this.view = view;
    this.tail = tail;
    this.journal = journal;
    this.store = store;
    this.maxLiveBatches = maxLiveBatches;
  }

  /// The position up to which everything should leave the journal: events and statements. -1:
  /// nothing has to.
  static long target(JournalWriter journal, long newest) {
    long used = journal.usedBytes();
    long capacity = journal.capacityBytes();
    if (used <= capacity / 2) {
      return -1;
    }
    return firstBeyond(journal, newest, used - capacity / 4);
  }

  private static long firstBeyond(JournalWriter journal, long newest, long bytes) {
    long low = 0;
    long high = newest;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (journal.bytesBefore(middle) < bytes) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// Starts plans, if there is a reason to. `durable` is the newest durable position.
  void step(Turn turn, long durable) {
    if (turn.nowMillis() < notBeforeMillis) {
      return;
    }
    if (round.isEmpty() && underWay == 0) {
      beginRound(durable);
    }
    while (underWay < PLANS_UNDER_WAY && !round.isEmpty()) {
      PartitionView partition = view.partition(round.remove());
      if (partition != null && isOld(partition)) {
        underWay++;
        store.flush(plan(turn, partition));
      }
    }
  }

  private void beginRound(long durable) {
    long target = Math.min(durable, target(journal, durable));
    if (target < tail.oldestLive() && tail.liveBatches() > maxLiveBatches) {
      target = durable;
    }
    if (target < tail.oldestLive()) {
      return;
    }
    upTo = target;
    view.forEachPartition(
        partition -> {
          if (isOld(partition)) {
            round.add(partition.id());
          }
        });
  }

  private boolean isOld(PartitionView partition) {
    long first = partition.tailFirst();
    return first < partition.tailNext() && partition.tailPosition(first) <= upTo;
  }

  private FlushPlan plan(Turn turn, PartitionView partition) {
    long entry = partition.tailFirst();
    long base = partition.tailBase(entry);
    long brokerTime = 0;
    long maxTimestamp = -1;
    long bytes = 0;
    List<Extent> extents = new ArrayList<>();
    while (entry < partition.tailNext()
        && partition.tailPosition(entry) <= upTo
        && extents.size() < PLAN_BATCHES
        && bytes < PLAN_BYTES
        && (extents.isEmpty() || end(partition, entry) - base <= Integer.MAX_VALUE)) {
      bytes += partition.tailLength(entry);
      brokerTime = Math.max(brokerTime, partition.tailBrokerTime(entry));
      maxTimestamp = Math.max(maxTimestamp, partition.tailMaxTimestamp(entry));
      extents.add(extent(partition, entry));
      entry++;
    }
    long end = end(partition, entry - 1);
    long id = IdsAdvanced.take(turn, view);
    return new FlushPlan(id, partition.id(), base, end, brokerTime, maxTimestamp, extents);
  }

  private static long end(PartitionView partition, long entry) {
    boolean newest = entry + 1 == partition.tailNext();
    return newest ? partition.nextOffset() : partition.tailBase(entry + 1);
  }

  private static Extent extent(PartitionView partition, long entry) {
    Slice memory = partition.tailSlice(entry);
    return new Extent(
        partition.tailPosition(entry),
        partition.tailOffset(entry),
        partition.tailLength(entry),
        partition.tailBase(entry),
        memory == null ? null : memory.retain());
  }

  /// A plan has been answered; what is left of its partition comes next.
  void answered(long partition) {
    Check.that(underWay > 0, "expected a flush under way");
    underWay--;
    round.addFirst(partition);
  }

  /// A plan has failed; its partition's next one comes a little later.
  void failed(long partition, long nowMillis) {
    answered(partition);
    notBeforeMillis = nowMillis + RETRY_MILLIS;
  }

  /// How many plans are under way.
  int underWay() {
    return underWay;
  }
}
