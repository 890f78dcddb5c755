package io.thalweg.core.group;

import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.turn.Turn;

/// A committed offset is gone: past its retention, its partition was deleted, or someone asked for
/// it.
public final class OffsetRemoved extends RecordKind<GroupState> {
  public static final OffsetRemoved V1 = new OffsetRemoved();

  /// Journal bytes that one takes at most.
  static final int BYTES = 32;

  private OffsetRemoved() {
    super(43);
  }

  static void write(Turn turn, long group, long partition) {
    turn.begin(V1, group).putLong(partition).end();
  }

  @Override
  public void apply(RecordReader in, GroupState state) {
    state.removeOffset(in.aggregate(), in.getLong());
  }
}
