package io.thalweg.protocol.amqp.v091.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Held against the JDK, whose decoder replaces what is not well-formed.
class Utf8Test {
  private static final int[] LATER = {0x00, 0x7f, 0x80, 0xbf, 0xc0, 0xff};

  @Test
  void everyBeginningOfASequenceIsToldAsTheJdkDoes() {
    int valid = 0;
    for (int beginning = 0; beginning < 1 << 16; beginning++) {
      for (int later = 0; later < LATER.length * LATER.length; later++) {
        byte[] bytes = {
          (byte) (beginning >> 8),
          (byte) beginning,
          (byte) LATER[later % LATER.length],
          (byte) LATER[later / LATER.length]
        };
        valid += assertToldAsTheJdkDoes(bytes, 2 + later % 3) ? 1 : 0;
        valid += assertToldAsTheJdkDoes(bytes, bytes.length) ? 1 : 0;
      }
    }
    assertThat(valid).isGreaterThan(100_000);
  }

  private static boolean assertToldAsTheJdkDoes(byte[] bytes, int length) {
    String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
    byte[] again = text.getBytes(StandardCharsets.UTF_8);
    boolean valid = Arrays.equals(again, 0, again.length, bytes, 0, length);
    if (Utf8.valid(ByteBuffer.wrap(bytes), 0, length) != valid) {
      throw new AssertionError("of " + length + ": " + Arrays.toString(bytes));
    }
    if (Utf8.bytes(text) != again.length) {
      throw new AssertionError("bytes of " + text);
    }
    return valid;
  }

  @Test
  void whatIsWrongIsFoundAtAnyPlace() {
    byte[] ascii = "x".repeat(40).getBytes(StandardCharsets.US_ASCII);
    for (int wrong = 0; wrong < ascii.length; wrong++) {
      byte[] bytes = ascii.clone();
      bytes[wrong] = (byte) 0xc3;
      ByteBuffer in = ByteBuffer.wrap(bytes);
      for (int from = 0; from < ascii.length; from++) {
        boolean outside = wrong < from;
        assertThat(Utf8.valid(in, from, ascii.length - from)).isEqualTo(outside);
        assertThat(Utf8.valid(in, 0, from)).isEqualTo(wrong >= from);
      }
    }
  }

  @Test
  void halvesOfPairsAreWrittenAsQuestionMarks() {
    for (String text : new String[] {"\ud800x\udc00", "\ud800", "\udc00\ud800", "\ud834\udd1e"}) {
      assertThat(Utf8.bytes(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
    }
  }
}
