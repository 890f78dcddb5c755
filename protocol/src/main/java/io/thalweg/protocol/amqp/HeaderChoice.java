package io.thalweg.protocol.amqp;

import java.nio.ByteBuffer;

/// What the first eight bytes of a connection ask for: `AMQP` and four bytes of version (AMQP
/// 0-9-1, section 4.2.2; AMQP 1.0, section 2.2).
public enum HeaderChoice {
  /// Not all of it is there, and what is there is right so far.
  INCOMPLETE,
  /// AMQP 0-9-1, or 0-9 of old clients, which is taken for the same.
  V091,
  /// AMQP 1.0 without SASL.
  V10,
  /// AMQP 1.0, beginning with SASL.
  V10_SASL,
  /// Nothing that is spoken here: whoever sent it gets [#V091_HEADER] back, then the end.
  WRONG;

  /// Bytes of a header.
  public static final int BYTES = 8;

  /// `AMQP 0 0 9 1`, as a number of eight bytes.
  public static final long V091_HEADER = 0x414d5150_00000901L;

  private static final long V09_HEADER = 0x414d5150_01010009L;
  private static final long V10_HEADER = 0x414d5150_00010000L;
  private static final long V10_SASL_HEADER = 0x414d5150_03010000L;
  private static final long[] KNOWN = {V091_HEADER, V09_HEADER, V10_HEADER, V10_SASL_HEADER};

  /// Looks at the bytes between `at` and `end`, of which there may be more than a header.
  public static HeaderChoice read(ByteBuffer in, int at, int end) {
    if (end - at < BYTES) {
      return beginsOne(in, at, end) ? INCOMPLETE : WRONG;
    }
    long header = in.getLong(at);
    if (header == V091_HEADER || header == V09_HEADER) {
      return V091;
    }
    if (header == V10_HEADER) {
      return V10;
    }
    return header == V10_SASL_HEADER ? V10_SASL : WRONG;
  }

  private static boolean beginsOne(ByteBuffer in, int at, int end) {
    long first = 0;
    for (int i = at; i < end; i++) {
      first = first << Byte.SIZE | (in.get(i) & 0xff);
    }
    int missing = BYTES - (end - at);
    for (long known : KNOWN) {
      if (missing == BYTES || known >>> (Byte.SIZE * missing) == first) {
        return true;
      }
    }
    return false;
  }
}
