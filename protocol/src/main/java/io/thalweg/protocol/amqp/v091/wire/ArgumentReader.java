package io.thalweg.protocol.amqp.v091.wire;

import io.thalweg.core.base.Opaque;
import java.nio.ByteBuffer;

/// Reads the arguments of a method one by one (AMQP 0-9-1, section 4.2.5), in the order in which
/// the specification has them. Every length is checked before memory is taken.
public final class ArgumentReader {
  private final ByteBuffer in;
  private final int end;
  private int at;
  private int bits;
  private int bitsLeft;

  /// Reads what lies between `at` and `end`.
  public ArgumentReader(ByteBuffer in, int at, int end) {
    this.in = in;
    this.at = at;
    this.end = end;
  }

  private int take(long bytes) {
    if (end - at < bytes) {
      throw AmqpException.syntax(
          "expected an argument of " + bytes + " bytes, but " + (end - at) + " are left");
    }
    bitsLeft = 0;
    int taken = at;
    at += (int) bytes;
    return taken;
  }

  public int octet() {
    return in.get(take(1)) & 0xff;
  }

  public int uint16() {
    return in.getShort(take(2)) & 0xffff;
  }

  public long uint32() {
    return Integer.toUnsignedLong(in.getInt(take(4)));
  }

  /// 64 bits, unsigned on the wire.
  public long int64() {
    return in.getLong(take(8));
  }

  /// One of up to eight bits that share a byte.
  public boolean bit() {
    if (bitsLeft == 0) {
      bits = octet();
      bitsLeft = Byte.SIZE;
    }
    boolean set = (bits & 1) != 0;
    bits >>>= 1;
    bitsLeft--;
    return set;
  }

  public String shortString() {
    int start = at;
    take(ShortString.check(in, at, end) - at);
    return ShortString.text(in, start);
  }

  public Opaque longString() {
    long length = uint32();
    int start = take(length);
    byte[] bytes = new byte[(int) length];
    in.get(start, bytes);
    return new Opaque(bytes);
  }

  public FieldTable table() {
    FieldTable table = FieldTable.read(in, at, end);
    take(table.bytes());
    return table;
  }

  /// Nothing may follow.
  public void end() {
    if (at < end) {
      throw AmqpException.syntax(
          "expected the end of the method, but " + (end - at) + " bytes follow");
    }
  }
}
