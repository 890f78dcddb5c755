package io.thalweg.protocol.amqp.v091.wire;

import io.thalweg.core.base.Check;
import java.nio.ByteBuffer;

/// Finds frames where they lie. One for a connection, over its receive buffer; what it tells is of
/// the frame that was found last.
public final class FrameReader {
  private int frameMax;
  private int needs = Frames.HEAD_BYTES;
  private int type;
  private int channel;
  private int payloadAt;
  private int payloadBytes;

  /// Refuses frames of more than `frameMax` bytes.
  public FrameReader(int frameMax) {
    frameMax(frameMax);
  }

  /// From now on `bytes` is the most of a frame, as was agreed on.
  public void frameMax(int bytes) {
    Check.that(bytes >= Frames.OVERHEAD_BYTES, "expected a largest frame that holds a frame");
    frameMax = bytes;
  }

  /// Whether a whole frame begins at `at` and ends before `end`. What its first bytes tell is
  /// checked as soon as they are there.
  ///
  /// @throws AmqpException 501, for what is not a frame or is too large
  public boolean read(ByteBuffer in, int at, int end) {
    needs = Frames.HEAD_BYTES;
    if (at < end) {
      type = typeOf(in.get(at));
    }
    if (end - at < Frames.HEAD_BYTES) {
      return false;
    }
    channel = in.getShort(at + 1) & 0xffff;
    payloadBytes = checked(in.getInt(at + 3));
    payloadAt = at + Frames.HEAD_BYTES;
    needs = Frames.OVERHEAD_BYTES + payloadBytes;
    if (end - at < needs) {
      return false;
    }
    byte last = in.get(payloadAt + payloadBytes);
    if (last != Frames.END) {
      throw AmqpException.frame(
          "expected octet 206 at the end of a frame of type "
              + type
              + ", but it is "
              + (last & 0xff));
    }
    return true;
  }

  private static int typeOf(byte type) {
    return switch (type) {
      case Frames.METHOD, Frames.HEADER, Frames.BODY, Frames.HEARTBEAT -> type;
      default ->
          throw AmqpException.frame(
              "expected a frame of type 1, 2, 3 or 8, but it is " + (type & 0xff));
    };
  }

  private int checked(int size) {
    if (size < 0 || size > frameMax - Frames.OVERHEAD_BYTES) {
      throw AmqpException.frame(
          "expected a payload of at most "
              + (frameMax - Frames.OVERHEAD_BYTES)
              + " bytes, but its size is "
              + Integer.toUnsignedString(size));
    }
    if (type == Frames.HEARTBEAT && (size != 0 || channel != 0)) {
      throw AmqpException.frame("expected a heartbeat that is empty and on channel 0");
    }
    return size;
  }

  /// Bytes that the next frame needs in whole, as far as known.
  public int needs() {
    return needs;
  }

  public int type() {
    return type;
  }

  public int channel() {
    return channel;
  }

  public int payloadAt() {
    return payloadAt;
  }

  public int payloadBytes() {
    return payloadBytes;
  }

  /// The end of the payload.
  public int payloadEnd() {
    return payloadAt + payloadBytes;
  }

  /// The frame's bytes.
  public int bytes() {
    return Frames.OVERHEAD_BYTES + payloadBytes;
  }

  /// In a method frame: the class in the upper 16 bits, the method in the lower.
  ///
  /// @throws AmqpException if they are not there
  public int key(ByteBuffer in) {
    if (payloadBytes < Frames.KEY_BYTES) {
      throw AmqpException.syntax(
          "expected a class and a method, but the payload has " + payloadBytes + " bytes");
    }
    return in.getInt(payloadAt);
  }
}
