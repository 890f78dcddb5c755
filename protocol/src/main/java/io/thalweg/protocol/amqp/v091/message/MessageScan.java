package io.thalweg.protocol.amqp.v091.message;

import io.thalweg.protocol.amqp.v091.wire.FrameReader;
import io.thalweg.protocol.amqp.v091.wire.Frames;
import java.nio.ByteBuffer;

/// Looks whether the frames of a message lie one behind the other in the receive buffer: then it
/// need not be gathered. Reused from message to message.
public final class MessageScan {
  private static final int BODY_BYTES_AT = 4;
  private static final int SHORTEST_HEADER = 14;

  private final FrameReader frame;
  private final int frameMax;
  private int headerAt;
  private int headerEnd;
  private int bodyAt;
  private int bodyBytes;
  private int end;
  private int needs;

  /// What it has found.
  public enum Found {
    /// All of it.
    WHOLE,
    /// All of it may come; [#needs] says how many bytes there must be to tell.
    INCOMPLETE,
    /// Other frames are between, or the body has several, or it is wrong.
    PIECES
  }

  /// Refuses frames of more than `frameMax` bytes.
  public MessageScan(int frameMax) {
    this.frameMax = frameMax;
    this.frame = new FrameReader(frameMax);
  }

  /// Looks at what lies between `at`, behind the method, and `last`. Fails with 501 for what is no
  /// frame.
  public Found over(ByteBuffer in, int at, int last, int channel) {
    end = at;
    if (!frame.read(in, at, last)) {
      return incomplete(at, last, Frames.HEADER);
    }
    if (frame.type() != Frames.HEADER
        || frame.channel() != channel
        || frame.payloadBytes() < SHORTEST_HEADER) {
      return Found.PIECES;
    }
    headerAt = frame.payloadAt();
    headerEnd = frame.payloadEnd();
    long bytes = in.getLong(headerAt + BODY_BYTES_AT);
    bodyAt = at + frame.bytes();
    end = bodyAt;
    bodyBytes = 0;
    return bytes == 0 ? Found.WHOLE : body(in, last, channel, bytes);
  }

  private Found body(ByteBuffer in, int last, int channel, long bytes) {
    if (bytes > frameMax - Frames.OVERHEAD_BYTES) {
      return Found.PIECES;
    }
    if (frame.read(in, end, last)) {
      boolean whole =
          frame.type() == Frames.BODY
              && frame.channel() == channel
              && frame.payloadBytes() == bytes;
      bodyAt = frame.payloadAt();
      bodyBytes = frame.payloadBytes();
      end += frame.bytes();
      return whole ? Found.WHOLE : Found.PIECES;
    }
    boolean split =
        last - end >= Frames.HEAD_BYTES && frame.needs() < bytes + Frames.OVERHEAD_BYTES;
    return split ? Found.PIECES : incomplete(end, last, Frames.BODY);
  }

  /// A frame of another type will not become the right one.
  private Found incomplete(int at, int last, int type) {
    if (last > at && frame.type() != type) {
      return Found.PIECES;
    }
    needs = at + frame.needs();
    return Found.INCOMPLETE;
  }

  /// Where the bytes must end that it can tell more by.
  public int needs() {
    return needs;
  }

  /// Where the payload of the header frame is.
  public int headerAt() {
    return headerAt;
  }

  public int headerEnd() {
    return headerEnd;
  }

  /// Where the body is.
  public int bodyAt() {
    return bodyAt;
  }

  public int bodyBytes() {
    return bodyBytes;
  }

  /// The end of the message.
  public int end() {
    return end;
  }
}
