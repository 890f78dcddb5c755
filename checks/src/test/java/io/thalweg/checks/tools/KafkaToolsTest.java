package io.thalweg.checks.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.broker.SharedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What people type who know Kafka.
class KafkaToolsTest {
  private final String topic = SharedBroker.fresh("tools");

  private void create(int partitions, String... more) {
    String[] wanted = {"--create", "--topic", topic, "--partitions", "" + partitions};
    KafkaTool.TOPICS.run(with(wanted, more));
  }

  private void produce(int events) {
    String lines =
        IntStream.range(0, events)
            .mapToObj(i -> "k" + i + ":v" + i)
            .collect(Collectors.joining("\n"));
    KafkaTool.CONSOLE_PRODUCER.with(
        lines + "\n",
        "--topic",
        topic,
        "--reader-property",
        "parse.key=true",
        "--reader-property",
        "key.separator=:");
  }

  @Test
  void topicsAreCreatedListedDescribedAndDeleted() {
    create(3, "--config", "retention.ms=100000");
    assertThat(KafkaTool.TOPICS.run("--list").lines()).contains(topic);
    assertThat(KafkaTool.TOPICS.run("--describe", "--topic", topic))
        .contains("PartitionCount: 3", "ReplicationFactor: 1", "retention.ms=100000")
        .contains("Partition: 2\tLeader: 1\tReplicas: 1\tIsr: 1");
    KafkaTool.TOPICS.run("--delete", "--topic", topic);
    assertThat(KafkaTool.TOPICS.run("--list").lines()).doesNotContain(topic);
  }

  @Test
  void theConsoleClientsWriteAndReadAsAGroup() {
    create(1);
    produce(20);
    String read =
        KafkaTool.CONSOLE_CONSUMER.run(
            "--topic",
            topic,
            "--group",
            topic,
            "--from-beginning",
            "--max-messages",
            "20",
            "--formatter-property",
            "print.key=true");
    assertThat(read).startsWith("k0\tv0\nk1\tv1\n").endsWith("k19\tv19");
  }

  @Test
  void offsetsAreShown() {
    create(1);
    produce(20);
    assertThat(KafkaTool.GET_OFFSETS.run("--topic", topic)).isEqualTo(topic + ":0:20");
    assertThat(KafkaTool.GET_OFFSETS.run("--topic", topic, "--time", "earliest"))
        .isEqualTo(topic + ":0:0");
  }

  @Test
  void theVerifiableClientsAgree() {
    create(2);
    String sent = KafkaTool.VERIFIABLE_PRODUCER.run("--topic", topic, "--max-messages", "200");
    assertThat(sent).contains("\"sent\":200,\"acked\":200");
    String read =
        KafkaTool.VERIFIABLE_CONSUMER.run(
            "--topic",
            topic,
            "--group-id",
            topic,
            "--max-messages",
            "200",
            "--reset-policy",
            "earliest");
    assertThat(read).contains("partitions_assigned", "\"name\":\"offsets_committed\"");
    assertThat(read).contains("\"success\":true").contains("shutdown_complete");
  }

  @Test
  void topicsGrow() {
    create(2);
    KafkaTool.TOPICS.run("--alter", "--topic", topic, "--partitions", "5");
    assertThat(KafkaTool.TOPICS.run("--describe", "--topic", topic))
        .contains("PartitionCount: 5", "Partition: 4\tLeader: 1");
  }

  @Test
  void settingsAreChangedAndTakenBack() {
    create(1);
    String[] of = {"--entity-type", "topics", "--entity-name", topic};
    KafkaTool.CONFIGS.run(
        with(of, "--alter", "--add-config", "retention.ms=100000,cleanup.policy=[compact,delete]"));
    assertThat(KafkaTool.CONFIGS.run(with(of, "--describe")))
        .contains("retention.ms=100000", "cleanup.policy=compact,delete");
    KafkaTool.CONFIGS.run(with(of, "--alter", "--delete-config", "retention.ms"));
    assertThat(KafkaTool.CONFIGS.run(with(of, "--describe"))).doesNotContain("retention.ms=100000");
    assertThat(
            KafkaTool.CONFIGS.run("--entity-type", "brokers", "--entity-name", "1", "--describe"))
        .contains("Dynamic configs for broker 1 are");
  }

  private static String[] with(String[] first, String... more) {
    return Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void recordsAreDeleted(@TempDir Path folder) throws IOException {
    create(1);
    produce(20);
    String upTo = "{\"topic\":\"" + topic + "\",\"partition\":0,\"offset\":7}";
    Path file = folder.resolve("offsets.json");
    Files.writeString(file, "{\"version\":1,\"partitions\":[" + upTo + "]}");
    assertThat(KafkaTool.DELETE_RECORDS.run("--offset-json-file", file.toString()))
        .contains("low_watermark: 7");
    assertThat(KafkaTool.GET_OFFSETS.run("--topic", topic, "--time", "earliest"))
        .isEqualTo(topic + ":0:7");
  }

  @Test
  void groupsAreListedDescribedResetAndDeleted() {
    create(1);
    produce(20);
    KafkaTool.CONSOLE_CONSUMER.run(
        "--topic", topic, "--group", topic, "--from-beginning", "--max-messages", "20");
    assertThat(KafkaTool.CONSUMER_GROUPS.run("--list").lines()).contains(topic);
    assertThat(KafkaTool.GROUPS.run("--list")).containsPattern(topic + " +Classic +consumer");
    String of = topic + " +" + topic + " +0 +";
    assertThat(KafkaTool.CONSUMER_GROUPS.run("--describe", "--group", topic))
        .containsPattern(of + "20 +20 +0 ");
    KafkaTool.CONSUMER_GROUPS.run(
        "--reset-offsets", "--group", topic, "--topic", topic, "--shift-by", "-5", "--execute");
    assertThat(KafkaTool.CONSUMER_GROUPS.run("--describe", "--group", topic))
        .containsPattern(of + "15 +20 +5 ");
    assertThat(KafkaTool.CONSUMER_GROUPS.run("--describe", "--group", topic, "--state"))
        .contains("Empty");
    KafkaTool.CONSUMER_GROUPS.run("--delete-offsets", "--group", topic, "--topic", topic);
    KafkaTool.CONSUMER_GROUPS.run("--delete", "--group", topic);
    assertThat(KafkaTool.CONSUMER_GROUPS.run("--list").lines()).doesNotContain(topic);
  }

  @Test
  void sizesAreShown() {
    create(1);
    produce(20);
    assertThat(KafkaTool.LOG_DIRS.run("--describe", "--topic-list", topic))
        .containsPattern("\"partition\":\"" + topic + "-0\",\"size\":[1-9]\\d*,\"offsetLag\":0");
  }

  @Test
  void everyVersionIsUsable() {
    assertThat(KafkaTool.API_VERSIONS.run())
        .contains("Produce(0): 0 to 13 [usable: 13]", "Fetch(1): 4 to 18 [usable: 18]");
  }
}
