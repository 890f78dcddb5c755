package io.thalweg.protocol.amqp.v091.wire;

import io.thalweg.core.base.Check;
import java.nio.ByteBuffer;

/// Frames (AMQP 0-9-1, section 4.2.3): a type, a channel, the size of the payload, the payload, and
/// an octet that ends them. Those that are written go into a buffer by relative puts.
public final class Frames {
  public static final int METHOD = 1;
  public static final int HEADER = 2;
  public static final int BODY = 3;
  public static final int HEARTBEAT = 8;

  /// Bytes before the payload.
  public static final int HEAD_BYTES = 7;

  /// Bytes of a frame that are not payload.
  public static final int OVERHEAD_BYTES = HEAD_BYTES + 1;

  /// Bytes of a class and a method, with which the payload of a method frame begins.
  public static final int KEY_BYTES = 4;

  static final byte END = (byte) 0xce;

  private Frames() {}

  /// Begins a frame; the payload comes next, then [#end].
  public static void begin(ByteBuffer out, int type, int channel, int payloadBytes) {
    Check.within(0, channel, 0xffff, "a channel");
    out.put((byte) type).putShort((short) channel).putInt(payloadBytes);
  }

  /// Ends a frame.
  public static void end(ByteBuffer out) {
    out.put(END);
  }

  /// A heartbeat, of [#OVERHEAD_BYTES].
  public static void heartbeat(ByteBuffer out) {
    begin(out, HEARTBEAT, 0, 0);
    end(out);
  }
}
