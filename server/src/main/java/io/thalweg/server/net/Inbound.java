package io.thalweg.server.net;

import io.thalweg.server.net.ConnectionStats.Reason;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/// Requests that have not arrived whole, of all connections: their memory is counted and bounded.
/// Beyond the bound the one goes that has been arriving for longest. One thread.
final class Inbound {
  private final long limit;
  private final LinkedHashSet<Connection> arriving = new LinkedHashSet<>();
  private long taken;

  Inbound(long limit) {
    this.limit = limit;
  }

  /// Takes `bytes` for `connection`; false if they cannot be had.
  boolean take(Connection connection, int bytes) {
    while (taken + bytes > limit) {
      Connection oldest = oldest();
      if (oldest == null || oldest == connection) {
        return false;
      }
      oldest.drop(
          Reason.MEMORY, "its request has been arriving for longest, and inbound memory is short");
      arriving.remove(oldest);
    }
    arriving.add(connection);
    taken += bytes;
    return true;
  }

  /// Gives back `bytes`; `connection` has no more of them if it is `done`.
  void give(Connection connection, int bytes, boolean done) {
    taken -= bytes;
    if (done) {
      arriving.remove(connection);
    }
  }

  /// The oldest of those that wait for their client; else of those that wait for us.
  private @Nullable Connection oldest() {
    for (Connection each : arriving) {
      if (each.waitsForClient()) {
        return each;
      }
    }
    return arriving.isEmpty() ? null : arriving.getFirst();
  }
}
