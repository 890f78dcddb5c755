package io.thalweg.protocol.kafka;

import io.thalweg.core.journal.JournalReader;
import io.thalweg.core.journal.JournalWriter;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Block;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.core.read.MergePlan;
import io.thalweg.core.read.SegmentStore;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// A journal that is durable when [#sync] says so and forgets its entries then: everything is read
/// from blocks. With it, a store that has nothing.
final class MemoryJournal implements JournalWriter, SegmentStore {
  private final ArrayDeque<Slice> unsynced = new ArrayDeque<>();
  private final Set<Block> blocks = Collections.newSetFromMap(new IdentityHashMap<>());
  private long next;

  /// Makes everything durable; returns the last position.
  long sync() {
    unsynced.forEach(Slice::release);
    unsynced.clear();
    return next - 1;
  }

  /// How often the blocks that were ever written are held.
  int holders() {
    return blocks.stream().mapToInt(Block::holders).sum();
  }

  /// A reader of nothing.
  static JournalReader empty() {
    return new JournalReader() {
      @Override
      public boolean next(Entry into) {
        return false;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public long append(Slice payload) {
    unsynced.add(payload.retain());
    blocks.add(payload.block());
    return next++;
  }

  @Override
  public long nextPosition() {
    return next;
  }

  @Override
  public void flush() {}

  @Override
  public boolean unproven() {
    return false;
  }

  @Override
  public void mark() {}

  @Override
  public boolean busy() {
    return false;
  }

  @Override
  public boolean writable() {
    return true;
  }

  @Override
  public void trimBefore(long position) {}

  @Override
  public long epoch() {
    return 1;
  }

  @Override
  public long usedBytes() {
    return 0;
  }

  @Override
  public long capacityBytes() {
    return 1L << 30;
  }

  @Override
  public long bytesBefore(long position) {
    return 0;
  }

  @Override
  public void close() {}

  @Override
  public void read(long read, SegmentInfo segment, long fromOffset, int maxBytes) {
    throw new UnsupportedOperationException("expected all events in blocks");
  }

  @Override
  public void readFrom(
      long read, SegmentInfo segment, long fromOffset, long timestamp, int maxBytes) {
    throw new UnsupportedOperationException("expected all events in blocks");
  }

  @Override
  public void read(long read, List<FlushPlan.Extent> extents) {
    throw new UnsupportedOperationException("expected all events in blocks");
  }

  @Override
  public void flush(FlushPlan plan) {
    throw new UnsupportedOperationException("expected nothing to be flushed");
  }

  @Override
  public void merge(MergePlan plan) {
    throw new UnsupportedOperationException("expected nothing to be flushed");
  }

  @Override
  public void delete(SegmentInfo segment) {}
}
