package io.thalweg.cli.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.cli.terminal.Failure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepeatedTest {
  @Test
  void eventsComeAgainAndAgainInTurn() throws IOException {
    Source values = Source.of(List.of("a", "b"));
    assertThat(all(new Repeated(values, 5))).containsExactly("a", "b", "a", "b", "a");
    Source lines = new Lines(new ByteArrayInputStream("one\ntwo\n".getBytes(UTF_8)));
    assertThat(all(new Repeated(lines, 3))).containsExactly("one", "two", "one");
  }

  @Test
  void notMoreAreReadThanAreAskedFor() throws IOException {
    ByteArrayInputStream endless = new ByteArrayInputStream(new byte[0]);
    Source source = () -> endless.read() < 0 ? "x".getBytes(UTF_8) : null;
    assertThat(all(new Repeated(source, 2))).containsExactly("x", "x");
  }

  @Test
  void whatIsTooMuchToKeepMayPassOnce() throws IOException {
    byte[] large = new byte[1 << 20];
    List<byte[]> left = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      left.add(large);
    }
    Repeated repeated = new Repeated(() -> left.isEmpty() ? null : left.removeLast(), 41);
    for (int i = 0; i < 40; i++) {
      assertThat(repeated.next()).hasSize(1 << 20);
    }
    assertThatThrownBy(repeated::next).isInstanceOf(Failure.class).hasMessageContaining("32 MiB");
  }

  @Test
  void nothingCannotBeRepeated() {
    Source none = new Lines(new ByteArrayInputStream(new byte[0]));
    assertThatThrownBy(() -> new Repeated(none, 3).next())
        .isInstanceOf(Failure.class)
        .hasMessageContaining("nothing to repeat");
  }

  @Test
  void madeUpEventsEnd() throws IOException {
    assertThat(all(Source.generated(15, 3)))
        .containsExactly("000000000000001", "000000000000002", "000000000000003");
  }

  private static List<String> all(Source source) throws IOException {
    List<String> all = new ArrayList<>();
    for (byte[] event = source.next(); event != null; event = source.next()) {
      all.add(new String(event, UTF_8));
    }
    return all;
  }
}
