package io.thalweg.checks.kcat;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.broker.Launch;
import io.thalweg.checks.broker.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The README's tour, typed as it is printed there; only the port is another, and `./thalweg` runs
/// the classes under test.
class TourTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Pattern TOUR = Pattern.compile("(?s)\n## A tour.*?(?=\n## )");
  private static final Pattern BLOCK = Pattern.compile("(?s)```sh\n(.*?)```");
  private static final Pattern LISTENING = Pattern.compile("listening kafka 127.0.0.1:(\\d+)");
  private static final String USUAL = "localhost:9092";

  @TempDir Path folder;
  private final List<String> blocks = new ArrayList<>();
  private String address = "127.0.0.1:0";

  @BeforeEach
  void readTheTour() throws IOException {
    Launch.script(folder);
    Matcher tour = TOUR.matcher(Files.readString(Launch.HOME.resolve("README.md")));
    assertThat(tour.find()).isTrue();
    Matcher block = BLOCK.matcher(tour.group());
    while (block.find()) {
      blocks.add(block.group(1));
    }
  }

  @Test
  void everyCommandDoesWhatTheReadmeSays() {
    assertThat(blocks).hasSize(5);
    String read = "alice says hello (offset 0)\nbob says good morning (offset 1)";
    try (Program _ = serve()) {
      type(blocks.get(1));
      assertThat(type(blocks.get(2))).isEqualTo(read);
      assertThat(tail(blocks.get(3), "how are you?")).endsWith("hello\ngood morning\nhow are you?");
    }
    try (Program _ = serve()) {
      assertThat(type(blocks.get(2))).startsWith(read);
      assertThat(type(blocks.get(4)))
          .containsPattern("(?m)^greetings +1 +3 ")
          .contains("listeners.kafka", "Usage: thalweg");
    }
  }

  /// The first block, until the broker is ready; closing it is the `kill -9` of the tour.
  private Program serve() {
    assertThat(blocks.getFirst()).isEqualTo("./thalweg serve\n");
    Program broker = shell(blocks.getFirst());
    assertThat(broker.out().await(line -> line.startsWith("ready in"), LIMIT))
        .as("what serve printed: %s", broker.errors().text())
        .isPresent();
    Matcher listening = LISTENING.matcher(broker.out().text());
    assertThat(listening.find()).isTrue();
    address = "127.0.0.1:" + listening.group(1);
    assertThat(folder.resolve("data")).isDirectory();
    return broker;
  }

  private String type(String block) {
    Program.Ended ended = shell(block).end();
    assertThat(ended.exitCode()).as("exit code; it said: %s", ended.errors()).isZero();
    return ended.out();
  }

  /// A block that goes on until Ctrl-C, which is pressed after `last`.
  private String tail(String block, String last) {
    try (Program typed = shell(block)) {
      assertThat(typed.out().await(last::equals, LIMIT))
          .as("line '%s'; it said: %s", last, typed.errors().text())
          .isPresent();
      typed.interrupt();
      return typed.end().out();
    }
  }

  private Program shell(String block) {
    Map<String, String> otherPort =
        Map.of("THALWEG_LISTENERS_KAFKA", address, "THALWEG_BROKER", address);
    return Program.start(List.of("sh", "-ec", block.replace(USUAL, address)), folder, otherPort);
  }
}
