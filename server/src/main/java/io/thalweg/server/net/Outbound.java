package io.thalweg.server.net;

import io.thalweg.server.net.ConnectionStats.Reason;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/// Answers that clients have not read yet, of all connections: their bytes are counted and bounded.
/// The nearer the bound, the smaller the answers; beyond it the connection goes that has read
/// nothing for longest. One thread.
final class Outbound {
  /// An answer may take this part of what is left, so that some slow clients leave much to others.
  private static final int SHARE = 8;

  private final long limit;
  private final ConnectionStats stats;
  private final LinkedHashSet<Connection> unread = new LinkedHashSet<>();
  private long counted;

  Outbound(long limit, ConnectionStats stats) {
    this.stats = stats;
    this.limit = limit;
  }

  /// Bytes that one answer should not exceed now.
  long spare() {
    return Math.max(0, limit - counted) / SHARE;
  }

  /// `connection` has `bytes` more to send.
  void written(Connection connection, int bytes) {
    unread.add(connection);
    counted += bytes;
    stats.sent(bytes);
  }

  void forget(Connection connection) {
    unread.remove(connection);
  }

  /// Counts what sockets have not taken yet.
  void count(long nowMillis) {
    if (unread.isEmpty()) {
      counted = 0;
      return;
    }
    long sum = 0;
    for (var each = unread.iterator(); each.hasNext(); ) {
      long bytes = each.next().countUnread(nowMillis);
      sum += bytes;
      if (bytes == 0) {
        each.remove();
      }
    }
    counted = sum;
  }

  /// Sees to it that the bound holds.
  void bound(long nowMillis) {
    if (counted <= limit) {
      return;
    }
    count(nowMillis);
    while (counted > limit) {
      Connection slowest = slowest();
      if (slowest == null) {
        return;
      }
      unread.remove(slowest);
      counted -= slowest.unread();
      slowest.drop(
          Reason.MEMORY,
          "unread answers take all outbound memory, and it has read nothing for longest");
    }
  }

  private @Nullable Connection slowest() {
    Connection slowest = null;
    for (Connection each : unread) {
      if (slowest == null || each.activeMillis() < slowest.activeMillis()) {
        slowest = each;
      }
    }
    return slowest;
  }

  /// Sees to it that no block has been held for long by answers to slow clients: they are copied.
  void unpin(long writtenBefore) {
    for (Connection each : unread) {
      each.unpin(writtenBefore);
    }
  }
}
