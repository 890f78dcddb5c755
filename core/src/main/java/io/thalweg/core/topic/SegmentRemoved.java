package io.thalweg.core.topic;

import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.turn.Turn;

/// A segment is no longer part of its partition; its file goes once this is durable.
public final class SegmentRemoved extends RecordKind<TopicState> {
  public static final SegmentRemoved V1 = new SegmentRemoved();

  static final int BYTES = 16;

  private SegmentRemoved() {
    super(8);
  }

  static void write(Turn turn, long segment) {
    turn.begin(V1, segment).end();
  }

  @Override
  public void apply(RecordReader in, TopicState state) {
    state.removeSegment(in.position(), in.aggregate());
  }
}
