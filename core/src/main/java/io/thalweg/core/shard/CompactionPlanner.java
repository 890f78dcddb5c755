package io.thalweg.core.shard;

import io.thalweg.core.base.Ids;
import io.thalweg.core.journal.JournalWriter;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.read.MergePlan.Cleaning;
import io.thalweg.core.read.MergePlan.Part;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.topic.TopicSettings;
import io.thalweg.core.topic.TopicSettings.Compaction;
import io.thalweg.core.topic.TopicView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// Decides when partitions of compacted topics are compacted, by Kafka's rules, and which of their
/// runs are then written anew together: all up to the last that is *dirty*, oldest first, so that
/// what is cleaned is always the front. Partitions of which there is little share a plan, a larger
/// one takes several. Looks at all of them at intervals, at a bounded number in each turn.
///
/// What lies in the journal only is not compacted. An event there that is older than its topic's
/// largest lag makes its partition leave the journal.
final class CompactionPlanner {
  private static final int PARTITIONS_PER_TURN = 256;
  private static final long GROUP_BYTES = 256L << 20;

  /// The compaction of a partition that takes several plans.
  private record Large(long partition, Cleaning cleaning, ArrayDeque<List<SegmentInfo>> groups) {}

  /// Parts that are to be written to one segment.
  record Wanted(boolean mixed, List<Part> parts) {}

  private final TopicView view;
  private final JournalWriter journal;
  private final long intervalMillis;
  private final LongPredicate damaged;
  private final LongConsumer late;
  private final LinkedHashSet<Long> sweep = new LinkedHashSet<>();
  private @Nullable Large large;
  private long nextSweepMillis = Long.MIN_VALUE;
  private int dueSoFar;
  private int due;

  /// Looks every `intervalMillis`. Runs in segments of which `damaged` is true cannot be read;
  /// `late` is told which partitions should leave the journal.
  CompactionPlanner(
      TopicView view,
      JournalWriter journal,
      long intervalMillis,
      LongPredicate damaged,
      LongConsumer late) {
    this.view = view;
    this.journal = journal;
    this.intervalMillis = intervalMillis;
    this.damaged = damaged;
    this.late = late;
  }

  /// Whether there is something to look at.
  boolean isDue(long nowMillis) {
    return goesOn() || nowMillis >= nextSweepMillis;
  }

  /// Whether a look at all partitions, or a compaction, is under way.
  boolean goesOn() {
    return large != null || !sweep.isEmpty();
  }

  /// Whether the partition's runs are to stay as they are until it has been compacted.
  boolean isUnderWay(long partition) {
    Large now = large;
    return now != null && now.partition == partition;
  }

  /// How many partitions were to be compacted, when they were looked at last.
  int due() {
    return due;
  }

  /// What is to be written next; null if there is nothing now. Its outcome is told by [#answered]
  /// before more is asked for.
  @Nullable Wanted next(long nowMillis) {
    Large now = large;
    if (now != null) {
      return group(now.cleaning, now.groups.remove());
    }
    if (sweep.isEmpty()) {
      beginSweep(nowMillis);
    }
    List<Part> small = new ArrayList<>();
    long bytes = 0;
    for (int i = 0; i < PARTITIONS_PER_TURN && bytes < GROUP_BYTES && !sweep.isEmpty(); i++) {
      Large wanted = wanted(sweep.removeFirst(), nowMillis);
      if (wanted == null) {
        continue;
      }
      dueSoFar++;
      Part first = new Part(wanted.groups.getFirst(), wanted.cleaning);
      if (wanted.groups.size() == 1 && isThin(first.bytes())) {
        small.add(first);
        bytes += first.bytes();
      } else if (small.isEmpty()) {
        large = wanted;
        return next(nowMillis);
      } else {
        sweep.addFirst(wanted.partition);
        dueSoFar--;
        break;
      }
    }
    small.sort(Comparator.comparingLong(Part::partition));
    return small.isEmpty() ? null : new Wanted(true, small);
  }

  /// The partition has one more run: it is looked at soon.
  void flushed(long partition) {
    TopicInfo topic = view.topic(Ids.topicOf(partition));
    if (topic != null && topic.settings().cleanup().compacts()) {
      sweep.add(partition);
    }
  }

  private void beginSweep(long nowMillis) {
    if (nowMillis < nextSweepMillis) {
      return;
    }
    nextSweepMillis = nowMillis + intervalMillis;
    due = dueSoFar;
    dueSoFar = 0;
    view.forEachTopic(
        topic -> {
          for (int i = 0; topic.settings().cleanup().compacts() && i < topic.partitions(); i++) {
            sweep.add(topic.partition(i));
          }
        });
  }

  private Wanted group(Cleaning cleaning, List<SegmentInfo> runs) {
    Part part = new Part(runs, cleaning);
    return new Wanted(isThin(part.bytes()), List.of(part));
  }

  private boolean isThin(long bytes) {
    return bytes < MergePlanner.thickBytes(journal);
  }

  /// How the partition is to be compacted, or null.
  private @Nullable Large wanted(long id, long now) {
    PartitionView partition = view.partition(id);
    TopicInfo topic = view.topic(Ids.topicOf(id));
    if (partition == null || topic == null || !topic.settings().cleanup().compacts()) {
      return null;
    }
    Compaction rules = topic.settings().compaction();
    long first = partition.tailFirst();
    if (first < partition.tailNext()
        && now - partition.tailBrokerTime(first) >= rules.maxLagMillis()) {
      late.accept(id);
    }
    List<SegmentInfo> runs = partition.runs();
    int dirtyFrom = 0;
    long clean = 0;
    while (dirtyFrom < runs.size() && dirtyBytes(runs.get(dirtyFrom)) == 0) {
      clean += runs.get(dirtyFrom).bytes();
      dirtyFrom++;
    }
    int dirtyTo = dirtyFrom;
    long dirty = 0;
    while (dirtyTo < runs.size()
        && now - runs.get(dirtyTo).brokerTime() >= rules.minLagMillis()
        && !damaged.test(runs.get(dirtyTo).id())) {
      dirty += dirtyBytes(runs.get(dirtyTo));
      clean += runs.get(dirtyTo).bytes() - dirtyBytes(runs.get(dirtyTo));
      dirtyTo++;
    }
    if (dirtyTo == dirtyFrom
        || !(dirty > rules.dirtyRatio() * (clean + dirty) || isLate(runs, dirtyFrom, rules, now))
        || runs.subList(0, dirtyFrom).stream().anyMatch(run -> damaged.test(run.id()))) {
      return null;
    }
    List<SegmentInfo> dirtyRuns = List.copyOf(runs.subList(dirtyFrom, dirtyTo));
    Cleaning cleaning = new Cleaning(dirtyRuns, now, rules.tombstoneMillis());
    return new Large(id, cleaning, groups(runs.subList(0, dirtyTo), topic.settings()));
  }

  /// Bytes that have not been compacted, if bytes are spread evenly over offsets.
  private static long dirtyBytes(SegmentInfo run) {
    long offsets = run.endOffset() - run.baseOffset();
    long dirty = run.endOffset() - Math.max(run.baseOffset(), run.cleanedTo());
    return dirty <= 0 ? 0 : Math.max(1, (long) ((double) run.bytes() * dirty / offsets));
  }

  /// Whether a dirty event may be older than it should be: the oldest is not older than what lies
  /// before it.
  private static boolean isLate(List<SegmentInfo> runs, int dirtyFrom, Compaction rules, long now) {
    return rules.maxLagMillis() < Long.MAX_VALUE
        && (dirtyFrom == 0 || now - runs.get(dirtyFrom - 1).brokerTime() >= rules.maxLagMillis());
  }

  private static ArrayDeque<List<SegmentInfo>> groups(
      List<SegmentInfo> runs, TopicSettings settings) {
    ArrayDeque<List<SegmentInfo>> groups = new ArrayDeque<>();
    List<SegmentInfo> group = new ArrayList<>();
    long bytes = 0;
    for (SegmentInfo run : runs) {
      bytes += run.bytes();
      SegmentInfo first = group.isEmpty() ? run : group.getFirst();
      if (run != first
          && (bytes > GROUP_BYTES
              || run.endOffset() - first.baseOffset() > Integer.MAX_VALUE
              || run.brokerTime() - first.brokerTime() > settings.mergeableMillis())) {
        groups.add(group);
        group = new ArrayList<>();
        bytes = run.bytes();
      }
      group.add(run);
    }
    groups.add(group);
    return groups;
  }

  /// What was wanted has been written, or could not be. The compaction goes on if the part is clean
  /// now to its end: else there were more keys than memory for them, or it is tried again later.
  void answered(long segment, List<Part> parts) {
    Large now = large;
    if (now == null) {
      return;
    }
    Part part = parts.getFirst();
    PartitionView partition = view.partition(now.partition);
    SegmentInfo run = partition == null ? null : partition.segmentFor(part.endOffset() - 1);
    boolean clean = run != null && run.id() == segment && run.cleanedTo() >= part.endOffset();
    if (!clean || now.groups.isEmpty()) {
      large = null;
    }
  }
}
