package io.thalweg.checks.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.broker.SharedBroker;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What people type who know Kafka.
class KafkaToolsTest {
  private final String topic = SharedBroker.fresh("tools");

  private void create(int partitions, String... more) {
    String[] arguments = {"--create", "--topic", topic, "--partitions", "" + partitions};
    KafkaTool.TOPICS.run(
        IntStream.range(0, arguments.length + more.length)
            .mapToObj(i -> i < arguments.length ? arguments[i] : more[i - arguments.length])
            .toArray(String[]::new));
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
  void everyVersionIsUsable() {
    assertThat(KafkaTool.API_VERSIONS.run())
        .contains("Produce(0): 0 to 13 [usable: 13]", "Fetch(1): 4 to 18 [usable: 18]");
  }
}
