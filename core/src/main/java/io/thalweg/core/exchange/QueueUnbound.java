package io.thalweg.core.exchange;

import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.turn.Turn;

/// All bindings to a queue, the aggregate that it names, are gone, and there will be none.
public final class QueueUnbound extends RecordKind<ExchangeState> {
  public static final QueueUnbound V1 = new QueueUnbound();

  private QueueUnbound() {
    super(64);
  }

  static void write(Turn turn, long queue) {
    turn.begin(V1, queue).end();
  }

  @Override
  public void apply(RecordReader in, ExchangeState state) {
    state.unbindQueue(in.aggregate());
  }
}
