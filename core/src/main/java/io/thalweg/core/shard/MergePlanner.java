package io.thalweg.core.shard;

import io.thalweg.core.base.Check;
import io.thalweg.core.base.Ids;
import io.thalweg.core.base.LongMap;
import io.thalweg.core.journal.JournalWriter;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.core.read.MergePlan;
import io.thalweg.core.read.MergePlan.Part;
import io.thalweg.core.read.SegmentStore;
import io.thalweg.core.topic.IdsAdvanced;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.topic.TopicView;
import io.thalweg.core.turn.Turn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/// Decides which runs in mixed segments are written anew. Those of one partition that follow each
/// other become one run once there are several of about the same size, and a segment of its own
/// once they are large together; so a partition has few runs, whatever its size, and each byte is
/// written as often as its run grows fourfold. Runs also leave segments of which little counts any
/// more. One plan is under way at a time, and a bounded number of partitions is looked at in each
/// turn.
final class MergePlanner {
  /// Journal bytes of one [#step] at most.
  static final int JOURNAL_BYTES = 64;

  /// Runs of one size that make a merge worth it, and the ratio between two sizes.
  static final int FEWEST = 4;

  private static final long THICK_BYTES = 8L << 20;
  private static final int THICK_OF_JOURNAL = 128;
  private static final int PARTITIONS_PER_TURN = 256;
  private static final long PLAN_BYTES = 256L << 20;

  /// Between a merge that failed and the next.
  static final long RETRY_MILLIS = 10_000;

  private final TopicView view;
  private final JournalWriter journal;
  private final SegmentStore store;
  private final ArrayDeque<Long> candidates = new ArrayDeque<>();

  /// Partitions that are candidates or chosen.
  private final LongMap<Boolean> known = new LongMap<>();

  private final ArrayList<Long> chosen = new ArrayList<>();
  private final LongMap<Boolean> sparse = new LongMap<>();
  private final LongMap<Boolean> damaged = new LongMap<>();
  private final CompactionPlanner compactions;
  private long chosenBytes;
  private boolean sparseDue;
  private long notBeforeMillis;
  private boolean underWay;
  private boolean compactedLast;

  /// Looks every `intervalMillis` for what is to be compacted; `late` is told of partitions that
  /// should leave the journal for it.
  MergePlanner(
      TopicView view,
      JournalWriter journal,
      SegmentStore store,
      long intervalMillis,
      LongConsumer late) {
    this.view = view;
    this.journal = journal;
    this.store = store;
    this.compactions = new CompactionPlanner(view, journal, intervalMillis, damaged::has, late);
  }

  /// From so many bytes on a run is a segment of its own.
  static long thickBytes(JournalWriter journal) {
    return Math.min(THICK_BYTES, Math.max(1, journal.capacityBytes() / THICK_OF_JOURNAL));
  }

  /// Everything is looked at anew.
  void opened() {
    view.forEachPartition(partition -> consider(partition.id()));
    sparseDue = true;
  }

  /// The partitions of a plan have one more run each.
  void flushed(FlushPlan plan) {
    for (FlushPlan.Part part : plan.parts()) {
      consider(part.partition());
      compactions.flushed(part.partition());
    }
    sparseDue = true;
  }

  private void consider(long partition) {
    if (!known.has(partition)) {
      known.put(partition, true);
      candidates.add(partition);
    }
  }

  /// Whether there is something to look at.
  boolean isDue(long nowMillis) {
    return !underWay
        && nowMillis >= notBeforeMillis
        && (isMergeDue() || compactions.isDue(nowMillis));
  }

  private boolean isMergeDue() {
    return sparseDue || !candidates.isEmpty() || !chosen.isEmpty();
  }

  /// Starts a plan, if there is a reason to.
  void step(Turn turn) {
    if (!isDue(turn.nowMillis())) {
      return;
    }
    if (!compactedLast || !isMergeDue()) {
      compact(turn);
    }
    if (!underWay) {
      compactedLast = false;
      merge(turn);
    }
  }

  private void compact(Turn turn) {
    CompactionPlanner.Wanted wanted = compactions.next(turn.nowMillis());
    if (wanted != null) {
      compactedLast = true;
      start(turn, wanted.mixed(), wanted.parts());
    }
  }

  private void merge(Turn turn) {
    if (sparseDue) {
      sparseDue = false;
      view.forEachSparse(this::leave);
    }
    for (int i = 0; i < PARTITIONS_PER_TURN && !candidates.isEmpty(); i++) {
      long id = candidates.remove();
      List<SegmentInfo> runs = choose(id);
      long bytes = bytes(runs);
      if (bytes >= thickBytes(journal)) {
        known.remove(id);
        start(turn, false, List.of(new Part(List.copyOf(runs), null)));
        return;
      }
      if (runs.isEmpty()) {
        known.remove(id);
      } else {
        chosen.add(id);
        chosenBytes += bytes;
      }
      if (chosenBytes >= PLAN_BYTES || chosen.size() == FlushDraft.MOST_PARTS) {
        startMixed(turn);
        return;
      }
    }
    if (candidates.isEmpty()) {
      startMixed(turn);
    }
  }

  private void leave(List<SegmentInfo> runs) {
    sparse.put(runs.getFirst().id(), true);
    runs.forEach(run -> consider(run.partition()));
  }

  /// What was chosen may be chosen differently by now.
  private void startMixed(Turn turn) {
    chosen.sort(null);
    List<Part> parts = new ArrayList<>();
    for (long id : chosen) {
      known.remove(id);
      List<SegmentInfo> runs = choose(id);
      if (!runs.isEmpty()) {
        parts.add(new Part(List.copyOf(runs), null));
      }
    }
    chosen.clear();
    chosenBytes = 0;
    if (!parts.isEmpty()) {
      start(turn, true, parts);
    }
  }

  private void start(Turn turn, boolean mixed, List<Part> parts) {
    underWay = true;
    store.merge(new MergePlan(IdsAdvanced.take(turn, view), mixed, parts));
  }

  /// The runs of a partition that should become one; none if they are well as they are.
  private List<SegmentInfo> choose(long partition) {
    PartitionView of = view.partition(partition);
    TopicInfo topic = view.topic(Ids.topicOf(partition));
    if (of == null || topic == null || compactions.isUnderWay(partition)) {
      return List.of();
    }
    List<SegmentInfo> runs = of.runs();
    long apart = topic.settings().mergeableMillis();
    int size = runs.size();
    int first = size;
    long bytes = 0;
    while (first > 0 && isMergeable(runs.get(first - 1), runs.getLast(), apart)) {
      first--;
      bytes += runs.get(first).bytes();
    }
    if (bytes >= thickBytes(journal)) {
      return runs.subList(first, size);
    }
    int from = ofOneSize(runs, first);
    return from < size ? runs.subList(from, size) : sparse(runs, first);
  }

  private boolean isMergeable(SegmentInfo run, SegmentInfo newest, long apart) {
    return run.mixed()
        && !damaged.has(run.id())
        && newest.brokerTime() - run.brokerTime() <= apart
        && newest.endOffset() - run.baseOffset() <= Integer.MAX_VALUE;
  }

  /// The first of the newest runs that are to be merged: among those behind it are [#FEWEST] of the
  /// largest size. Their number if there is none.
  private static int ofOneSize(List<SegmentInfo> runs, int first) {
    int largest = -1;
    int count = 0;
    int found = runs.size();
    for (int at = runs.size() - 1; at >= first; at--) {
      int size = sizeOf(runs.get(at));
      if (size > largest && found < runs.size()) {
        return found;
      }
      count = size == largest ? count + 1 : size > largest ? 1 : count;
      largest = Math.max(largest, size);
      found = count >= FEWEST ? at : found;
    }
    return found;
  }

  /// Equal for runs whose sizes are alike: the logarithm to the base of [#FEWEST].
  private static int sizeOf(SegmentInfo run) {
    return (63 - Long.numberOfLeadingZeros(Math.max(1, run.bytes()))) / 2;
  }

  private List<SegmentInfo> sparse(List<SegmentInfo> runs, int first) {
    for (int at = first; at < runs.size(); at++) {
      if (sparse.has(runs.get(at).id())) {
        return runs.subList(at, at + 1);
      }
    }
    return List.of();
  }

  private static long bytes(List<SegmentInfo> runs) {
    long bytes = 0;
    for (SegmentInfo run : runs) {
      bytes += run.bytes();
    }
    return bytes;
  }

  /// A plan has been answered.
  void answered(MergePlan plan) {
    Check.that(underWay, "expected a merge under way");
    underWay = false;
    sparseDue = true;
    if (plan.parts().getFirst().cleaning() != null) {
      compactions.answered(plan.segment(), plan.parts());
    }
    for (Part part : plan.parts()) {
      part.sources().forEach(run -> sparse.remove(run.id()));
      consider(part.partition());
    }
  }

  /// A plan has failed: for the damage of a segment, which is left as it is, or for something that
  /// may pass.
  ///
  /// @param segment id of the damaged segment; -1 if there is none
  void failed(MergePlan plan, long segment, long nowMillis) {
    answered(plan);
    if (segment >= 0) {
      damaged.put(segment, true);
    } else {
      notBeforeMillis = nowMillis + RETRY_MILLIS;
    }
  }

  /// Whether something is to be looked at in the next turn, even without input.
  boolean goesOn() {
    return !underWay && compactions.goesOn();
  }

  /// Whether there may soon be fewer runs.
  boolean mayLessen(long nowMillis) {
    return underWay || (nowMillis >= notBeforeMillis && isMergeDue());
  }

  /// How many partitions are to be compacted.
  int compactionsDue() {
    return compactions.due();
  }

  /// Whether a plan is under way.
  boolean isUnderWay() {
    return underWay;
  }
}
