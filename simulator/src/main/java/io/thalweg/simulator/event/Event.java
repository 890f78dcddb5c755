package io.thalweg.simulator.event;

import io.thalweg.core.batch.EventHeaders;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// What a client sends as one event; its place and time aside. Most values have a tone, which
/// stands in a header, for filters to look at.
public record Event(@Nullable ByteBuffer key, @Nullable ByteBuffer value) {
  /// Tones from 0 on.
  public static final int TONES = 4;

  /// The header with the tone, in one byte.
  public static final String TONE = "tone";

  /// Bytes of the header at most.
  public static final int HEADER_BYTES = 16;

  /// Whether it says that there is nothing more of its key.
  public boolean isTombstone() {
    return key != null && value == null;
  }

  /// Its tone; -1: it has none.
  public int tone() {
    return value == null || value.remaining() < Long.BYTES
        ? -1
        : tone(value.getLong(value.position()));
  }

  /// The tone of a value that begins so.
  public static int tone(long begin) {
    return (int) begin & (TONES - 1);
  }

  /// Its headers.
  public EventHeaders headers() {
    EventHeaders headers = new EventHeaders(HEADER_BYTES);
    int tone = tone();
    if (tone >= 0) {
      headers.add(TONE, new byte[] {(byte) tone});
    }
    return headers;
  }
}
