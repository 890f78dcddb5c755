package io.thalweg.checks.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thalweg.checks.broker.Program;
import io.thalweg.checks.broker.SharedBroker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `publish` and `tail` end to end.
class EventsTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final String topic = SharedBroker.fresh("events");

  private static Program start(String... arguments) {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.addAll(List.of("--broker", SharedBroker.get().bootstrap()));
    return Program.thalweg(line.toArray(String[]::new));
  }

  private static String run(String input, String... arguments) {
    return out(start(arguments), input);
  }

  private static String out(Program started, String input) {
    Program.Ended ended = started.end(input);
    assertThat(ended.errors()).isEmpty();
    assertThat(ended.exitCode()).isZero();
    return ended.out();
  }

  /// Reads to the end. Starts at once: several may run while one is waited for.
  private Program tail(String... more) {
    List<String> line = new ArrayList<>(List.of("tail", topic, "--end"));
    line.addAll(List.of(more));
    return start(line.toArray(String[]::new));
  }

  @Test
  void linesWithKeysAndHeadersComeBackInEveryForm() throws IOException {
    assertThat(
            run(
                "a:one\nb:two:three\n:\n",
                "publish",
                topic,
                "-K",
                ":",
                "-H",
                "from=shell",
                "-z",
                "zstd"))
        .isEqualTo("published 3 events to " + topic);
    Program plain = tail("--from", "beginning");
    Program keyed = tail("--from", "0", "-K", "\\t");
    Program formatted = tail("--from", "1", "-n", "1", "-f", "%t/%p/%o %k(%K)=%s(%S) %h %%\\n");
    Program json = tail("--from", "beginning", "-o", "json");
    assertThat(out(plain, "")).isEqualTo("one\ntwo:three\n");
    assertThat(out(keyed, "")).isEqualTo("a\tone\nb\ttwo:three\n\t");
    assertThat(out(formatted, "")).isEqualTo(topic + "/0/1 b(1)=two:three(9) from=shell %");
    List<JsonNode> events = new ArrayList<>();
    for (String line : out(json, "").lines().toList()) {
      events.add(new ObjectMapper().readTree(line));
    }
    assertThat(events).hasSize(3);
    JsonNode second = events.get(1);
    assertThat(second.get("topic").asText()).isEqualTo(topic);
    assertThat(second.get("partition").asInt()).isZero();
    assertThat(second.get("offset").asLong()).isEqualTo(1);
    assertThat(second.get("key").asText()).isEqualTo("b");
    assertThat(second.get("value").asText()).isEqualTo("two:three");
    assertThat(second.get("headers").get(0).get("name").asText()).isEqualTo("from");
    assertThat(second.get("headers").get(0).get("value").asText()).isEqualTo("shell");
    assertThat(second.get("timestamp").asLong()).isPositive();
  }

  @Test
  void readingBeginsWhereItIsToldTo() {
    run("", "publish", topic, "one", "two", "three", "four");
    Program offset = tail("--from", "2");
    Program last = tail("--from", "-1");
    Program ago = tail("--from", "1h", "-n", "2");
    Program future = tail("--from", "@32503680000000");
    Program end = tail("--from", "end");
    assertThat(out(offset, "")).isEqualTo("three\nfour");
    assertThat(out(last, "")).isEqualTo("four");
    assertThat(out(ago, "")).isEqualTo("one\ntwo");
    assertThat(out(future, "")).isEmpty();
    assertThat(out(end, "")).isEmpty();
  }

  @Test
  void whoFollowsTheEndSeesWhatComesAndCanStop() {
    run("", "publish", topic, "before");
    try (Program following = start("tail", topic, "--from", "-1")) {
      assertThat(following.out().await("before"::equals, LIMIT)).isPresent();
      run("", "publish", topic, "after");
      assertThat(following.out().await("after"::equals, LIMIT)).isPresent();
      following.interrupt();
      Program.Ended ended = following.end();
      assertThat(ended.out()).isEqualTo("before\nafter");
      assertThat(ended.errors()).isEmpty();
    }
  }

  @Test
  void whatCannotBeDoneIsSaidInOneLine() {
    Program unknown = start("tail", topic, "--end");
    Program forbidden = start("publish", "no/slash", "value");
    Program nobody = Program.thalweg("publish", topic, "value", "--broker", "127.0.0.1:1");
    refused(unknown, "there is no topic " + topic);
    refused(forbidden, "no/slash");
    refused(nobody, "no broker answers at");
  }

  private static void refused(Program started, String why) {
    Program.Ended ended = started.end();
    assertThat(ended.exitCode()).as("exit code; it said: %s", ended.errors()).isEqualTo(1);
    assertThat(ended.errors()).startsWith("thalweg: ").contains(why).doesNotContain("\n");
  }
}
