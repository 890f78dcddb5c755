package io.thalweg.checks.kafkajs;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.broker.Launch;
import io.thalweg.checks.broker.Program;
import io.thalweg.checks.broker.SharedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaJsTest {
  private static final Path SOURCES = Launch.HOME.resolve("checks/src/test/node");
  private static final Path INSTALLED = Launch.HOME.resolve("checks/target/node");

  private final String topic = SharedBroker.fresh("kafkajs");

  /// The versions, and the checksums of what is fetched, stand in package-lock.json.
  @BeforeAll
  static void install() throws IOException {
    Files.createDirectories(INSTALLED);
    for (String file : List.of("package.json", "package-lock.json", "kafkajs.js")) {
      Files.copy(
          SOURCES.resolve(file), INSTALLED.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!Files.exists(INSTALLED.resolve("node_modules/kafkajs/package.json"))) {
      ended(List.of("npm", "ci", "--no-audit", "--no-fund"));
    }
  }

  private static String ended(List<String> line) {
    Program.Ended ended = Program.start(line, INSTALLED, Map.of()).end();
    assertThat(ended.exitCode())
        .as("exit code of %s; it said: %s%n%s", line, ended.out(), ended.errors())
        .isZero();
    return ended.out();
  }

  private static String kafkajs(Object... arguments) {
    List<String> line = new ArrayList<>(List.of("node", "kafkajs.js"));
    line.add(SharedBroker.get().bootstrap());
    for (Object argument : arguments) {
      line.add(argument.toString());
    }
    return ended(line);
  }

  private void create(int partitions) {
    Program.Ended ended =
        Program.thalweg(
                "topic",
                "create",
                topic,
                "--partitions",
                "" + partitions,
                "--broker",
                SharedBroker.get().bootstrap())
            .end();
    assertThat(ended.exitCode()).as(ended.errors()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"None,-1,false", "None,1,false", "None,0,false", "GZIP,-1,false", "None,-1,true"})
  void whatItSendsItReads(String compression, int acks, boolean idempotent) {
    create(1);
    String offsets = kafkajs("produce", topic, 30, compression, acks, idempotent);
    assertThat(offsets).isEqualTo(acks == 0 ? "" : "0 0\n0 10\n0 20");
    String expected =
        IntStream.range(0, 30)
            .mapToObj(i -> "0/%1$d k%1$d=v%1$d (n=%1$d)".formatted(i))
            .collect(Collectors.joining("\n"));
    assertThat(kafkajs("consume", topic, topic, 30)).isEqualTo(expected);
  }

  @Test
  void aGroupGoesOnWhereItCommitted() {
    create(1);
    kafkajs("produce", topic, 20, "None", -1, false);
    assertThat(kafkajs("consume", topic, topic, 20).lines()).hasSize(20);
    kafkajs("produce", topic, 10, "None", -1, false);
    assertThat(kafkajs("consume", topic, topic, 10)).startsWith("0/20 k0=v0").endsWith("(n=9)");
  }

  @Test
  void twoMembersShare() {
    create(4);
    assertThat(kafkajs("rebalance", topic, topic))
        .isEqualTo("first has 4\nfirst has 2\nsecond has 2\nsecond has 4");
  }

  @Test
  void itsAdminSeesAndMovesGroups() {
    create(1);
    kafkajs("produce", topic, 10, "None", -1, false);
    kafkajs("consume", topic, topic, 10);
    assertThat(kafkajs("groups", topic, topic))
        .isEqualTo(
            """
            listed true
            Empty, 0 members
            offset 10
            offset 4
            offset -2
            low 6
            listed false\
            """);
  }

  @Test
  void itsAdminIsServed() {
    assertThat(kafkajs("admin", topic))
        .isEqualTo(
            """
            created true, again false
            listed true
            partitions 2
            retention 100000
            offsets 0:0-0,1:0-0,2:0-0
            brokers 1
            listed false\
            """);
  }
}
