package io.thalweg.protocol.amqp.v091.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// What is made from the specification and what is checked in are the same, whatever their layout.
/// CONTRIBUTING.md says how to make it anew.
class MethodSourcesTest {
  private static final Path ROOT = Path.of("src/main/java/io/thalweg/protocol/amqp/v091");

  @Test
  @DisabledIfSystemProperty(named = "amqp.make", matches = "true")
  void whatIsCheckedInIsWhatIsMade() throws IOException {
    for (Map.Entry<String, String> source : MethodSources.of(Specification.read()).entrySet()) {
      Path file = ROOT.resolve(source.getKey());
      assertThat(file).exists();
      assertThat(Files.readString(file))
          .as(source.getKey())
          .isEqualToIgnoringWhitespace(source.getValue());
    }
  }

  @Test
  void nothingElseSaysThatItWasMade() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      assertThat(
              files
                  .filter(Files::isRegularFile)
                  .filter(MethodSourcesTest::saysThatItWasMade)
                  .map(file -> ROOT.relativize(file).toString()))
          .containsExactlyInAnyOrderElementsOf(MethodSources.of(Specification.read()).keySet());
    }
  }

  private static boolean saysThatItWasMade(Path file) {
    try {
      return Files.readString(file).startsWith("// Made by MethodSources");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "amqp.make", matches = "true")
  void make() throws IOException {
    for (Map.Entry<String, String> source : MethodSources.of(Specification.read()).entrySet()) {
      Files.writeString(ROOT.resolve(source.getKey()), source.getValue());
    }
  }
}
