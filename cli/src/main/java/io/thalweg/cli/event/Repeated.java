package io.thalweg.cli.event;

import io.thalweg.cli.terminal.Failure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// So many events: those of another source, again from its begin when it ends. They are passed on
/// as they come, and kept for the next round.
final class Repeated implements Source {
  /// Of all kept events together, so that the command stays small.
  private static final int MAX_BYTES = 32 << 20;

  /// What the JVM needs to keep an event, besides its bytes.
  private static final int EVENT_BYTES = 32;

  private final Source source;
  private final List<byte[]> kept = new ArrayList<>();
  private long left;
  private long bytes;
  private boolean ended;
  private int at;

  /// @param count at least 1
  Repeated(Source source, long count) {
    this.source = source;
    this.left = count;
  }

  @Override
  public byte @Nullable [] next() throws IOException {
    if (left == 0) {
      return null;
    }
    left--;
    byte[] first = ended ? null : source.next();
    if (first != null) {
      keep(first);
      return first;
    }
    return again();
  }

  /// More than can be kept is no fault until it would have to be repeated.
  private void keep(byte[] event) {
    bytes += event.length + EVENT_BYTES;
    if (bytes <= MAX_BYTES) {
      kept.add(event);
    } else {
      kept.clear();
    }
  }

  private byte[] again() {
    ended = true;
    if (bytes > MAX_BYTES) {
      throw new Failure(
          "more than 32 MiB of events cannot be repeated: ask for fewer with --count");
    }
    if (kept.isEmpty()) {
      throw new Failure("standard input is empty: there is nothing to repeat");
    }
    byte[] event = kept.get(at);
    at = (at + 1) % kept.size();
    return event;
  }
}
