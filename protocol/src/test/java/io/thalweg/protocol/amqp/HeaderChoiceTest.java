package io.thalweg.protocol.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HeaderChoiceTest {
  private static HeaderChoice choice(String letters, int... version) {
    byte[] text = letters.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer in = ByteBuffer.allocate(3 + text.length + version.length).position(3).put(text);
    for (int octet : version) {
      in.put((byte) octet);
    }
    return HeaderChoice.read(in, 3, in.position());
  }

  @Test
  void versionsAreTold() {
    assertThat(choice("AMQP", 0, 0, 9, 1)).isEqualTo(HeaderChoice.V091);
    assertThat(choice("AMQP", 0, 0, 9, 1, 1, 0, 0)).isEqualTo(HeaderChoice.V091);
    assertThat(choice("AMQP", 1, 1, 0, 9)).isEqualTo(HeaderChoice.V091);
    assertThat(choice("AMQP", 0, 1, 0, 0)).isEqualTo(HeaderChoice.V10);
    assertThat(choice("AMQP", 3, 1, 0, 0)).isEqualTo(HeaderChoice.V10_SASL);
  }

  @Test
  void whatIsNotSpokenIsWrong() {
    assertThat(choice("AMQP", 2, 1, 0, 0)).as("1.0 with TLS").isEqualTo(HeaderChoice.WRONG);
    assertThat(choice("AMQP", 1, 1, 8, 0)).as("0-8").isEqualTo(HeaderChoice.WRONG);
    assertThat(choice("AMQP", 0, 0, 9, 0)).isEqualTo(HeaderChoice.WRONG);
    assertThat(choice("amqp", 0, 0, 9, 1)).isEqualTo(HeaderChoice.WRONG);
    assertThat(choice("GET / HTTP/1.1\r\n\r\n")).isEqualTo(HeaderChoice.WRONG);
  }

  @Test
  void whatIsWrongIsToldByItsFirstBytes() {
    assertThat(choice("")).isEqualTo(HeaderChoice.INCOMPLETE);
    assertThat(choice("A")).isEqualTo(HeaderChoice.INCOMPLETE);
    assertThat(choice("AMQP")).isEqualTo(HeaderChoice.INCOMPLETE);
    assertThat(choice("AMQP", 0, 1, 0)).isEqualTo(HeaderChoice.INCOMPLETE);
    assertThat(choice("AMQP", 3)).isEqualTo(HeaderChoice.INCOMPLETE);
    assertThat(choice("G")).isEqualTo(HeaderChoice.WRONG);
    assertThat(choice("AMQX")).isEqualTo(HeaderChoice.WRONG);
    assertThat(choice("AMQP", 0, 1, 1)).isEqualTo(HeaderChoice.WRONG);
    assertThat(choice("AMQP", 4)).isEqualTo(HeaderChoice.WRONG);
  }

  @Test
  void theHeaderThatIsSentBackIsTheOneThatIsSpoken() {
    ByteBuffer out = ByteBuffer.allocate(HeaderChoice.BYTES).putLong(HeaderChoice.V091_HEADER);
    assertThat(HeaderChoice.read(out, 0, HeaderChoice.BYTES)).isEqualTo(HeaderChoice.V091);
  }
}
