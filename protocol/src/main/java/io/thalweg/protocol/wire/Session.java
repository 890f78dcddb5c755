package io.thalweg.protocol.wire;

import java.nio.ByteBuffer;

/// One connection, seen from its protocol: bytes in, commands out, replies back. Used on the
/// connection's loop only. Throws nothing: what a peer sends wrong is answered or closes the
/// connection through [Out#close].
public interface Session {
  /// Decodes the whole frames between `in`'s position and limit in place and returns the bytes
  /// consumed. `in` is lent for the call; what was not consumed is offered again, with more behind
  /// it.
  int received(ByteBuffer in, long nowMillis);

  /// Bytes that the next frame needs in whole, as far as known (its length field included), already
  /// checked against the limit; at least 1.
  int needs();

  /// Whether the socket takes more. While it does not, the session produces no more than what is
  /// under way.
  void writable(boolean yes);

  /// Whether the session takes more: false stops reading its socket.
  boolean reading();

  /// Time has passed: called a few times a second.
  void due(long nowMillis);

  /// The socket has taken what was written, but for `unsent` bytes of it.
  default void sent(long unsent) {}

  /// Whether its client may be silent for as long as it likes, since the session looks after that
  /// itself.
  default boolean mayIdle() {
    return false;
  }

  /// The connection is gone. Nothing is called after this.
  void closed();
}
