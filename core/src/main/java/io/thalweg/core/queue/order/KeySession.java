package io.thalweg.core.queue.order;

/// Whoever owns runs of keys: a channel, a link's session, a connection, a client id.
public final class KeySession {
  /// The keys whose runs it may go on with.
  final KeyHeap extensible = new KeyHeap();

  private boolean closed;

  /// It is gone. Its deliveries must be given up one by one, too.
  public void close() {
    closed = true;
  }

  /// Whether it is gone.
  public boolean isClosed() {
    return closed;
  }
}
