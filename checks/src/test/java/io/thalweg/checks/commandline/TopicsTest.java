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
    done(topic("delete", topic));
    JsonNode listed = new ObjectMapper().readTree(done(topic("list", "-o", "json")));
    assertThat(listed.findValuesAsText("topic")).doesNotContain(topic);
  }

  @Test
  void whatCannotBeDoneIsSaidInOneLine() {
    refused(topic("describe", topic), "no such topic");
    refused(topic("delete", topic), "no such topic");
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
