package io.thalweg.core.access;

import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.turn.Turn;

/// A namespace is gone, and with it all permissions in it.
public final class NamespaceRemoved extends RecordKind<AccessState> {
  public static final NamespaceRemoved V1 = new NamespaceRemoved();

  private NamespaceRemoved() {
    super(91);
  }

  static void write(Turn turn, long namespace) {
    turn.begin(V1, namespace).end();
  }

  @Override
  public void apply(RecordReader in, AccessState state) {
    state.removeNamespace(in.position(), in.aggregate());
  }
}
