package io.thalweg.core.exchange;

import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.turn.Turn;

/// An exchange is gone, and with it all bindings from it and to it.
public final class ExchangeRemoved extends RecordKind<ExchangeState> {
  public static final ExchangeRemoved V1 = new ExchangeRemoved();

  /// Journal bytes that one takes at most.
  static final int BYTES = 16;

  private ExchangeRemoved() {
    super(61);
  }

  static void write(Turn turn, long exchange) {
    turn.begin(V1, exchange).end();
  }

  @Override
  public void apply(RecordReader in, ExchangeState state) {
    state.remove(in.aggregate());
  }
}
