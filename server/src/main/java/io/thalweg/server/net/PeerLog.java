package io.thalweg.server.net;

import java.net.SocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lines about what peers did wrong: at most one a second, and what was left out is counted; all at
/// level debug. One thread.
final class PeerLog {
  private static final Logger LOG = LoggerFactory.getLogger(PeerLog.class);
  private static final long INTERVAL_NANOS = 1_000_000_000L;
  private static final int MAX_CHARS = 300;

  private long last = System.nanoTime() - INTERVAL_NANOS;
  private long leftOut;

  void closed(SocketAddress peer, String why) {
    long now = System.nanoTime();
    if (now - last < INTERVAL_NANOS) {
      leftOut++;
      if (LOG.isDebugEnabled()) {
        LOG.debug("closed the connection of {}: {}", peer, escaped(why));
      }
      return;
    }
    last = now;
    String more = leftOut == 0 ? "" : " (and " + leftOut + " more such lines left out)";
    leftOut = 0;
    LOG.warn("closed the connection of {}: {}{}", peer, escaped(why), more);
  }

  /// `text` without control characters, cut to a bearable length.
  static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .limit(MAX_CHARS)
        .forEach(
            c -> {
              if (Character.isISOControl(c)) {
                out.append(String.format("\\u%04x", c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.toString();
  }
}
