package io.thalweg.storage.local;

import io.thalweg.core.base.Damage;
import io.thalweg.core.journal.JournalReader;
import io.thalweg.core.journal.JournalWriter;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.core.read.FlushPlan.Extent;
import io.thalweg.core.read.MergePlan;
import io.thalweg.core.read.SegmentStore;
import io.thalweg.storage.disk.Agent;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.ring.DamagedJournalException;
import io.thalweg.storage.ring.JournalRing;
import io.thalweg.storage.ring.JournalStats;
import io.thalweg.storage.segment.SegmentFiles;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Storage on one disk: the journal's ring and the segments beside it. Owns no thread: its agents
/// are run by its owner, each on one thread.
public final class LocalStorage implements SegmentStore, Closeable {
  /// How storage tells its owner.
  ///
  /// @param listener hears of durability, on the journal agent's thread
  /// @param answers hears of reads, flushes and merges, on their agents' threads
  /// @param wake wakes the agent with that role; may come before [#agents] has been asked for
  /// @param log takes lines for the operator
  /// @param executor runs the parts of recovery, beside each other or one after the other; done
  ///   with when opening returns
  public record Hooks(
      JournalWriter.Listener listener,
      Answers answers,
      Consumer<String> wake,
      Consumer<String> log,
      Executor executor) {}

  private final Disk disk;
  private final Hooks hooks;
  private final JournalRing ring;
  private final LocalSegments segments;
  private final SpaceWatch space;

  private LocalStorage(Disk disk, StorageSettings settings, Hooks hooks, JournalRing ring) {
    this.disk = disk;
    this.hooks = hooks;
    this.ring = ring;
    this.segments = new LocalSegments(disk, settings, hooks, ring);
    this.space = new SpaceWatch(disk, settings.ring(), ring, segments.flusher(), hooks);
  }

  /// Recovers what is on `disk`. When this returns, the journal's entries are synced and [#reader]
  /// reads them.
  ///
  /// @throws DamagedJournalException if something acknowledged is missing
  public static LocalStorage open(Disk disk, StorageSettings settings, Hooks hooks)
      throws IOException {
    JournalRing.Hooks ringHooks =
        new JournalRing.Hooks(
            hooks.listener(),
            () -> hooks.wake().accept(JournalRing.WRITER),
            () -> hooks.wake().accept(JournalRing.GROWER),
            hooks.log(),
            hooks.executor());
    JournalRing ring = JournalRing.open(disk, settings.ring(), ringHooks);
    List<String> files = SegmentFiles.in(disk.list());
    if (ring.isNew() && !files.isEmpty()) {
      String what = "expected the records that name " + files.getFirst() + ", but it is empty";
      throw new DamagedJournalException(new Damage("the journal", 0, what));
    }
    return new LocalStorage(disk, settings, hooks, ring);
  }

  /// The journal's entries at opening.
  public JournalReader reader() {
    return ring.reader();
  }

  /// The journal's one writer.
  public JournalWriter writer() {
    return ring.writer();
  }

  /// What the journal's writer did.
  public JournalStats journalStats() {
    return ring.stats();
  }

  /// How many files the journal has.
  public int journalFiles() {
    return ring.files();
  }

  /// What became of flush plans.
  public FlushStats flushStats() {
    return segments.flushStats();
  }

  /// What became of merge plans.
  public MergeStats mergeStats() {
    return segments.mergeStats();
  }

  /// How much room there is.
  public SpaceWatch space() {
    return space;
  }

  /// What compaction did.
  public CompactionStats compactionStats() {
    return segments.compactionStats();
  }

  /// How older events were read.
  public ReadStats readStats() {
    return segments.readStats();
  }

  /// All that has work to do.
  public List<Agent> agents() {
    return Stream.of(ring.agents(), segments.agents(), List.<Agent>of(space))
        .flatMap(List::stream)
        .toList();
  }

  /// Deletes every segment file that none of `named` owns.
  public void deleteOrphans(List<SegmentInfo> named) throws IOException {
    List<String> orphans = SegmentFiles.orphans(disk.list(), named);
    for (String orphan : orphans) {
      hooks.log().accept("deleting " + orphan + ", which no record names");
      disk.delete(orphan);
    }
    if (!orphans.isEmpty()) {
      disk.syncDirectory();
    }
  }

  @Override
  public void read(long read, SegmentInfo segment, long fromOffset, int maxBytes) {
    segments.read(read, segment, fromOffset, maxBytes);
  }

  @Override
  public void readFrom(
      long read, SegmentInfo segment, long fromOffset, long timestamp, int maxBytes) {
    segments.readFrom(read, segment, fromOffset, timestamp, maxBytes);
  }

  @Override
  public void read(long read, List<Extent> extents) {
    segments.read(read, extents);
  }

  @Override
  public void expect(List<Extent> extents) {
    segments.expect(extents);
  }

  @Override
  public void flush(FlushPlan plan) {
    segments.flush(plan);
  }

  @Override
  public void merge(MergePlan plan) {
    segments.merge(plan);
  }

  @Override
  public void delete(SegmentInfo segment) {
    segments.delete(segment);
  }

  @Override
  public void look() {
    space.look();
    hooks.wake().accept(space.role());
  }

  /// Closes all files. The agents' threads have ended before.
  @Override
  public void close() throws IOException {
    segments.close();
    ring.writer().close();
  }
}
