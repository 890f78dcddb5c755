package io.thalweg.server.net;

import io.thalweg.core.turn.Gateway;
import io.thalweg.protocol.wire.Out;
import io.thalweg.protocol.wire.Session;
import java.net.InetSocketAddress;

/// Makes the session of a new connection.
public interface SessionFactory {
  /// A session that gives its commands to `gateway` and writes to `out`; the client has reached the
  /// broker at `local` from `remote`.
  Session open(Gateway gateway, Out out, InetSocketAddress local, InetSocketAddress remote);
}
