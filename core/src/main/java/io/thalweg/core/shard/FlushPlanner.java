package io.thalweg.core.shard;

import io.thalweg.core.base.Check;
import io.thalweg.core.journal.JournalWriter;
import io.thalweg.core.memory.Tail;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.core.read.SegmentStore;
import io.thalweg.core.topic.IdsAdvanced;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.topic.TopicView;
import io.thalweg.core.turn.Turn;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides which live events leave the journal for segments: in rounds, each up to a journal
/// position, when half of the ring is used or too many batches are live. A partition of which there
/// is much gets a segment of its own, the others share mixed ones. A bounded number of plans is
/// under way, and a bounded number of batches is looked at in each turn.
final class FlushPlanner {
  private static final int PLANS_UNDER_WAY = 2;

  /// Journal bytes of one [#step] at most.
  static final int JOURNAL_BYTES = PLANS_UNDER_WAY * 64;

  /// Between a plan that failed and the next.
  static final long RETRY_MILLIS = 1_000;

  private static final int BATCHES_PER_TURN = 8 * 1024;

  private final TopicView view;
  private final Tail tail;
  private final JournalWriter journal;
  private final SegmentStore store;
  private final int maxLiveBatches;

  /// What is left of the round: partitions with segments of their own, and those that share.
  private final ArrayDeque<Long> thick = new ArrayDeque<>();

  private final ArrayDeque<Long> thin = new ArrayDeque<>();

  /// Partitions that should leave the journal whether it is full or not.
  private final Set<Long> late = new LinkedHashSet<>();

  private @Nullable FlushDraft draft;

  /// Ids of plans that failed, for the next ones: on a full disk, trying again must cost nothing.
  private final ArrayDeque<Long> spareIds = new ArrayDeque<>();

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
    if (isIdle()) {
      beginRound(durable);
    }
    int left = BATCHES_PER_TURN;
    while (left > 0 && underWay < PLANS_UNDER_WAY && (draft != null || isRoundUnderWay())) {
      left -= gather(turn, left);
    }
  }

  private boolean isRoundUnderWay() {
    return !thick.isEmpty() || !thin.isEmpty();
  }

  /// Whether no round has begun, or all of it is done.
  boolean isIdle() {
    return underWay == 0 && draft == null && !isRoundUnderWay();
  }

  private void beginRound(long durable) {
    long target = Math.min(durable, target(journal, durable));
    if (target < tail.oldestLive() && tail.liveBatches() > maxLiveBatches) {
      target = durable;
    }
    if (target >= tail.oldestLive()) {
      upTo = target;
      view.forEachPartition(this::enqueue);
      return;
    }
    upTo = durable;
    for (long next : late) {
      PartitionView partition = view.partition(next);
      if (partition != null) {
        enqueue(partition);
      }
    }
    late.clear();
  }

  /// All of the partition should leave the journal.
  void late(long partition) {
    late.add(partition);
  }

  /// Whether a partition is to leave the journal for that.
  boolean isLate() {
    return !late.isEmpty();
  }

  private void enqueue(PartitionView partition) {
    if (isOld(partition)) {
      boolean isThick = oldBytes(partition) >= MergePlanner.thickBytes(journal);
      (isThick ? thick : thin).add(partition.id());
    }
  }

  private boolean isOld(PartitionView partition) {
    long first = partition.tailFirst();
    return first < partition.tailNext() && partition.tailPosition(first) <= upTo;
  }

  private long oldBytes(PartitionView partition) {
    long low = partition.tailFirst();
    long high = partition.tailNext();
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (partition.tailPosition(middle) <= upTo) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return partition.tailBytesFrom(partition.tailFirst()) - partition.tailBytesFrom(low);
  }

  /// Adds at most `most` batches of the next partition to the draft, and starts it when it has all;
  /// returns how much that was.
  private int gather(Turn turn, int most) {
    FlushDraft open = draft == null ? new FlushDraft(thick.isEmpty(), upTo) : draft;
    draft = open;
    ArrayDeque<Long> queue = open.isMixed() ? thin : thick;
    Long next = queue.peek();
    PartitionView partition = next == null ? null : view.partition(next);
    int added = 0;
    if (partition != null && isOld(partition)) {
      added = open.add(partition, most);
      if (open.takes(partition)) {
        return added;
      }
    }
    queue.poll(); // what is left of it comes when the plan is answered
    if (!open.isMixed() || queue.isEmpty() || open.isFull()) {
      draft = null;
      start(turn, open);
    }
    return added + 1;
  }

  private void start(Turn turn, FlushDraft draft) {
    if (!draft.isEmpty()) {
      underWay++;
      Long spare = spareIds.poll();
      store.flush(draft.finish(spare == null ? IdsAdvanced.take(turn, view) : spare));
    }
  }

  /// A plan has been answered; what is left of its partitions comes next.
  void answered(FlushPlan plan) {
    Check.that(underWay > 0, "expected a flush under way");
    underWay--;
    for (FlushPlan.Part part : plan.parts()) {
      PartitionView partition = view.partition(part.partition());
      if (partition != null) {
        enqueue(partition);
      }
    }
  }

  /// A plan has failed; the next one comes a little later.
  void failed(FlushPlan plan, long nowMillis) {
    answered(plan);
    spareIds.add(plan.segment());
    notBeforeMillis = nowMillis + RETRY_MILLIS;
  }

  /// How many plans are under way.
  int underWay() {
    return underWay;
  }
}
