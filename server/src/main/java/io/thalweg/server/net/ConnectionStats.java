package io.thalweg.server.net;

import io.netty.buffer.PooledByteBufAllocator;
import io.thalweg.core.base.Check;
import io.thalweg.core.base.Count;
import java.util.EnumMap;
import java.util.Map;

/// All connections in numbers. Counted by their loop's thread, readable on any.
public final class ConnectionStats {
  /// Why a connection was closed.
  public enum Reason {
    /// The client left, or the network lost it.
    CLIENT,
    /// There were too many when it came.
    REFUSED,
    /// It brought no whole request and read no answer for too long.
    IDLE,
    /// What it sent could not be answered: malformed, too large, not served.
    HOSTILE,
    /// Its requests or its answers took memory that others needed.
    MEMORY
  }

  private final Count opened = new Count();
  private final Map<Reason, Count> closed = new EnumMap<>(Reason.class);
  private final Count bytesIn = new Count();
  private final Count bytesOut = new Count();

  ConnectionStats() {
    for (Reason why : Reason.values()) {
      closed.put(why, new Count());
    }
  }

  void opened() {
    opened.add(1);
  }

  void closed(Reason why) {
    countOf(why).add(1);
  }

  private Count countOf(Reason why) {
    return Check.present(closed.get(why), "a count of each reason");
  }

  void received(int bytes) {
    bytesIn.add(bytes);
  }

  void sent(int bytes) {
    bytesOut.add(bytes);
  }

  /// Connections that were taken.
  public long openedCount() {
    return opened.get();
  }

  /// Connections that were closed for that reason.
  public long closedCount(Reason why) {
    return countOf(why).get();
  }

  /// Connections that were taken and not closed since.
  public long open() {
    long open = opened.get();
    for (Reason why : Reason.values()) {
      open -= why == Reason.REFUSED ? 0 : closedCount(why);
    }
    return Math.max(0, open); // counted while they change
  }

  /// Bytes that came.
  public long bytesIn() {
    return bytesIn.get();
  }

  /// Bytes of answers.
  public long bytesOut() {
    return bytesOut.get();
  }

  /// Memory for bytes on their way in and out, as it was taken from the system.
  public long bufferBytes() {
    return PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
  }
}
