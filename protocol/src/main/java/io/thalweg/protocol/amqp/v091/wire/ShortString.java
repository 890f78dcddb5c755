package io.thalweg.protocol.amqp.v091.wire;

import io.thalweg.core.base.Check;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Short strings: a byte of length and up to 255 bytes of UTF-8 (AMQP 0-9-1, section 4.2.5.3).
public final class ShortString {
  /// The most bytes of text.
  public static final int LONGEST = 255;

  private ShortString() {}

  /// The end of the short string at `at`, which must lie before `end` and be UTF-8.
  static int check(ByteBuffer in, int at, int end) {
    int next = skip(in, at, end);
    if (!Utf8.valid(in, at + 1, next - at - 1)) {
      throw AmqpException.syntax("expected a short string of UTF-8, but it is malformed");
    }
    return next;
  }

  /// The end of the short string at `at`, which must lie before `end`.
  static int skip(ByteBuffer in, int at, int end) {
    int length = at < end ? in.get(at) & 0xff : 0;
    if (end - at - 1 < length) {
      throw AmqpException.syntax(
          "expected a short string of " + length + " bytes, but it is cut off");
    }
    return at + 1 + length;
  }

  /// Whether these bytes can be a short string that is text.
  public static boolean isText(byte[] bytes) {
    return bytes.length <= LONGEST && Utf8.valid(ByteBuffer.wrap(bytes), 0, bytes.length);
  }

  /// The text of the short string at `at`, whose length was checked.
  static String text(ByteBuffer in, int at) {
    return Utf8.string(in, at + 1, in.get(at) & 0xff);
  }

  /// Bytes that `text` takes.
  static int bytes(String text) {
    return 1 + Utf8.bytes(text);
  }

  /// `text`, encoded once, for whoever writes it often.
  public static byte[] encoded(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    Check.within(0, utf8.length, LONGEST, "bytes of a short string");
    byte[] encoded = new byte[1 + utf8.length];
    encoded[0] = (byte) utf8.length;
    System.arraycopy(utf8, 0, encoded, 1, utf8.length);
    return encoded;
  }
}
