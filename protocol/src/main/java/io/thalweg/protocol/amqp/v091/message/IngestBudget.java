package io.thalweg.protocol.amqp.v091.message;

import io.thalweg.core.base.Count;

/// Memory for messages that are not handed over yet, of all connections: bodies that come in more
/// frames than one, transactions, and copies of messages that may have to be returned. One for a
/// loop; what it holds is readable on any thread.
public final class IngestBudget {
  private final long limit;
  private final Count taken = new Count();
  private boolean contended;

  /// Gives `limit` bytes.
  public IngestBudget(long limit) {
    this.limit = limit;
  }

  /// Whether `bytes` are left.
  public boolean has(long bytes) {
    return bytes <= limit - taken.get();
  }

  /// Takes `bytes`; false, with nothing taken, if they are not left.
  public boolean take(long bytes) {
    contended = !has(bytes);
    if (contended) {
      return false;
    }
    taken.add(bytes);
    return true;
  }

  /// Takes `bytes` that were left a moment ago.
  public void force(long bytes) {
    taken.add(bytes);
  }

  /// Gives back what was taken.
  public void give(long bytes) {
    taken.add(-bytes);
  }

  /// Whether whoever asked last did not get what it asked for.
  public boolean contended() {
    return contended;
  }

  /// Bytes that are taken. On any thread.
  public long taken() {
    return taken.get();
  }
}
