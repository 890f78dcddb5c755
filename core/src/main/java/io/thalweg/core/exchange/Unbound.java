package io.thalweg.core.exchange;

import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.journal.RecordWriter;
import io.thalweg.core.turn.Turn;

/// A binding is gone.
public final class Unbound extends RecordKind<ExchangeState> {
  public static final Unbound V1 = new Unbound();

  private Unbound() {
    super(63);
  }

  static void write(Turn turn, Binding binding) {
    RecordWriter out = turn.begin(V1, binding.exchange());
    Bound.put(out, binding);
    out.end();
  }

  @Override
  public void apply(RecordReader in, ExchangeState state) {
    state.unbind(Bound.get(in));
  }
}
