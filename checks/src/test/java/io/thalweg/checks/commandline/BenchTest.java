package io.thalweg.checks.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thalweg.checks.broker.Program;
import io.thalweg.checks.broker.SharedBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/// `bench` end to end.
class BenchTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final String topic = SharedBroker.fresh("bench");

  private static Program start(String... arguments) {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.addAll(List.of("--broker", SharedBroker.get().bootstrap()));
    return Program.thalweg(line.toArray(String[]::new));
  }

  private static String done(Program started) {
    Program.Ended ended = started.end();
    assertThat(ended.exitCode()).as("exit code; it said: %s", ended.errors()).isZero();
    return ended.out();
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }

  private static Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", SharedBroker.get().bootstrap()));
  }

  private static Set<String> topics() throws Exception {
    try (Admin admin = admin()) {
      return admin.listTopics().names().get();
    }
  }

  private static long end(String topic) throws Exception {
    TopicPartition first = new TopicPartition(topic, 0);
    try (Admin admin = admin()) {
      return admin
          .listOffsets(Map.of(first, OffsetSpec.latest()))
          .partitionResult(first)
          .get()
          .offset();
    }
  }

  @Test
  void aNamedTopicIsMeasuredAndKept() throws Exception {
    JsonNode produced =
        json(
            done(
                start(
                    "bench",
                    "produce",
                    "--topic",
                    topic,
                    "--events",
                    "500",
                    "--size",
                    "20",
                    "--rate",
                    "5000",
                    "-o",
                    "json")));
    assertThat(produced.get("topic").asText()).isEqualTo(topic);
    assertThat(produced.get("events").asInt()).isEqualTo(500);
    assertThat(produced.get("bytes").asInt()).isEqualTo(10_000);
    assertThat(produced.get("errors").asInt()).isZero();
    assertThat(produced.get("rate").asInt()).isEqualTo(5000);
    assertThat(produced.get("seconds").asDouble()).isPositive();
    assertThat(produced.get("latencyMillis").get("events").asInt()).isEqualTo(500);
    assertThat(produced.get("latencyMillis").get("p999").asDouble()).isPositive();
    JsonNode consumed =
        json(
            done(
                start(
                    "bench",
                    "consume",
                    "--topic",
                    topic,
                    "--events",
                    "500",
                    "--group",
                    topic,
                    "-o",
                    "json")));
    assertThat(consumed.get("events").asInt()).isEqualTo(500);
    assertThat(consumed.get("bytes").asInt()).isEqualTo(10_000);
    assertThat(consumed.get("latencyMillis").isNull()).as("they were there before").isTrue();
    assertThat(topics()).contains(topic);
    assertThat(end(topic)).isEqualTo(500);
  }

  @Test
  void whatArrivesLiveHasALatency() throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", SharedBroker.get().bootstrap());
    ByteArraySerializer bytes = new ByteArraySerializer();
    byte[] value = "now".getBytes(StandardCharsets.UTF_8);
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings, bytes, bytes)) {
      producer.send(new ProducerRecord<>(topic, value)).get();
      try (Program consuming =
          start("bench", "consume", "-t", topic, "--live", "-n", "2", "--progress", "-o", "json")) {
        assertThat(consuming.errors().await(line -> line.contains("events/s"), LIMIT)).isPresent();
        producer.send(new ProducerRecord<>(topic, value)).get();
        producer.send(new ProducerRecord<>(topic, value)).get();
        JsonNode consumed = json(done(consuming));
        assertThat(consumed.get("events").asInt()).isEqualTo(2);
        assertThat(consumed.get("latencyMillis").get("events").asInt()).isEqualTo(2);
      }
    }
  }

  @Test
  void aTopicOfItsOwnIsDeleted() throws Exception {
    List<String> table = done(start("bench", "consume", "-n", "300", "-p", "2")).lines().toList();
    assertThat(table.getFirst()).matches("MEASURE +VALUE");
    assertThat(table).anyMatch(row -> row.matches("events +300"));
    assertThat(table).anyMatch(row -> row.matches("errors +0"));
    String own = row(table, "topic");
    assertThat(own).startsWith("thalweg-bench-");
    assertThat(topics()).doesNotContain(own);
  }

  private static String row(List<String> table, String measure) {
    return table.stream()
        .filter(line -> line.startsWith(measure + " "))
        .map(line -> line.replaceFirst("^\\S+ +", ""))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void afterCtrlCThereAreNumbersAndNoTopic() throws Exception {
    try (Program producing =
        start("bench", "produce", "--seconds", "600", "--rate", "20", "--progress", "-o", "json")) {
      assertThat(producing.errors().await(line -> line.contains("events/s"), LIMIT)).isPresent();
      producing.interrupt();
      JsonNode produced = json(producing.end().out());
      assertThat(produced.get("events").asInt()).isPositive();
      assertThat(produced.get("topic").asText()).startsWith("thalweg-bench-");
      assertThat(topics()).doesNotContain(produced.get("topic").asText());
    }
  }

  @Test
  void errorsAreCountedAndTold() throws Exception {
    Program.Ended ended =
        start("bench", "produce", "--events", "3", "--size", "2MiB", "-o", "json").end();
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.errors()).startsWith("thalweg: 3 events failed, the first: ");
    assertThat(ended.errors().lines()).hasSize(1);
    assertThat(json(ended.out()).get("errors").asInt()).isEqualTo(3);
    assertThat(topics()).doesNotContain(json(ended.out()).get("topic").asText());
  }
}
