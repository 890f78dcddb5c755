package io.thalweg.core.queue;

import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.turn.Turn;

/// A cursor: all before its floor is done. What is done beyond stands in its pages, which this
/// leaves alone.
public final class CursorStated extends RecordKind<QueueState> {
  public static final CursorStated V1 = new CursorStated();

  /// Bytes with the record's header.
  static final int BYTES = 32;

  private CursorStated() {
    super(72);
  }

  /// @param cursor its aggregate id
  public static void write(Turn turn, long cursor, long floor) {
    turn.begin(V1, cursor).putLong(floor).end();
  }

  @Override
  public void apply(RecordReader in, QueueState state) {
    state.stateCursor(in.position(), in.aggregate(), in.getLong());
  }
}
