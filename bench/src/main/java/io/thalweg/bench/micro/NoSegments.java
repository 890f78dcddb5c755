package io.thalweg.bench.micro;

import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.core.read.FlushPlan.Extent;
import io.thalweg.core.read.MergePlan;
import io.thalweg.core.read.SegmentStore;
import java.util.List;

/// A store that must not be asked: the benchmarks stay with recent events.
final class NoSegments implements SegmentStore {
  @Override
  public void read(long read, SegmentInfo segment, long fromOffset, int maxBytes) {
    throw new IllegalStateException("expected recent events only");
  }

  @Override
  public void readFrom(
      long read, SegmentInfo segment, long fromOffset, long timestamp, int maxBytes) {
    throw new IllegalStateException("expected recent events only");
  }

  @Override
  public void read(long read, List<Extent> extents) {
    throw new IllegalStateException("expected recent events only");
  }

  @Override
  public void flush(FlushPlan plan) {
    throw new IllegalStateException("expected nothing to flush");
  }

  @Override
  public void merge(MergePlan plan) {
    throw new IllegalStateException("expected nothing to flush");
  }

  @Override
  public void delete(SegmentInfo segment) {}
}
