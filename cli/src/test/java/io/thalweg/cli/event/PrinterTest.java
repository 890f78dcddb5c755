package io.thalweg.cli.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class PrinterTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void formatsLikeKcat() throws IOException {
    String text = format("%t/%p@%o %T %k(%K)=%s(%S) [%h] 100%%\\n", event("k", "wert ü"));
    assertThat(text).isEqualTo("t/3@7 1000 k(1)=wert ü(7) [a=1,b=2] 100%\n");
  }

  @Test
  void nothingIsEmptyAndHasLengthMinusOne() throws IOException {
    assertThat(format("<%k|%K|%s|%S>", event(null, null))).isEqualTo("<|-1||-1>");
  }

  @Test
  void anUnknownLetterIsRefused() {
    assertThatThrownBy(() -> FormatPrinter.of("%x", out))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("%x");
    assertThatThrownBy(() -> FormatPrinter.of("%", out))
        .isInstanceOf(TypeConversionException.class);
  }

  @Test
  void jsonIsOneObjectALine() throws IOException {
    JsonPrinter printer = new JsonPrinter(out);
    printer.print(event("k", "a\n\"b\""));
    printer.print(event(null, null));
    printer.flush();
    assertThat(out.toString(UTF_8))
        .isEqualTo(
            """
            {"topic":"t","partition":3,"offset":7,"timestamp":1000,"key":"k","value":"a\\n\\"b\\"",\
            "headers":[{"name":"a","value":"1"},{"name":"b","value":"2"}]}
            {"topic":"t","partition":3,"offset":7,"timestamp":1000,"key":null,"value":null,\
            "headers":[{"name":"a","value":"1"},{"name":"b","value":"2"}]}
            """);
  }

  @Test
  void bytesThatAreNoTextStandInBase64() throws IOException {
    JsonPrinter printer = new JsonPrinter(out);
    printer.print(raw(null, new byte[] {(byte) 0xff, 0}));
    printer.flush();
    assertThat(out.toString(UTF_8)).contains("\"valueBase64\":\"/wA=\"");
  }

  private String format(String format, ConsumerRecord<byte[], byte[]> event) throws IOException {
    FormatPrinter printer = FormatPrinter.of(format, out);
    printer.print(event);
    printer.flush();
    return out.toString(UTF_8);
  }

  private static ConsumerRecord<byte[], byte[]> event(String key, String value) {
    return raw(
        key == null ? null : key.getBytes(UTF_8), value == null ? null : value.getBytes(UTF_8));
  }

  private static ConsumerRecord<byte[], byte[]> raw(byte[] key, byte[] value) {
    RecordHeaders headers = new RecordHeaders();
    headers.add("a", "1".getBytes(UTF_8)).add("b", "2".getBytes(UTF_8));
    return new ConsumerRecord<>(
        "t", 3, 7, 1000, TimestampType.CREATE_TIME, -1, -1, key, value, headers, Optional.empty());
  }
}
