package io.thalweg.protocol.amqp.v091.wire;

import io.thalweg.core.memory.Slice;
import io.thalweg.protocol.wire.Out;
import java.nio.ByteBuffer;

/// Bodies, in frames no larger than was agreed on (AMQP 0-9-1, section 4.2.6.2). An empty body has
/// no frame.
public final class BodyFrames {
  private BodyFrames() {}

  /// Bytes of a body in its frames.
  public static long bytes(long bodyBytes, int frameMax) {
    int most = frameMax - Frames.OVERHEAD_BYTES;
    return bodyBytes + (bodyBytes + most - 1) / most * Frames.OVERHEAD_BYTES;
  }

  /// Copies a body of `length` bytes at `at` of `in`.
  public static void write(
      ByteBuffer out, int channel, ByteBuffer in, int at, int length, int frameMax) {
    int most = frameMax - Frames.OVERHEAD_BYTES;
    for (int done = 0; done < length; done += most) {
      int next = Math.min(most, length - done);
      Frames.begin(out, Frames.BODY, channel, next);
      out.put(out.position(), in, at + done, next).position(out.position() + next);
      Frames.end(out);
    }
  }

  /// Sends a body without copying it; it is held until the socket took it.
  public static void send(Out out, int channel, Slice body, int frameMax) {
    int most = frameMax - Frames.OVERHEAD_BYTES;
    for (int done = 0; done < body.length(); done += most) {
      int next = Math.min(most, body.length() - done);
      ByteBuffer room = out.room(Frames.OVERHEAD_BYTES);
      if (done > 0) {
        Frames.end(room);
      }
      Frames.begin(room, Frames.BODY, channel, next);
      out.advance(room);
      out.write(new Slice(body.block(), body.offset() + done, next));
    }
    if (body.length() > 0) {
      ByteBuffer room = out.room(1);
      Frames.end(room);
      out.advance(room);
    }
  }
}
