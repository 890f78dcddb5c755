package io.thalweg.protocol.amqp.v091.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.impl.Frame;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
  private static final int FRAME_MAX = 4096;

  private final FrameReader reader = new FrameReader(FRAME_MAX);

  private static byte[] frame(int type, int channel, int payloadBytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Frame frame = new Frame(type, channel);
    frame.getOutputStream().write(new byte[payloadBytes]);
    frame.writeTo(new DataOutputStream(out));
    return out.toByteArray();
  }

  private boolean read(byte[] bytes, int length) {
    return reader.read(ByteBuffer.wrap(bytes), 0, length);
  }

  @Test
  void framesOfRabbitAreFoundWhereTheyLie() throws IOException {
    for (int type : new int[] {Frames.METHOD, Frames.HEADER, Frames.BODY}) {
      for (int bytes : new int[] {0, 1, 100, FRAME_MAX - Frames.OVERHEAD_BYTES}) {
        byte[] frame = frame(type, 0xfedc, bytes);
        ByteBuffer in = ByteBuffer.allocate(5 + frame.length + 5).put(5, frame);
        assertThat(reader.read(in, 5, in.limit())).isTrue();
        assertThat(reader.type()).isEqualTo(type);
        assertThat(reader.channel()).isEqualTo(0xfedc);
        assertThat(reader.payloadAt()).isEqualTo(12);
        assertThat(reader.payloadBytes()).isEqualTo(bytes);
        assertThat(reader.payloadEnd()).isEqualTo(12 + bytes);
        assertThat(reader.bytes()).isEqualTo(frame.length);
      }
    }
  }

  @Test
  void framesThatAreWrittenAreThoseOfRabbit() throws IOException {
    ByteBuffer out = ByteBuffer.allocate(FRAME_MAX);
    Frames.begin(out, Frames.BODY, 7, 5);
    Frames.end(out.put(new byte[] {1, 2, 3, 4, 5}));
    Frames.heartbeat(out);
    var in = new DataInputStream(new ByteArrayInputStream(out.array()));
    Frame body = Frame.readFrom(in, () -> FRAME_MAX);
    assertThat(body.getType()).isEqualTo(Frames.BODY);
    assertThat(body.getChannel()).isEqualTo(7);
    assertThat(body.getPayload()).containsExactly(1, 2, 3, 4, 5);
    Frame heartbeat = Frame.readFrom(in, () -> FRAME_MAX);
    assertThat(heartbeat.getType()).isEqualTo(Frames.HEARTBEAT);
    assertThat(heartbeat.getChannel()).isZero();
    assertThat(reader.read(out, 5 + Frames.OVERHEAD_BYTES, out.position())).isTrue();
    assertThat(reader.type()).isEqualTo(Frames.HEARTBEAT);
  }

  @Test
  void aFrameThatIsNotWholeIsWaitedFor() throws IOException {
    byte[] frame = frame(Frames.METHOD, 1, 50);
    for (int length = 0; length < frame.length; length++) {
      assertThat(read(frame, length)).as("%d bytes", length).isFalse();
      assertThat(reader.needs()).isEqualTo(length < Frames.HEAD_BYTES ? 7 : frame.length);
    }
    assertThat(read(frame, frame.length)).isTrue();
  }

  @Test
  void aFrameBeyondTheLimitIsRefusedByItsHead() throws IOException {
    assertThat(read(frame(Frames.BODY, 1, FRAME_MAX - 8), 7)).isFalse();
    for (int size : new int[] {FRAME_MAX - 7, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
      byte[] head = frame(Frames.BODY, 1, 0);
      ByteBuffer.wrap(head).putInt(3, size);
      assertRefused(head, 7, Integer.toUnsignedString(size));
      assertThat(reader.needs()).isLessThanOrEqualTo(FRAME_MAX);
    }
    reader.frameMax(8192);
    assertThat(read(frame(Frames.BODY, 1, FRAME_MAX - 7), 7)).isFalse();
  }

  @Test
  void anUnknownTypeIsRefusedByItsFirstByte() {
    for (int type = 0; type < 256; type++) {
      byte[] first = {(byte) type};
      if (type == 1 || type == 2 || type == 3 || type == 8) {
        assertThat(read(first, 1)).isFalse();
      } else {
        assertRefused(first, 1, "type 1, 2, 3 or 8, but it is " + type);
      }
    }
  }

  @Test
  void aFrameThatDoesNotEndIsRefused() throws IOException {
    for (int type : new int[] {Frames.METHOD, Frames.HEADER, Frames.BODY, Frames.HEARTBEAT}) {
      byte[] frame = frame(type, 0, type == Frames.HEARTBEAT ? 0 : 20);
      for (int last = 0; last < 256; last++) {
        frame[frame.length - 1] = (byte) last;
        if (last != 206) {
          assertRefused(frame, frame.length, "octet 206");
        }
      }
    }
  }

  @Test
  void aHeartbeatIsEmptyAndOnChannel0() throws IOException {
    assertRefused(frame(Frames.HEARTBEAT, 1, 0), 8, "heartbeat");
    assertRefused(frame(Frames.HEARTBEAT, 0, 1), 7, "heartbeat");
    assertThat(read(frame(Frames.HEARTBEAT, 0, 0), 8)).isTrue();
  }

  @Test
  void aMethodFrameNamesItsMethod() throws IOException {
    byte[] frame = frame(Frames.METHOD, 1, 4);
    ByteBuffer.wrap(frame).putInt(7, 60 << 16 | 40);
    read(frame, frame.length);
    assertThat(reader.key(ByteBuffer.wrap(frame))).isEqualTo(60 << 16 | 40);
    byte[] shorter = frame(Frames.METHOD, 1, 3);
    read(shorter, shorter.length);
    assertThatThrownBy(() -> reader.key(ByteBuffer.wrap(shorter)))
        .isInstanceOf(AmqpException.class)
        .hasMessageStartingWith("SYNTAX_ERROR");
  }

  private void assertRefused(byte[] bytes, int length, String why) {
    assertThatThrownBy(() -> read(bytes, length))
        .isInstanceOfSatisfying(
            AmqpException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ReplyCode.FRAME_ERROR);
              assertThat(e.code().number()).isEqualTo(501);
              assertThat(e.code().hard()).isTrue();
            })
        .hasMessageContaining(why);
  }
}
