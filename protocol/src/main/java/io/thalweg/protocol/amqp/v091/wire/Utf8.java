package io.thalweg.protocol.amqp.v091.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// UTF-8 where it lies.
final class Utf8 {
  private static final long NOT_ASCII = 0x8080808080808080L;

  private Utf8() {}

  /// Whether the bytes are well-formed (Unicode, table 3-7).
  static boolean valid(ByteBuffer in, int from, int length) {
    int at = from;
    int end = from + length;
    while (end - at >= Long.BYTES && (in.getLong(at) & NOT_ASCII) == 0) {
      at += Long.BYTES;
    }
    while (at < end) {
      int bytes = sequence(in, at, end);
      if (bytes == 0) {
        return false;
      }
      at += bytes;
    }
    return true;
  }

  /// Bytes of the character at `at`, or 0 if there is none.
  private static int sequence(ByteBuffer in, int at, int end) {
    int first = in.get(at) & 0xff;
    if (first < 0x80) {
      return 1;
    }
    int bytes = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (first < 0xc2 || first > 0xf4 || end - at < bytes) {
      return 0;
    }
    int second = in.get(at + 1) & 0xff;
    int low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    int high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (second < low || second > high) {
      return 0;
    }
    for (int i = 2; i < bytes; i++) {
      if ((in.get(at + i) & 0xc0) != 0x80) {
        return 0;
      }
    }
    return bytes;
  }

  /// The bytes as a string; what is not well-formed is replaced.
  static String string(ByteBuffer in, int at, int length) {
    byte[] bytes = new byte[length];
    in.get(at, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// Bytes that `text` has when it is encoded.
  static int bytes(String text) {
    int bytes = text.length();
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      if (next < 0x80) {
        continue;
      }
      if (!Character.isSurrogate(next)) {
        bytes += next < 0x800 ? 1 : 2;
      } else if (i + 1 < text.length() && Character.isSurrogatePair(next, text.charAt(i + 1))) {
        bytes += 2;
        i++;
      }
    }
    return bytes;
  }
}
