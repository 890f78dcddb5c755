package io.thalweg.protocol.amqp.v091.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.core.base.Opaque;
import io.thalweg.protocol.amqp.v091.wire.AmqpException;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import io.thalweg.protocol.amqp.v091.wire.FieldValue;
import io.thalweg.protocol.amqp.v091.wire.ReplyCode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class MethodTest {
  private static final int HEAD_BYTES = 7;

  private static byte[] payload(Method method) {
    ByteBuffer out = ByteBuffer.allocate(method.frameBytes());
    method.write(out, 1);
    assertThat(out.remaining()).isZero();
    return Arrays.copyOfRange(out.array(), HEAD_BYTES, out.capacity() - 1);
  }

  private static Method read(byte[] payload) {
    return Method.read(ByteBuffer.wrap(payload), 0, payload.length);
  }

  private static final Method DECLARE =
      new QueueMethod.Declare(
          7,
          "orders",
          false,
          true,
          false,
          true,
          false,
          FieldTable.builder().put("x-expires", FieldValue.of(1000)).build());

  @Test
  void bitsThatFollowEachOtherShareAByte() {
    byte[] payload = payload(DECLARE);
    assertThat(payload[4 + 2 + 7]).isEqualTo((byte) 0b01010);
    assertThat(read(payload)).isEqualTo(DECLARE);
  }

  @Test
  void aMethodThatThereIsNotIsInvalid() {
    for (int key : new int[] {60 << 16 | 41, 61 << 16 | 40, 0, -1, 50 << 16 | 52}) {
      assertThatThrownBy(() -> read(ByteBuffer.allocate(10).putInt(key).array()))
          .isInstanceOfSatisfying(
              AmqpException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ReplyCode.COMMAND_INVALID);
                assertThat(e.classId()).isEqualTo(key >>> 16);
                assertThat(e.methodId()).isEqualTo(key & 0xffff);
              });
    }
  }

  @Test
  void whatIsCutOffOrTooLongIsASyntaxErrorOfTheMethod() {
    byte[] payload = payload(DECLARE);
    for (int length = 4; length < payload.length; length++) {
      byte[] cut = Arrays.copyOf(payload, length);
      assertSyntaxError(() -> read(cut), 50, 10);
    }
    byte[] longer = Arrays.copyOf(payload, payload.length + 3);
    assertSyntaxError(() -> read(longer), 50, 10);
    for (int length = 0; length < 4; length++) {
      byte[] cut = Arrays.copyOf(payload, length);
      assertSyntaxError(() -> read(cut), 0, 0);
    }
  }

  @Test
  void namesThatAreNotUtf8AreSyntaxErrors() {
    byte[] payload = payload(DECLARE);
    payload[4 + 2 + 3] = (byte) 0xff;
    assertSyntaxError(() -> read(payload), 50, 10);
  }

  @Test
  void lengthsThatLieAreSyntaxErrors() {
    byte[] payload =
        payload(new ConnectionMethod.SecureOk(new Opaque(new byte[] {1, 2, 3, 4, 5, 6})));
    for (int length : new int[] {5, 7, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
      byte[] lying = payload.clone();
      ByteBuffer.wrap(lying).putInt(4, length);
      assertSyntaxError(() -> read(lying), 10, 21);
    }
  }

  @Test
  void whatDoesNotFitIsNotWritten() {
    for (Method method :
        new Method[] {
          new BasicMethod.CancelOk("x".repeat(256)),
          new ChannelMethod.Close(0x10000, "", 0, 0),
          new ConnectionMethod.Tune(0, 1L << 32, 0),
          new ConnectionMethod.Start(256, 0, FieldTable.EMPTY, Opaque.EMPTY, Opaque.EMPTY)
        }) {
      ByteBuffer out = ByteBuffer.allocate(method.frameBytes());
      assertThatThrownBy(() -> method.write(out, 1)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aReplyTextFitsAShortString() {
    Consumer<String> fits =
        text -> {
          String reply = new AmqpException(ReplyCode.NOT_FOUND, text).replyText();
          assertThat(reply).startsWith("NOT_FOUND - ");
          new ConnectionMethod.Close(404, reply, 0, 0).write(ByteBuffer.allocate(1000), 0);
        };
    fits.accept("no queue 'a' in vhost '/'");
    fits.accept("x".repeat(1000));
    fits.accept("€".repeat(1000));
    fits.accept("x" + "𝄞".repeat(1000));
  }

  private static void assertSyntaxError(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, int classId, int methodId) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AmqpException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ReplyCode.SYNTAX_ERROR);
              assertThat(e.classId()).isEqualTo(classId);
              assertThat(e.methodId()).isEqualTo(methodId);
            });
  }
}
