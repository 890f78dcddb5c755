package io.thalweg.protocol.amqp.v091.method;

import io.thalweg.protocol.amqp.v091.wire.AmqpException;
import io.thalweg.protocol.amqp.v091.wire.Frames;
import io.thalweg.protocol.amqp.v091.wire.ReplyCode;
import java.nio.ByteBuffer;

/// A view of `basic.ack`, `basic.nack` and `basic.reject` where they lie, of consumers that settle
/// deliveries; and their frames, of a broker that confirms. Reused from one to the next.
public final class Settlement {
  /// Bytes of each frame.
  public static final int FRAME_BYTES = Frames.OVERHEAD_BYTES + Frames.KEY_BYTES + Long.BYTES + 1;

  private static final int MULTIPLE = 1;
  private static final int NACK_REQUEUE = 2;
  private static final int REJECT_REQUEUE = 1;

  private int key;
  private long deliveryTag;
  private int bits;

  /// Views the payload of a frame whose method is one of the three, between `at` and `end`.
  ///
  /// @throws AmqpException if it isn't right
  public Settlement over(ByteBuffer in, int at, int end) {
    key = in.getInt(at);
    int expected = FRAME_BYTES - Frames.OVERHEAD_BYTES;
    if (end - at != expected) {
      throw new AmqpException(
          ReplyCode.SYNTAX_ERROR,
          key,
          "expected a method of " + expected + " bytes, but it has " + (end - at));
    }
    deliveryTag = in.getLong(at + Frames.KEY_BYTES);
    bits = in.get(at + Frames.KEY_BYTES + Long.BYTES);
    return this;
  }

  /// Whether one of the three is `key`.
  public static boolean is(int key) {
    return key == BasicMethod.Ack.KEY
        || key == BasicMethod.Nack.KEY
        || key == BasicMethod.Reject.KEY;
  }

  public boolean accepts() {
    return key == BasicMethod.Ack.KEY;
  }

  /// 0 with [#multiple]: all there are.
  public long deliveryTag() {
    return deliveryTag;
  }

  /// Whether all up to the tag are meant.
  public boolean multiple() {
    return key != BasicMethod.Reject.KEY && (bits & MULTIPLE) != 0;
  }

  /// Whether what is not accepted is to come back.
  public boolean requeue() {
    return switch (key) {
      case BasicMethod.Nack.KEY -> (bits & NACK_REQUEUE) != 0;
      case BasicMethod.Reject.KEY -> (bits & REJECT_REQUEUE) != 0;
      default -> false;
    };
  }

  /// Writes a `basic.ack`.
  public static void writeAck(ByteBuffer out, int channel, long deliveryTag, boolean multiple) {
    write(out, channel, BasicMethod.Ack.KEY, deliveryTag, multiple ? MULTIPLE : 0);
  }

  /// Writes a `basic.nack`.
  public static void writeNack(
      ByteBuffer out, int channel, long deliveryTag, boolean multiple, boolean requeue) {
    int bits = (multiple ? MULTIPLE : 0) | (requeue ? NACK_REQUEUE : 0);
    write(out, channel, BasicMethod.Nack.KEY, deliveryTag, bits);
  }

  /// Writes a `basic.reject`.
  public static void writeReject(ByteBuffer out, int channel, long deliveryTag, boolean requeue) {
    write(out, channel, BasicMethod.Reject.KEY, deliveryTag, requeue ? REJECT_REQUEUE : 0);
  }

  private static void write(ByteBuffer out, int channel, int key, long deliveryTag, int bits) {
    Frames.begin(out, Frames.METHOD, channel, FRAME_BYTES - Frames.OVERHEAD_BYTES);
    out.putInt(key).putLong(deliveryTag).put((byte) bits);
    Frames.end(out);
  }
}
