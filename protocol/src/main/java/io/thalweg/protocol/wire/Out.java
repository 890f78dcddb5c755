package io.thalweg.protocol.wire;

import io.thalweg.core.memory.Slice;
import java.nio.ByteBuffer;

/// A session's way to its socket. Used on the connection's loop only; order is kept.
public interface Out {
  /// Room for the next bytes, at least `atLeast` of them, big-endian, to be filled by relative puts
  /// and then given to [#advance]. Valid until any other call.
  ByteBuffer room(int atLeast);

  /// The first bytes of the last [#room], up to its position, are to be sent.
  void advance(ByteBuffer room);

  /// Sends the slice without copying; retains it until the socket took it.
  void write(Slice slice);

  /// Bytes that an answer should not exceed now, if it can be made smaller: what is left of the
  /// memory for answers that clients have not read yet is shared.
  long spare();

  /// Sends what was written. Nothing leaves before.
  void flush();

  /// Sends what was written, then closes. `why` is logged (rate-limited, escaped) with the peer's
  /// address.
  void close(String why);
}
