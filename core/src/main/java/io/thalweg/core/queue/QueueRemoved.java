package io.thalweg.core.queue;

import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.turn.Turn;

/// A queue is gone, with its cursors and their pages.
public final class QueueRemoved extends RecordKind<QueueState> {
  public static final QueueRemoved V1 = new QueueRemoved();

  private QueueRemoved() {
    super(71);
  }

  public static void write(Turn turn, long queue) {
    turn.begin(V1, queue).end();
  }

  @Override
  public void apply(RecordReader in, QueueState state) {
    state.remove(in.aggregate());
  }
}
