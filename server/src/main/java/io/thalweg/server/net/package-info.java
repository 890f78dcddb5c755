/// Sockets, and the one thread that is both their event loop and the shard's. The only place that
/// knows Netty.
///
/// No protocol: bytes go to a session and come from it.
@NullMarked
package io.thalweg.server.net;

import org.jspecify.annotations.NullMarked;
