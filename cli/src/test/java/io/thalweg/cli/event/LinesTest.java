package io.thalweg.cli.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {
  @Test
  void eachLineFeedEndsALine() throws IOException {
    assertThat(lines("a\n\nb")).containsExactly("a", "", "b");
    assertThat(lines("a\n")).containsExactly("a");
    assertThat(lines("")).isEmpty();
  }

  @Test
  void bytesStayAsTheyAre() throws IOException {
    byte[] line = {(byte) 0xff, '\r', 0};
    assertThat(new Lines(new ByteArrayInputStream(line)).next()).isEqualTo(line);
  }

  @Test
  void aKeyStandsBeforeTheFirstSeparator() {
    KeySeparator separator = new KeySeparator("\\t");
    assertThat(divided(separator, "k\tv\tw".getBytes(UTF_8))).isEqualTo("k -> v\tw");
    assertThat(divided(separator, "\t".getBytes(UTF_8))).isEqualTo(" -> ");
    assertThat(separator.key("kv".getBytes(UTF_8))).isNull();
    assertThat(divided(new KeySeparator("::"), "a:b::c".getBytes(UTF_8))).isEqualTo("a:b -> c");
  }

  private static String divided(KeySeparator separator, byte[] line) {
    return new String(separator.key(line), UTF_8)
        + " -> "
        + new String(separator.value(line), UTF_8);
  }

  private static List<String> lines(String text) throws IOException {
    Lines lines = new Lines(new ByteArrayInputStream(text.getBytes(UTF_8)));
    List<String> all = new ArrayList<>();
    for (byte[] line = lines.next(); line != null; line = lines.next()) {
      all.add(new String(line, UTF_8));
    }
    return all;
  }
}
