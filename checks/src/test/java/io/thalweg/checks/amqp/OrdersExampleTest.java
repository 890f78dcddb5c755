package io.thalweg.checks.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.broker.Launch;
import io.thalweg.checks.broker.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The README's example, in a small form: `examples/orders` against a broker of its own.
class OrdersExampleTest {
  @TempDir Path folder;

  @Test
  void sixtyFourWorkersKeepTheOrderOfOnePartition() throws IOException {
    assertThat(Files.readString(Launch.HOME.resolve("README.md"))).contains("\nexamples/orders\n");
    try (AmqpBroker broker = new AmqpBroker(folder.resolve("data"))) {
      String script = Launch.HOME.resolve("examples/orders").toString();
      String amqp = "127.0.0.1:" + broker.port();
      Map<String, String> environment =
          Map.of(
              "ORDERS_CLIENTS", System.getProperty("java.class.path"),
              "JAVA_HOME", System.getProperty("java.home"));
      Program.Ended ended =
          Program.start(
                  List.of(script, broker.process().bootstrap(), amqp, "3000"), folder, environment)
              .end();
      assertThat(ended.exitCode()).as("it said: %s%s", ended.out(), ended.errors()).isZero();
      assertThat(ended.out())
          .contains("3,000 of 3,000, of 100 customers, in one partition")
          .contains("64 of 64, with ")
          .containsPattern("failed, came again +[1-9]")
          .containsPattern("(?m)^out of order +0$")
          .containsPattern("(?m)^two at once +0$");
    }
  }
}
