package io.thalweg.core.topic;

import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;

/// A segment is no longer part of its partition. Read only: since [SegmentAdded#V2] a segment whose
/// runs all lie before the starts of their partitions, or were replaced, is forgotten without it.
public final class SegmentRemoved extends RecordKind<TopicState> {
  public static final SegmentRemoved V1 = new SegmentRemoved();

  private SegmentRemoved() {
    super(8);
  }

  @Override
  public void apply(RecordReader in, TopicState state) {
    state.removeSegment(in.aggregate());
  }
}
