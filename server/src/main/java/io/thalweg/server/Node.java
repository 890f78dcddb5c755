package io.thalweg.server;

import io.thalweg.server.config.Config;
import java.io.PrintStream;

/// The composition root: one running broker.
public final class Node implements AutoCloseable {
  private Node() {}

  /// Starts a broker; returns when every listener is open.
  ///
  /// @param out where start-up lines go
  public static Node start(Config config, PrintStream out) throws StartException {
    if (config.listeners().kafka().isEmpty()) {
      return new Node();
    }
    out.flush();
    throw new StartException("this build has no broker yet", 1);
  }

  /// Returns when the broker has stopped, by [#close] or by itself.
  public void awaitClosed() throws InterruptedException {}

  @Override
  public void close() {}
}
