package io.thalweg.protocol.amqp.v091.wire;

import io.thalweg.core.base.Check;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Names that come again and again, as strings: a name that was met lately is not made anew. Takes
/// memory for some number of names of at most 255 bytes; meant to be shared by the sessions of a
/// loop. Not thread-safe.
public final class NameCache {
  private static final int HASH = 0x01000193;

  private final byte[][] known;
  private final String[] texts;

  /// Remembers at most `names`, which is a power of two.
  public NameCache(int names) {
    Check.that(Integer.bitCount(names) == 1, "expected a power of two of names");
    this.known = new byte[names][0];
    this.texts = new String[names];
    Arrays.fill(texts, "");
  }

  /// The text of `length` bytes at `at`.
  String text(ByteBuffer in, int at, int length) {
    if (length == 0) {
      return "";
    }
    int slot = slot(in, at, length);
    if (!same(in, at, length, known[slot])) {
      byte[] utf8 = new byte[length];
      in.get(at, utf8);
      known[slot] = utf8;
      texts[slot] = Utf8.string(in, at, length);
    }
    return texts[slot];
  }

  /// By FNV-1a.
  private int slot(ByteBuffer in, int at, int length) {
    int hash = 0x811c9dc5;
    for (int i = at; i < at + length; i++) {
      hash = (hash ^ in.get(i)) * HASH;
    }
    return (hash ^ hash >>> 16) & (known.length - 1);
  }

  private static boolean same(ByteBuffer in, int at, int length, byte[] utf8) {
    if (length != utf8.length) {
      return false;
    }
    for (int i = 0; i < utf8.length; i++) {
      if (in.get(at + i) != utf8[i]) {
        return false;
      }
    }
    return true;
  }
}
