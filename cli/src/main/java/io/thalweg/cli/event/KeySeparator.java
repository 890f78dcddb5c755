package io.thalweg.cli.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Divides a line into key and value at the first separator. A line without one has no key.
final class KeySeparator {
  private final byte[] separator;

  /// @param text at least one character; escapes are read
  KeySeparator(String text) {
    separator = Escapes.read(text).getBytes(StandardCharsets.UTF_8);
  }

  byte @Nullable [] key(byte[] line) {
    int at = indexIn(line);
    return at < 0 ? null : Arrays.copyOf(line, at);
  }

  byte[] value(byte[] line) {
    int at = indexIn(line);
    return at < 0 ? line : Arrays.copyOfRange(line, at + separator.length, line.length);
  }

  private int indexIn(byte[] line) {
    for (int at = 0; at + separator.length <= line.length; at++) {
      if (Arrays.equals(line, at, at + separator.length, separator, 0, separator.length)) {
        return at;
      }
    }
    return -1;
  }
}
