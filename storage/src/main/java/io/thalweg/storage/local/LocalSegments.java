package io.thalweg.storage.local;

import io.thalweg.core.base.Damage;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.core.read.FlushPlan.Extent;
import io.thalweg.core.read.MergePlan;
import io.thalweg.core.read.SegmentStore;
import io.thalweg.storage.disk.Agent;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.ring.JournalRing;
import io.thalweg.storage.segment.SegmentReads;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/// Where older events lie on one disk, in the ring and in segments: hands what is asked to the
/// agent whose work it is, and wakes it.
final class LocalSegments implements SegmentStore, Closeable {
  private final LocalStorage.Hooks hooks;
  private final JournalRing ring;
  private final SegmentReads reads;
  private final Readers readers;
  private final Flusher flusher;
  private final Cleaner cleaner;
  private final Merger merger;

  LocalSegments(Disk disk, StorageSettings settings, LocalStorage.Hooks hooks, JournalRing ring) {
    this.hooks = hooks;
    this.ring = ring;
    this.reads =
        new SegmentReads(disk, settings.openSegments(), settings.indexBytes(), hooks.log());
    int blockBytes = StorageSettings.READ_BLOCK_BYTES / 4096 * 4096;
    BlockPool blocks = new BlockPool(blockBytes, settings.readBlocks(), this::blockReturned);
    this.readers = new Readers(blocks, ring, reads, hooks.answers(), hooks.log());
    this.flusher =
        new Flusher(
            disk,
            this::readExtent,
            hooks.answers(),
            hooks.log(),
            () -> hooks.wake().accept(Merger.ROLE));
    this.cleaner = new Cleaner(reads, settings.codecs(), hooks.log());
    this.merger = Merger.of(disk, reads, cleaner, flusher::isBusy, settings, hooks);
  }

  private void blockReturned() {
    if (readers.isStarved()) {
      hooks.wake().accept(readers.role());
    }
  }

  private void readExtent(Extent extent, ByteBuffer into) throws IOException {
    Damage damage = ring.read(extent.position(), extent.offset(), into);
    if (damage != null) {
      throw new IOException(damage.toString());
    }
  }

  List<Agent> agents() {
    return List.of(readers, flusher, merger);
  }

  Flusher flusher() {
    return flusher;
  }

  FlushStats flushStats() {
    return flusher.stats();
  }

  MergeStats mergeStats() {
    return merger.stats();
  }

  CompactionStats compactionStats() {
    return cleaner.stats();
  }

  ReadStats readStats() {
    return readers.stats();
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
  public void merge(MergePlan plan) {
    merger.merge(plan);
    hooks.wake().accept(merger.role());
  }

  @Override
  public void delete(SegmentInfo segment) {
    readers.delete(segment);
    hooks.wake().accept(readers.role());
  }

  /// Closes all files. The agents' threads have ended before.
  @Override
  public void close() throws IOException {
    merger.close();
    cleaner.close();
    reads.close();
  }
}
