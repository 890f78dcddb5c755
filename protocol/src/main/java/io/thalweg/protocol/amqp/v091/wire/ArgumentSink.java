package io.thalweg.protocol.amqp.v091.wire;

import io.thalweg.core.base.Opaque;

/// Takes the arguments of a method one by one, in the order in which the specification has them.
public sealed interface ArgumentSink permits ArgumentWriter, ArgumentCount {
  void octet(int value);

  void uint16(int value);

  void uint32(long value);

  /// 64 bits, unsigned on the wire.
  void int64(long value);

  /// Bits that follow each other share a byte.
  void bit(boolean value);

  /// At most 255 bytes of UTF-8.
  void shortString(String value);

  void longString(Opaque value);

  void table(FieldTable value);
}
