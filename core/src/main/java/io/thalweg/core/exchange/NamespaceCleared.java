package io.thalweg.core.exchange;

import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.turn.Turn;

/// All exchanges and bindings of a namespace, the aggregate that it names, are gone, and there will
/// be none.
public final class NamespaceCleared extends RecordKind<ExchangeState> {
  public static final NamespaceCleared V1 = new NamespaceCleared();

  private NamespaceCleared() {
    super(65);
  }

  static void write(Turn turn, long namespace) {
    turn.begin(V1, namespace).end();
  }

  @Override
  public void apply(RecordReader in, ExchangeState state) {
    state.clear(in.aggregate());
  }
}
