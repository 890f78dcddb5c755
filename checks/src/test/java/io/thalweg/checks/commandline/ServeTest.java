package io.thalweg.checks.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.broker.BrokerProcess;
import io.thalweg.checks.broker.Launch;
import io.thalweg.checks.broker.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A broker that starts, says so, and stops when told to.
class ServeTest {
  @TempDir Path folder;

  @Test
  void itSaysWhereItListensWhenItIsReadyAndWhatToTry() {
    try (BrokerProcess broker = BrokerProcess.on(folder.resolve("data")).start()) {
      assertThat(broker.out().await(line -> line.contains(" tail "), BrokerProcess.LIMIT))
          .isPresent();
      List<String> lines = broker.out().lines();
      assertThat(lines).hasSize(4);
      assertThat(lines.get(0)).isEqualTo("listening kafka " + broker.bootstrap());
      assertThat(lines.get(1)).matches("ready in \\d+ ms");
      Launch.script(folder);
      String publish = lines.get(2).replaceFirst("^try: +", "");
      String tail = lines.get(3).strip() + " --end"; // else it would wait for more
      assertThat(pasted(publish).out())
          .isEqualTo("published 1 event to demo, partition 0, offset 0");
      assertThat(pasted(tail).out()).isEqualTo("hello");
    }
  }

  private Program.Ended pasted(String line) {
    Program.Ended ended = Program.start(List.of("sh", "-c", line), folder, Map.of()).end();
    assertThat(ended.errors()).isEmpty();
    assertThat(ended.exitCode()).isZero();
    return ended;
  }

  @Test
  void itListensOnBothFamilies() {
    Path data = folder.resolve("data");
    try (Program serving =
        Program.thalweg(
            "serve", "--data", data.toString(), "-X", "listeners.kafka=127.0.0.1:0,[::1]:0")) {
      assertThat(serving.out().await(line -> line.startsWith("ready"), BrokerProcess.LIMIT))
          .isPresent();
      List<String> lines = serving.out().lines();
      assertThat(lines.get(0)).startsWith("listening kafka 127.0.0.1:");
      assertThat(lines.get(1)).startsWith("listening kafka [::1]:");
      for (String line : lines.subList(0, 2)) {
        String address = line.replace("listening kafka ", "");
        String topic = address.replaceAll("\\W", "");
        kcat("hello\n", "-b", address, "-P", "-t", topic);
        assertThat(kcat("", "-b", address, "-C", "-t", topic, "-e", "-q")).isEqualTo("hello");
      }
    }
  }

  private static String kcat(String input, String... arguments) {
    List<String> line = new ArrayList<>(List.of("kcat"));
    line.addAll(List.of(arguments));
    Program.Ended ended = Program.start(line).end(input);
    assertThat(ended.exitCode()).as("kcat's exit code; it said: %s", ended.errors()).isZero();
    return ended.out();
  }

  @Test
  void itStopsCleanlyAndEverythingIsThereWhenItStartsAgain() {
    try (BrokerProcess broker = BrokerProcess.on(folder.resolve("data")).start()) {
      run("publish", "kept", "one", "two", "--broker", broker.bootstrap());
      assertThat(broker.stop()).isZero();
      broker.startAgain();
      assertThat(
              run("tail", "kept", "--from", "beginning", "--end", "--broker", broker.bootstrap()))
          .isEqualTo("one\ntwo");
      assertThat(broker.stop()).isZero();
    }
  }

  private static String run(String... arguments) {
    Program.Ended ended = Program.thalweg(arguments).end();
    assertThat(ended.errors()).isEmpty();
    assertThat(ended.exitCode()).isZero();
    return ended.out();
  }

  @Test
  void nobodyElseMayReadItsData() throws IOException {
    Path data = folder.resolve("deep").resolve("data");
    try (BrokerProcess broker = BrokerProcess.on(data).start()) {
      run("publish", "secret", "one", "--broker", broker.bootstrap());
      assertThat(mode(data)).isEqualTo("rwx------");
      try (Stream<Path> files = Files.walk(data).filter(Files::isRegularFile)) {
        assertThat(files.toList()).isNotEmpty().allMatch(file -> mode(file).equals("rw-------"));
      }
    }
  }

  private static String mode(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
