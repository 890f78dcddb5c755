package io.thalweg.simulator.world;

import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.core.read.FlushPlan.Extent;
import io.thalweg.core.read.MergePlan;
import io.thalweg.core.read.SegmentStore;
import io.thalweg.simulator.told.Counts;
import java.util.List;

/// Counts what is asked of storage.
record WatchedStore(SegmentStore store, Counts counts) implements SegmentStore {
  @Override
  public void read(long read, SegmentInfo segment, long fromOffset, int maxBytes) {
    counts.segmentReads++;
    store.read(read, segment, fromOffset, maxBytes);
  }

  @Override
  public void readFrom(
      long read, SegmentInfo segment, long fromOffset, long timestamp, int maxBytes) {
    counts.segmentReads++;
    store.readFrom(read, segment, fromOffset, timestamp, maxBytes);
  }

  @Override
  public void read(long read, List<Extent> extents) {
    counts.journalReads++;
    store.read(read, extents);
  }

  @Override
  public void expect(List<Extent> extents) {
    store.expect(extents);
  }

  @Override
  public void flush(FlushPlan plan) {
    counts.flushes++;
    store.flush(plan);
  }

  @Override
  public void merge(MergePlan plan) {
    counts.merges++;
    store.merge(plan);
  }

  @Override
  public void look() {
    store.look();
  }

  @Override
  public void delete(SegmentInfo segment) {
    counts.segmentsDeleted++;
    store.delete(segment);
  }
}
