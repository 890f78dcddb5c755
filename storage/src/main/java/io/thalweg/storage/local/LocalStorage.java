package io.thalweg.storage.local;

import io.thalweg.core.base.Damage;
import io.thalweg.core.journal.JournalReader;
import io.thalweg.core.journal.JournalWriter;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.core.read.FlushPlan.Extent;
import io.thalweg.core.read.SegmentStore;
import io.thalweg.storage.disk.Agent;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.ring.DamagedJournalException;
import io.thalweg.storage.ring.JournalRing;
import io.thalweg.storage.ring.JournalStats;
import io.thalweg.storage.segment.KafkaSegment;
import io.thalweg.storage.segment.SegmentFlusher;
import io.thalweg.storage.segment.SegmentReads;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// Storage on one disk: the journal's ring and the segments beside it. Owns no thread: its agents
/// are run by its owner, each on one thread.
public final class LocalStorage implements SegmentStore, Closeable {
  /// How storage tells its owner.
  ///
  /// @param listener hears of durability, on the journal agent's thread
  /// @param answers hears of reads and flushes, on their agents' threads
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
  private final SegmentReads reads;
  private final Readers readers;
  private final Flusher flusher;

  private LocalStorage(Disk disk, StorageSettings settings, Hooks hooks, JournalRing ring) {
    this.disk = disk;
    this.hooks = hooks;
    this.ring = ring;
    this.reads = new SegmentReads(disk, settings.openSegments(), settings.indexBytes());
    int blockBytes = StorageSettings.READ_BLOCK_BYTES / 4096 * 4096;
    BlockPool blocks = new BlockPool(blockBytes, settings.readBlocks(), this::blockReturned);
    this.readers = new Readers(blocks, ring, reads, hooks.answers(), hooks.log());
    SegmentFlusher segments = new SegmentFlusher(disk, this::readExtent);
    this.flusher = new Flusher(segments, hooks.answers(), hooks.log());
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
    List<String> segments = KafkaSegment.orphans(disk.list(), List.of());
    if (ring.isNew() && !segments.isEmpty()) {
      String what = "expected the records that name " + segments.getFirst() + ", but it is empty";
      throw new DamagedJournalException(new Damage("the journal", 0, what));
    }
    return new LocalStorage(disk, settings, hooks, ring);
  }

  private void blockReturned() {
    if (readers.isStarved()) {
      hooks.wake().accept(readers.role());
    }
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

  /// What became of flush plans.
  public FlushStats flushStats() {
    return flusher.stats();
  }

  /// How older events were read.
  public ReadStats readStats() {
    return readers.stats();
  }

  /// All that has work to do.
  public List<Agent> agents() {
    return List.of(ring.agents().get(0), ring.agents().get(1), readers, flusher);
  }

  /// Deletes every segment file that none of `named` owns.
  public void deleteOrphans(List<SegmentInfo> named) throws IOException {
    List<String> orphans = KafkaSegment.orphans(disk.list(), named);
    for (String orphan : orphans) {
      hooks.log().accept("deleting " + orphan + ", which no record names");
      disk.delete(orphan);
    }
    if (!orphans.isEmpty()) {
      disk.syncDirectory();
    }
  }

  private void readExtent(Extent extent, ByteBuffer into) throws IOException {
    Damage damage = ring.read(extent.position(), extent.offset(), into);
    if (damage != null) {
      throw new IOException(damage.toString());
    }
  }

  @Override
  public void read(long read, SegmentInfo segment, long fromOffset, int maxBytes) {
    readers.read(read, segment, fromOffset, maxBytes);
    hooks.wake().accept(readers.role());
  }

  @Override
  public void readFrom(
      long read, SegmentInfo segment, long fromOffset, long timestamp, int maxBytes) {
    readers.readFrom(read, segment, fromOffset, timestamp, maxBytes);
    hooks.wake().accept(readers.role());
  }

  @Override
  public void read(long read, List<Extent> extents) {
    readers.read(read, extents);
    hooks.wake().accept(readers.role());
  }

  @Override
  public void expect(List<Extent> extents) {
    readers.expect(extents);
    hooks.wake().accept(readers.role());
  }

  @Override
  public void flush(FlushPlan plan) {
    flusher.flush(plan);
    hooks.wake().accept(flusher.role());
  }

  @Override
  public void delete(SegmentInfo segment) {
    readers.delete(segment);
    hooks.wake().accept(readers.role());
  }

  /// Closes all files. The agents' threads have ended before.
  @Override
  public void close() throws IOException {
    reads.close();
    ring.writer().close();
  }
}
