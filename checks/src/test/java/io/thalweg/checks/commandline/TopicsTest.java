package io.thalweg.checks.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thalweg.checks.broker.Program;
import io.thalweg.checks.broker.SharedBroker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `topic` end to end.
class TopicsTest {
  private final String topic = SharedBroker.fresh("topics");

  private static Program topic(String... arguments) {
    List<String> line = new ArrayList<>(List.of("topic"));
    line.addAll(List.of(arguments));
    line.addAll(List.of("--broker", SharedBroker.get().bootstrap()));
    return Program.thalweg(line.toArray(String[]::new));
  }

  private static String done(Program started) {
    Program.Ended ended = started.end();
    assertThat(ended.errors()).isEmpty();
    assertThat(ended.exitCode()).isZero();
    return ended.out();
  }

  @Test
  void aTopicIsCreatedShownAndDeleted() throws IOException {
    assertThat(done(topic("create", topic, "-p", "3", "--retention", "12h")))
        .isEqualTo("created " + topic + " with 3 partitions");
    assertThat(done(topic("list"))).containsPattern("(?m)^" + topic + " +3$");
    assertThat(done(topic("describe", topic))).contains(topic, "retention.ms");
    JsonNode json = new ObjectMapper().readTree(done(topic("describe", topic, "-o", "json")));
    assertThat(json.get("topic").asText()).isEqualTo(topic);
    assertThat(json.get("partitions")).hasSize(3);
    assertThat(json.toString()).contains("\"43200000\"");
    assertThat(done(topic("delete", topic, "-o", "json"))).contains("\"deleted\" : true");
    JsonNode listed = new ObjectMapper().readTree(done(topic("list", "-o", "json")));
    assertThat(listed.findValuesAsText("topic")).doesNotContain(topic);
  }

  @Test
  void aTopicIsMeasuredAndAltered() throws IOException {
    done(topic("create", topic, "-p", "2"));
    String broker = SharedBroker.get().bootstrap();
    done(Program.thalweg("publish", topic, "-p", "1", "one", "two", "three", "--broker", broker));
    JsonNode stats = new ObjectMapper().readTree(done(topic("stats", topic, "-o", "json"))).get(0);
    assertThat(stats.get("topic").asText()).isEqualTo(topic);
    assertThat(stats.get("events").asLong()).isEqualTo(3);
    assertThat(stats.get("bytes").asLong()).isBetween(61L, 400L);
    assertThat(stats.get("partitions").get(0).get("newest").isNull()).isTrue();
    JsonNode second = stats.get("partitions").get(1);
    assertThat(second.get("start").asLong()).isZero();
    assertThat(second.get("end").asLong()).isEqualTo(3);
    assertThat(second.get("oldest").asLong()).isPositive();
    assertThat(second.get("newest").asLong()).isGreaterThanOrEqualTo(second.get("oldest").asLong());
    assertThat(
            done(
                topic(
                    "alter",
                    topic,
                    "-p",
                    "3",
                    "--retention-time",
                    "1h",
                    "-c",
                    "retention.bytes=9")))
        .containsPattern("(?m)^partitions +2 +3$")
        .containsPattern("(?m)^retention.ms +\\d+ \\(default\\) +3600000$")
        .containsPattern("(?m)^retention.bytes +-1 \\(default\\) +9$");
    refused(topic("alter", topic, "-p", "2", "--retention-time", "2h"), "3 partitions");
    refused(topic("alter", topic, "-p", "4", "-c", "retention.mz=1"), "did you mean retention.ms?");
    refused(topic("alter", topic, "-p", "4", "-c", "max.message.bytes=x"), "max.message.bytes");
    JsonNode after =
        new ObjectMapper()
            .readTree(done(topic("alter", topic, "--reset", "retention.ms", "-o", "json")));
    assertThat(after.get("partitions").get("after").asInt()).isEqualTo(3);
    JsonNode retention = after.get("configuration").get(0);
    assertThat(retention.get("before").asText())
        .as("the refused changed nothing")
        .isEqualTo("3600000");
    assertThat(retention.get("default").asBoolean()).isTrue();
  }

  @Test
  void whatCannotBeDoneIsSaidInOneLine() {
    refused(topic("describe", topic), "no such topic");
    refused(topic("delete", topic), "no such topic");
    refused(topic("stats", topic), "no such topic");
    refused(topic("create", "no/slash"), "no/slash");
    refused(topic("create", topic, "-p", "0"), topic);
    refused(topic("create", topic, "-c", "retention.mz=1"), "retention.mz");
  }

  private static void refused(Program started, String why) {
    Program.Ended ended = started.end();
    assertThat(ended.exitCode()).as("exit code; it said: %s", ended.errors()).isEqualTo(1);
    assertThat(ended.errors()).startsWith("thalweg: ").contains(why).doesNotContain("\n");
  }
}
