package io.thalweg.checks.oldest;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.broker.Launch;
import io.thalweg.checks.broker.Program;
import io.thalweg.checks.broker.SharedBroker;
import io.thalweg.checks.tools.KafkaTool;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OldestClientTest {
  private static final Path PROGRAM =
      Launch.HOME.resolve("checks/src/test/oldest/OldestClient.java");
  private static final Path JARS = Launch.HOME.resolve("checks/target/oldest-client");

  @Test
  void everythingItKnowsWorks() {
    String topic = SharedBroker.fresh("oldest");
    List<String> line =
        KafkaTool.java(JARS, PROGRAM.toString(), SharedBroker.get().bootstrap(), topic);
    Program.Ended ended = Program.start(line).end();
    assertThat(ended.exitCode()).as("it said: %s%n%s", ended.out(), ended.errors()).isZero();
    assertThat(ended.out())
        .isEqualTo(
            """
            version 2.1.1
            created with 1 partition
            listed true
            brokers 1
            consumed 450 of 15 kinds
            committed 450
            end 450
            by time 270
            listed false\
            """);
  }
}
