package io.thalweg.checks.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.broker.Launch;
import io.thalweg.checks.broker.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The tests of `amqplib`, a client for Node, which its package holds.
class AmqplibSuiteTest {
  private static final Path SOURCES = Launch.HOME.resolve("checks/src/test/amqplib");
  private static final Path INSTALLED = Launch.HOME.resolve("checks/target/amqplib");

  /// Of version 2.1.0.
  private static final int SIZE = 323;

  private static final Pattern RESULT = Pattern.compile("(?m)^(passed|failed) (.+)$");

  @TempDir Path folder;

  @Test
  void itsTestsPass() throws IOException {
    install();
    try (AmqpBroker broker = AmqpBroker.asRabbitMq(folder.resolve("data"))) {
      new Suite(broker).passes();
    }
  }

  /// The versions, and the checksums of what is fetched, stand in package-lock.json.
  private static void install() throws IOException {
    Files.createDirectories(INSTALLED);
    for (String file : List.of("package.json", "package-lock.json", "suite.js", "port.cjs")) {
      Files.copy(
          SOURCES.resolve(file), INSTALLED.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!Files.exists(INSTALLED.resolve("node_modules/amqplib/package.json"))) {
      List<String> line = List.of("npm", "ci", "--no-audit", "--no-fund");
      Program.Ended ended = Program.start(line, INSTALLED, Map.of()).end();
      assertThat(ended.exitCode()).as("%s; it said: %s", line, ended.errors()).isZero();
    }
  }

  private static final class Suite extends ForeignSuite {
    private final Map<String, String> environment;

    Suite(AmqpBroker broker) {
      super("amqplib", SIZE);
      environment =
          Map.of(
              "AMQP_PORT", "" + broker.port("127.0.0.1"),
              "AMQP_PORT_6", "" + broker.port("[::1]"),
              "NODE_OPTIONS", "--require=./port.cjs");
    }

    @Override
    Outcome all() {
      return run(List.of());
    }

    @Override
    Outcome again(SortedSet<String> names) {
      return run(names.stream().map(name -> name.split(":", 2)[0]).distinct().toList());
    }

    private Outcome run(List<String> files) {
      List<String> line = new ArrayList<>(List.of("node", "suite.js"));
      line.addAll(files);
      Program.Ended ended = Program.start(line, INSTALLED, environment).end();
      NavigableMap<String, Boolean> passed = new TreeMap<>();
      Matcher results = RESULT.matcher(ended.out());
      while (results.find()) {
        passed.put(results.group(2), results.group(1).equals("passed"));
      }
      return new Outcome(ended.out() + ended.errors(), passed);
    }
  }
}
