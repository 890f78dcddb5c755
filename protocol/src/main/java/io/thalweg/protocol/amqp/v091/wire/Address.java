package io.thalweg.protocol.amqp.v091.wire;

import java.nio.ByteBuffer;

/// A view of what a message is addressed to: an exchange and a routing key. A message goes out with
/// the bytes that it came in with. Reused from message to message.
public final class Address {
  private ByteBuffer in = ByteBuffer.allocate(0);
  private int exchangeAt;
  private int exchangeBytes;
  private int keyAt;
  private int keyBytes;

  /// Views the two short strings at `at`, one behind the other as in each method that has them.
  /// They stay as they are meanwhile. Returns their end, which must lie before `last`.
  ///
  /// @throws AmqpException if they aren't right; nothing new is viewed then
  public int over(ByteBuffer bytes, int at, int last) {
    int key = ShortString.check(bytes, at, last);
    int next = ShortString.check(bytes, key, last);
    in = bytes;
    exchange(at + 1, key - at - 1);
    key(key + 1, next - key - 1);
    return next;
  }

  /// Views none: the exchange and the key are empty until [#exchange] and [#key] say where they
  /// lie.
  public void over(ByteBuffer bytes) {
    in = bytes;
    exchange(0, 0);
    key(0, 0);
  }

  /// The exchange has `bytes` at `at`, at most 255 of UTF-8.
  public void exchange(int at, int bytes) {
    exchangeAt = at;
    exchangeBytes = bytes;
  }

  /// The routing key has `bytes` at `at`, at most 255 of UTF-8.
  public void key(int at, int bytes) {
    keyAt = at;
    keyBytes = bytes;
  }

  public String exchange(NameCache names) {
    return names.text(in, exchangeAt, exchangeBytes);
  }

  public String routingKey(NameCache names) {
    return names.text(in, keyAt, keyBytes);
  }

  /// Lets `view`, of the same bytes, have the exchange between its position and limit.
  public void exchange(ByteBuffer view) {
    view.limit(exchangeAt + exchangeBytes).position(exchangeAt);
  }

  /// Lets `view`, of the same bytes, have the routing key between its position and limit.
  public void key(ByteBuffer view) {
    view.limit(keyAt + keyBytes).position(keyAt);
  }

  /// Bytes of both, as two short strings.
  public int bytes() {
    return 2 + exchangeBytes + keyBytes;
  }

  /// Writes both as short strings.
  public void write(ByteBuffer out) {
    put(out, exchangeAt, exchangeBytes);
    put(out, keyAt, keyBytes);
  }

  private void put(ByteBuffer out, int at, int bytes) {
    out.put((byte) bytes);
    out.put(out.position(), in, at, bytes).position(out.position() + bytes);
  }
}
