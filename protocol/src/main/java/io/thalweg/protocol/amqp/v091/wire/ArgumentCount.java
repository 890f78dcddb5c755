package io.thalweg.protocol.amqp.v091.wire;

import io.thalweg.core.base.Opaque;

/// Counts the bytes that [ArgumentWriter] would write.
public final class ArgumentCount implements ArgumentSink {
  private int bytes;
  private int bits;

  /// The bytes so far.
  public int bytes() {
    return bytes;
  }

  private void count(int more) {
    bytes += more;
    bits = 0;
  }

  @Override
  public void octet(int value) {
    count(1);
  }

  @Override
  public void uint16(int value) {
    count(2);
  }

  @Override
  public void uint32(long value) {
    count(4);
  }

  @Override
  public void int64(long value) {
    count(8);
  }

  @Override
  public void bit(boolean value) {
    bytes += bits++ % Byte.SIZE == 0 ? 1 : 0;
  }

  @Override
  public void shortString(String value) {
    count(ShortString.bytes(value));
  }

  @Override
  public void longString(Opaque value) {
    count(4 + value.length());
  }

  @Override
  public void table(FieldTable value) {
    count(value.bytes());
  }
}
