package io.thalweg.protocol.amqp.v091.wire;

import java.nio.ByteBuffer;

/// A view of what a message is addressed to: an exchange and a routing key, two short strings one
/// behind the other. They lie like this in each method that has them, so that a message goes out
/// with the bytes that it came in with. Reused from message to message.
public final class Address {
  private ByteBuffer in = ByteBuffer.allocate(2);
  private int from;
  private int keyAt = 1;
  private int end = 2;

  /// Views the two strings at `at`, which stay as they are meanwhile, and returns their end, which
  /// must lie before `last`.
  ///
  /// @throws AmqpException if they aren't right; nothing new is viewed then
  public int over(ByteBuffer bytes, int at, int last) {
    int key = ShortString.check(bytes, at, last);
    int next = ShortString.check(bytes, key, last);
    in = bytes;
    from = at;
    keyAt = key;
    end = next;
    return next;
  }

  public String exchange(NameCache names) {
    return names.text(in, from);
  }

  public String routingKey(NameCache names) {
    return names.text(in, keyAt);
  }

  /// Bytes of both.
  public int bytes() {
    return end - from;
  }

  /// Writes both as they are.
  public void write(ByteBuffer out) {
    out.put(out.position(), in, from, bytes()).position(out.position() + bytes());
  }
}
