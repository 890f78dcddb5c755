package io.thalweg.simulator.event;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// What a client sends as one event; its place and time aside.
public record Event(@Nullable ByteBuffer key, @Nullable ByteBuffer value) {
  /// Whether it says that there is nothing more of its key.
  public boolean isTombstone() {
    return key != null && value == null;
  }
}
