package io.thalweg.core.queue;

import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.turn.Turn;

/// Nobody gets events of a queue, or all may again. Of one that is paused it follows its statement.
public final class Paused extends RecordKind<QueueState> {
  public static final Paused V1 = new Paused();

  /// Bytes with the record's header.
  static final int BYTES = 16;

  private Paused() {
    super(79);
  }

  public static void write(Turn turn, long queue, boolean paused) {
    turn.begin(V1, queue).putByte(paused ? 1 : 0).end();
  }

  @Override
  public void apply(RecordReader in, QueueState state) {
    state.pause(in.aggregate(), in.getByte() != 0);
  }
}
