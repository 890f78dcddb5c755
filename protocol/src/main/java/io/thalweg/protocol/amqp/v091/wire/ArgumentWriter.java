package io.thalweg.protocol.amqp.v091.wire;

import io.thalweg.core.base.Check;
import io.thalweg.core.base.Opaque;
import java.nio.ByteBuffer;

/// Writes the arguments of a method by relative puts.
public final class ArgumentWriter implements ArgumentSink {
  private static final long UINT16 = 0xffff;
  private static final long UINT32 = 0xffff_ffffL;

  private final ByteBuffer out;
  private int bits;

  public ArgumentWriter(ByteBuffer out) {
    this.out = out;
  }

  @Override
  public void octet(int value) {
    Check.within(0, value, 0xff, "an octet");
    bits = 0;
    out.put((byte) value);
  }

  @Override
  public void uint16(int value) {
    Check.within(0, value, UINT16, "a short");
    bits = 0;
    out.putShort((short) value);
  }

  @Override
  public void uint32(long value) {
    Check.within(0, value, UINT32, "a long");
    bits = 0;
    out.putInt((int) value);
  }

  @Override
  public void int64(long value) {
    bits = 0;
    out.putLong(value);
  }

  @Override
  public void bit(boolean value) {
    int shift = bits++ % Byte.SIZE;
    if (shift == 0) {
      out.put((byte) 0);
    }
    int last = out.position() - 1;
    out.put(last, (byte) (out.get(last) | (value ? 1 << shift : 0)));
  }

  @Override
  public void shortString(String value) {
    bits = 0;
    out.put(ShortString.encoded(value));
  }

  @Override
  public void longString(Opaque value) {
    bits = 0;
    out.putInt(value.length()).put(value.bytes());
  }

  @Override
  public void table(FieldTable value) {
    bits = 0;
    value.write(out);
  }
}
