package io.thalweg.core.group;

import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.turn.Turn;

/// All about one committed offset: the last statement counts, whether or not its group has been
/// stated yet.
public final class OffsetCommitted extends RecordKind<GroupState> {
  public static final OffsetCommitted V1 = new OffsetCommitted();

  private OffsetCommitted() {
    super(42);
  }

  static void write(Turn turn, long group, CommittedOffset offset) {
    turn.begin(V1, group)
        .putLong(offset.partition())
        .putLong(offset.offset())
        .putInt(offset.leaderEpoch())
        .putString(offset.metadata())
        .putLong(offset.committedMillis())
        .end();
  }

  @Override
  public void apply(RecordReader in, GroupState state) {
    CommittedOffset offset =
        new CommittedOffset(in.getLong(), in.getLong(), in.getInt(), in.getString(), in.getLong());
    state.commit(in.aggregate(), offset, in.position());
  }
}
