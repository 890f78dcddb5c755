package io.thalweg.core.access;

import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.turn.Turn;

/// All that is durable about a namespace: the last statement counts. The default one is stated at
/// the first start of all.
public final class NamespaceStated extends RecordKind<AccessState> {
  public static final NamespaceStated V1 = new NamespaceStated();

  private NamespaceStated() {
    super(90);
  }

  /// An upper bound of the bytes of a statement.
  static int bytes(Namespace namespace) {
    return 64 + 3 * (namespace.name().length() + namespace.description().length());
  }

  static void write(Turn turn, Namespace namespace) {
    turn.begin(V1, namespace.id())
        .putString(namespace.name())
        .putString(namespace.description())
        .end();
  }

  @Override
  public void apply(RecordReader in, AccessState state) {
    Namespace namespace = new Namespace(in.aggregate(), in.getString(), in.getString());
    state.state(in.position(), namespace);
  }
}
