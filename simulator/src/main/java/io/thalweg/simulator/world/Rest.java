package io.thalweg.simulator.world;

import io.thalweg.core.base.Ids;
import io.thalweg.core.journal.JournalWriter;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Block;
import io.thalweg.core.read.SegmentStore;
import io.thalweg.core.shard.Shard;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.topic.TopicSettings.Compaction;
import io.thalweg.simulator.disk.SimulatedDisk;
import io.thalweg.simulator.told.HistoryFailed;
import io.thalweg.storage.segment.SegmentFiles;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What must hold of a broker that nobody asks for anything, whatever happened before.
final class Rest {
  /// Blocks that may hold what was read ahead.
  private static final int READ_AHEAD = 6;

  /// Blocks that may hold what was read for queues.
  private static final int READ_FOR_QUEUES = SegmentStore.READS_HELD;

  /// Files that one recovery may have added, when all others were needed until its copies were
  /// synced. One that was cut off has freed none of its own.
  private static final int RECOVERY_FILES = 2;

  private static final int FILES_OF_A_SEGMENT = 4;

  private Rest() {}

  /// Checks everything. After a failure of the disk (`failed`), files may be left over until the
  /// next start; after `cutOff` starts in a row that were cut off, the ring may have grown.
  static void check(Broker broker, SimulatedDisk disk, boolean failed, int cutOff) {
    List<SegmentInfo> runs = Statements.runs(broker.shard);
    ringAdvances(broker);
    HistoryFailed.unless(
        !broker.storage.space().isFull(), "the disk has room, but is said to be full");
    coverage(runs);
    if (!failed) {
      compaction(broker, runs);
    }
    files(disk, runs, failed);
    HistoryFailed.unless(
        ringFiles(disk) <= broker.ringFiles() + RECOVERY_FILES * (1 + cutOff),
        () -> "the ring has grown beyond its limit: " + disk.files());
    HistoryFailed.unless(
        disk.openFiles().size() <= ringFiles(disk) + Scale.openSegments(),
        () -> "too many files are open: " + disk.openFiles());
    HistoryFailed.unless(
        broker.inbox.heldBlocks() <= READ_AHEAD + READ_FOR_QUEUES,
        () -> broker.inbox.heldBlocks() + " blocks of reads are still held");
    blocks(broker);
  }

  private static void ringAdvances(Broker broker) {
    JournalWriter journal = broker.storage.writer();
    HistoryFailed.unless(
        journal.writable()
            && journal.usedBytes() <= journal.capacityBytes() / 2 + Scale.ringFileBytes(),
        () -> "the ring does not advance: " + broker.journal());
  }

  /// Runs of a partition follow each other without a gap.
  private static void coverage(List<SegmentInfo> runs) {
    Map<Long, SegmentInfo> before = new HashMap<>();
    List<SegmentInfo> inOrder = new ArrayList<>(runs);
    inOrder.sort(Comparator.comparingLong(SegmentInfo::baseOffset));
    for (SegmentInfo each : inOrder) {
      SegmentInfo last = before.put(each.partition(), each);
      HistoryFailed.unless(
          last == null || last.endOffset() == each.baseOffset(),
          () -> each + " does not follow " + last);
    }
  }

  /// What may be compacted at once has been: a failure may be tried again much later.
  private static void compaction(Broker broker, List<SegmentInfo> runs) {
    for (TopicInfo topic : broker.shard.directory().all()) {
      Compaction rules = topic.settings().compaction();
      boolean atOnce =
          topic.settings().cleanup().compacts()
              && rules.dirtyRatio() == 0
              && rules.minLagMillis() == 0;
      for (SegmentInfo each : runs) {
        HistoryFailed.unless(
            !atOnce
                || Ids.topicOf(each.partition()) != topic.id()
                || each.cleanedTo() >= each.endOffset(),
            () -> each + " of " + topic + " is not compacted");
      }
    }
  }

  private static int ringFiles(SimulatedDisk disk) {
    return (int) disk.files().stream().filter(name -> name.startsWith("ring-")).count();
  }

  private static void files(SimulatedDisk disk, List<SegmentInfo> runs, boolean failed) {
    List<String> files = disk.files();
    List<String> orphans = SegmentFiles.orphans(files, runs);
    HistoryFailed.unless(
        failed || orphans.isEmpty(), () -> "no record names " + orphans + "; named: " + runs);
    int named = files.size() - ringFiles(disk) - orphans.size();
    HistoryFailed.unless(named == filesOf(runs), () -> named + " files of " + runs + ": " + files);
  }

  private static int filesOf(List<SegmentInfo> runs) {
    Map<Long, Integer> files = new HashMap<>();
    runs.forEach(run -> files.put(run.id(), run.mixed() ? 1 : FILES_OF_A_SEGMENT));
    return files.values().stream().mapToInt(Integer::intValue).sum();
  }

  /// Every block but the one being filled can be had, once what is durable has been let go.
  private static void blocks(Broker broker) {
    Shard shard = broker.shard;
    List<Block> taken = new ArrayList<>();
    boolean more = true;
    while (more) {
      Block block = broker.pool.take();
      if (block == null) {
        more = shard.writable();
      } else {
        taken.add(block);
      }
    }
    taken.forEach(Block::release);
    HistoryFailed.unless(
        taken.size() >= Scale.blocks() - 1,
        () -> "of " + Scale.blocks() + " blocks only " + taken.size() + " come back");
  }
}
