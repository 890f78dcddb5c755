package io.thalweg.core.topic;

import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.turn.Turn;

/// A synced file holds a contiguous range of a partition; always a whole statement of the segment.
public final class SegmentAdded extends RecordKind<TopicState> {
  public static final SegmentAdded V1 = new SegmentAdded();

  static final int BYTES = 96;

  private SegmentAdded() {
    super(7);
  }

  static void write(Turn turn, SegmentInfo segment) {
    turn.begin(V1, segment.id())
        .putLong(segment.partition())
        .putLong(segment.baseOffset())
        .putLong(segment.endOffset())
        .putLong(segment.bytes())
        .putInt(segment.checksum())
        .putLong(segment.maxTimestamp())
        .putLong(segment.brokerTime())
        .end();
  }

  @Override
  public void apply(RecordReader in, TopicState state) {
    SegmentInfo segment =
        new SegmentInfo(
            in.aggregate(),
            in.getLong(),
            in.getLong(),
            in.getLong(),
            in.getLong(),
            in.getInt(),
            in.getLong(),
            in.getLong());
    state.addSegment(in.position(), segment);
  }
}
