package io.thalweg.core.queue;

import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.turn.Turn;

/// A cursor stands at an offset, and nothing beyond is done: all of its pages are gone.
public final class Sought extends RecordKind<QueueState> {
  public static final Sought V1 = new Sought();

  private Sought() {
    super(73);
  }

  /// @param cursor its aggregate id
  public static void write(Turn turn, long cursor, long floor) {
    turn.begin(V1, cursor).putLong(floor).end();
  }

  @Override
  public void apply(RecordReader in, QueueState state) {
    state.seek(in.position(), in.aggregate(), in.getLong());
  }
}
