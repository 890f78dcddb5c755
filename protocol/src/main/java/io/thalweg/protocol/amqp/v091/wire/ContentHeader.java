package io.thalweg.protocol.amqp.v091.wire;

import java.nio.ByteBuffer;

/// A view of a content header (AMQP 0-9-1, section 4.2.6.1): class, weight, size of the body, and
/// the properties, which go on verbatim. Reused from message to message.
public final class ContentHeader {
  /// The one class whose methods have content: basic.
  static final int BASIC = 60;

  private static final int WEIGHT_AT = 2;
  private static final int BODY_BYTES_AT = 4;
  private static final int PROPERTIES_AT = 12;

  private final BasicProperties properties = new BasicProperties();
  private long bodyBytes;

  /// Views the payload of a header frame, between `at` and `end`.
  ///
  /// @throws AmqpException if it isn't right
  public ContentHeader over(ByteBuffer in, int at, int end) {
    if (end - at < PROPERTIES_AT) {
      throw AmqpException.frame(
          "expected a content header of at least 12 bytes, but it has " + (end - at));
    }
    int classId = in.getShort(at) & 0xffff;
    if (classId != BASIC) {
      throw new AmqpException(
          ReplyCode.UNEXPECTED_FRAME, "expected a content header of class 60, but of " + classId);
    }
    if (in.getShort(at + WEIGHT_AT) != 0) {
      throw AmqpException.frame("expected a content header of weight 0");
    }
    bodyBytes = in.getLong(at + BODY_BYTES_AT);
    if (bodyBytes < 0) {
      throw AmqpException.syntax(
          "expected a body of less than 2^63 bytes, but of " + Long.toUnsignedString(bodyBytes));
    }
    properties.over(in, at + PROPERTIES_AT, end);
    return this;
  }

  /// The bytes of body that follow; to be checked against a limit.
  public long bodyBytes() {
    return bodyBytes;
  }

  public BasicProperties properties() {
    return properties;
  }

  /// Bytes of the frame that [#write] makes.
  public static int frameBytes(BasicProperties properties) {
    return Frames.OVERHEAD_BYTES + PROPERTIES_AT + properties.bytes();
  }

  /// Writes a header frame.
  public static void write(
      ByteBuffer out, int channel, long bodyBytes, BasicProperties properties) {
    Frames.begin(out, Frames.HEADER, channel, PROPERTIES_AT + properties.bytes());
    out.putShort((short) BASIC).putShort((short) 0).putLong(bodyBytes);
    properties.write(out);
    Frames.end(out);
  }
}
