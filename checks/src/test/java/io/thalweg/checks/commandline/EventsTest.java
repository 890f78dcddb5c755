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
    Program.Ended ended = start(arguments).end(input);
    assertThat(ended.errors()).isEmpty();
    assertThat(ended.exitCode()).isZero();
    return ended.out();
  }

  /// What is printed of the events up to the end.
  private String tail(String... more) {
    List<String> line = new ArrayList<>(List.of("tail", topic, "--end"));
    line.addAll(List.of(more));
    return run("", line.toArray(String[]::new));
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
    assertThat(tail("--from", "beginning")).isEqualTo("one\ntwo:three\n");
    assertThat(tail("--from", "0", "-K", "\\t")).isEqualTo("a\tone\nb\ttwo:three\n\t");
    assertThat(tail("--from", "1", "-n", "1", "-f", "%t/%p/%o %k(%K)=%s(%S) %h %%\\n"))
        .isEqualTo(topic + "/0/1 b(1)=two:three(9) from=shell %");
    String json = tail("--from", "beginning", "-o", "json");
    List<JsonNode> events = new ArrayList<>();
    for (String line : json.lines().toList()) {
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
    assertThat(tail("--from", "2")).isEqualTo("three\nfour");
    assertThat(tail("--from", "-1")).isEqualTo("four");
    assertThat(tail("--from", "1h", "-n", "2")).isEqualTo("one\ntwo");
    assertThat(tail("--from", "@32503680000000")).isEmpty();
    assertThat(tail("--from", "end")).isEmpty();
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
  void eventsArePublishedAtARateAndRepeated() throws IOException {
    Program.Ended paced = // whether it kept the rate is this machine's affair
        start("publish", topic, "--size", "30", "-n", "20", "--rate", "200", "-o", "json").end();
    JsonNode summary = new ObjectMapper().readTree(paced.out());
    assertThat(summary.get("topic").asText()).isEqualTo(topic);
    assertThat(summary.get("events").asInt()).isEqualTo(20);
    assertThat(summary.get("bytes").asInt()).isEqualTo(600);
    assertThat(summary.get("rate").asDouble()).isEqualTo(200);
    assertThat(summary.get("lastOffset").asInt()).isEqualTo(19);
    assertThat(run("a\nb\n", "publish", topic, "--count", "3"))
        .startsWith("published 3 events to " + topic + " in ");
    List<String> events = tail("--from", "beginning").lines().toList();
    assertThat(events).hasSize(23).endsWith("a", "b", "a");
    assertThat(events.subList(0, 20)).doesNotHaveDuplicates().allMatch(one -> one.length() == 30);
  }

  @Test
  void whoPublishesWithoutEndIsStopped() {
    try (Program publishing =
        start("publish", topic, "--size", "10", "--rate", "50", "--progress")) {
      assertThat(publishing.errors().await(line -> line.startsWith("published "), LIMIT))
          .isPresent();
      publishing.interrupt();
      Program.Ended ended = publishing.end();
      assertThat(ended.errors()).doesNotContain("error");
      long events = tail("--from", "beginning").lines().count();
      assertThat(ended.out()).startsWith("published " + events + " events to " + topic + " in ");
    }
  }

  @Test
  void whatCannotBeDoneIsSaidInOneLine() {
    refused(start("tail", topic, "--end"), "there is no topic " + topic);
    refused(start("publish", "no/slash", "value"), "no/slash");
    refused(
        Program.thalweg("publish", topic, "value", "--broker", "127.0.0.1:1"),
        "no broker answers at");
  }

  private static void refused(Program started, String why) {
    Program.Ended ended = started.end();
    assertThat(ended.exitCode()).as("exit code; it said: %s", ended.errors()).isEqualTo(1);
    assertThat(ended.errors()).startsWith("thalweg: ").contains(why).doesNotContain("\n");
  }
}
