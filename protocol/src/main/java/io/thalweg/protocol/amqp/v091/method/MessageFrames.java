package io.thalweg.protocol.amqp.v091.method;

import io.thalweg.protocol.amqp.v091.wire.Address;
import io.thalweg.protocol.amqp.v091.wire.Frames;
import java.nio.ByteBuffer;

/// The frames that begin a message to a client, `basic.deliver`, `basic.get-ok` and `basic.return`,
/// around the address that it was published to. No object is made.
public final class MessageFrames {
  private static final int BEFORE_BYTES = Frames.OVERHEAD_BYTES + Frames.KEY_BYTES;

  private MessageFrames() {}

  /// Bytes of a `basic.deliver` to the consumer whose tag is an encoded short string.
  public static int deliverBytes(byte[] consumerTag, Address address) {
    return BEFORE_BYTES + consumerTag.length + Long.BYTES + 1 + address.bytes();
  }

  /// Writes a `basic.deliver`.
  public static void deliver(
      ByteBuffer out,
      int channel,
      byte[] consumerTag,
      long deliveryTag,
      boolean redelivered,
      Address address) {
    begin(out, channel, deliverBytes(consumerTag, address), BasicMethod.Deliver.KEY);
    out.put(consumerTag).putLong(deliveryTag).put((byte) (redelivered ? 1 : 0));
    address.write(out);
    Frames.end(out);
  }

  /// Bytes of a `basic.get-ok`.
  public static int getOkBytes(Address address) {
    return BEFORE_BYTES + Long.BYTES + 1 + address.bytes() + Integer.BYTES;
  }

  /// Writes a `basic.get-ok`; `left` messages are in the queue, at most 2^32 - 1.
  public static void getOk(
      ByteBuffer out,
      int channel,
      long deliveryTag,
      boolean redelivered,
      Address address,
      long left) {
    begin(out, channel, getOkBytes(address), BasicMethod.GetOk.KEY);
    out.putLong(deliveryTag).put((byte) (redelivered ? 1 : 0));
    address.write(out);
    out.putInt((int) left);
    Frames.end(out);
  }

  /// Bytes of a `basic.return` whose text is an encoded short string.
  public static int returnBytes(byte[] replyText, Address address) {
    return BEFORE_BYTES + Short.BYTES + replyText.length + address.bytes();
  }

  /// Writes a `basic.return`.
  public static void returned(
      ByteBuffer out, int channel, int replyCode, byte[] replyText, Address address) {
    begin(out, channel, returnBytes(replyText, address), BasicMethod.Return.KEY);
    out.putShort((short) replyCode).put(replyText);
    address.write(out);
    Frames.end(out);
  }

  private static void begin(ByteBuffer out, int channel, int frameBytes, int key) {
    Frames.begin(out, Frames.METHOD, channel, frameBytes - Frames.OVERHEAD_BYTES);
    out.putInt(key);
  }
}
