package io.thalweg.core.access;

import io.thalweg.core.turn.Stated;
import io.thalweg.core.turn.Turn;

/// Where a namespace is kept.
final class NamespaceSeat extends Stated {
  Namespace namespace;

  NamespaceSeat(Namespace namespace) {
    this.namespace = namespace;
  }

  @Override
  protected int restateBytes() {
    return NamespaceStated.bytes(namespace);
  }

  @Override
  protected void restate(Turn turn) {
    NamespaceStated.write(turn, namespace);
  }

  @Override
  public String toString() {
    return "namespace " + namespace.name();
  }
}
