package io.thalweg.checks.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.thalweg.checks.broker.Launch;
import io.thalweg.checks.broker.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The tests of `amqp091-go`, RabbitMQ's client for Go, as Debian packages it.
class GoSuiteTest {
  private static final Path PACKAGES = Path.of("/usr/share/gocode");
  private static final Path SOURCES = PACKAGES.resolve("src/github.com/rabbitmq/amqp091-go");
  private static final Path BUILT = Launch.HOME.resolve("checks/target/go");

  /// Of version 1.5.0.
  private static final int SIZE = 116;

  private static final Pattern RESULT = Pattern.compile("(?m)^--- (PASS|FAIL|SKIP): (\\S+)");

  @TempDir Path folder;

  @Test
  void itsTestsPass() throws IOException {
    boolean installed = Files.isDirectory(SOURCES);
    assumeTrue(installed || System.getenv("CI") != null, "amqp091-go is installed");
    try (AmqpBroker broker = AmqpBroker.asRabbitMq(folder.resolve("data"))) {
      new Suite(build(), broker.port()).passes();
    }
  }

  private static Path build() throws IOException {
    Files.createDirectories(BUILT);
    Path tests = BUILT.resolve("amqp091-go.test");
    List<String> line =
        List.of("go", "test", "-c", "-tags", "integration", "-o", tests.toString(), ".");
    Map<String, String> environment =
        Map.of(
            "GO111MODULE",
            "off",
            "GOPATH",
            PACKAGES.toString(),
            "GOCACHE",
            BUILT.resolve("cache").toString(),
            "CGO_ENABLED",
            "0");
    Program.Ended ended = Program.start(line, SOURCES, environment).end();
    assertThat(ended.exitCode()).as("%s; it said: %s", line, ended.errors()).isZero();
    return tests;
  }

  private static final class Suite extends ForeignSuite {
    private final Path tests;
    private final int port;

    Suite(Path tests, int port) {
      super("amqp091-go", SIZE);
      this.tests = tests;
      this.port = port;
    }

    @Override
    Outcome all() {
      return run(".");
    }

    @Override
    Outcome again(SortedSet<String> names) {
      return run("^(" + String.join("|", names) + ")$");
    }

    private Outcome run(String pattern) {
      List<String> line = List.of(tests.toString(), "-test.v", "-test.run", pattern);
      String url = "amqp://guest:guest@127.0.0.1:" + port + "/";
      Program.Ended ended = Program.start(line, SOURCES, Map.of("AMQP_URL", url)).end();
      NavigableMap<String, Boolean> passed = new TreeMap<>();
      Matcher results = RESULT.matcher(ended.out());
      while (results.find()) {
        passed.put(results.group(2), results.group(1).equals("PASS"));
      }
      return new Outcome(ended.out() + ended.errors(), passed);
    }
  }
}
