package io.thalweg.checks.commandline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.thalweg.checks.broker.BrokerProcess;
import io.thalweg.checks.broker.Launch;
import io.thalweg.checks.broker.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A broker that cannot start says why, and what to do, in one line on standard error.
class ServeRefusedTest {
  private static final String FREE_PORT = "listeners.kafka=127.0.0.1:0";

  @TempDir Path folder;
  private Path data;

  @BeforeEach
  void name() {
    data = folder.resolve("data");
  }

  private Program serve(Path directory, String setting) {
    return Program.thalweg("serve", "--data", directory.toString(), "-X", setting);
  }

  private static String refused(Program serving, int exitCode) {
    Program.Ended ended = serving.end();
    assertThat(ended.exitCode()).as("exit code; it said: %s", ended.errors()).isEqualTo(exitCode);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.errors().lines()).as("lines of %s", ended.errors()).hasSize(1);
    assertThat(ended.errors()).startsWith("thalweg: ");
    return ended.errors();
  }

  @Test
  void onDataThatAnotherServes() {
    try (BrokerProcess broker = BrokerProcess.on(data).start()) {
      assertThat(refused(serve(data, FREE_PORT), 1))
          .contains("another broker uses " + data, "stop it", "--data");
      assertThat(broker.isRunning()).isTrue();
    }
  }

  @Test
  void onAPortInUse() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      assertThat(refused(serve(data, "listeners.kafka=" + address), 1))
          .contains(address + " is in use", "-X listeners.kafka=");
    }
  }

  @Test
  void whereAFileIsInTheWay() throws IOException {
    Files.writeString(data, "in the way");
    assertThat(refused(serve(data, FREE_PORT), 1)).contains(data.toString(), "--data");
    assertThat(refused(serve(data.resolve("below"), FREE_PORT), 1)).contains("--data");
    assertThat(data).hasContent("in the way");
  }

  @Test
  void whereNothingCanBeMade() {
    assertThat(refused(serve(Path.of("/proc/thalweg/data"), FREE_PORT), 1))
        .contains("/proc/thalweg", "--data");
  }

  /// Root may write everywhere, so it gives that power up first.
  @Test
  void whereItMayNotWrite() throws IOException {
    Files.createDirectory(
        data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-x------")));
    Launch.script(folder);
    String serve = "./thalweg serve --data data -X " + FREE_PORT;
    boolean root = "root".equals(System.getProperty("user.name"));
    String powerless = "setpriv --bounding-set=-dac_override ";
    if (root) {
      Program.Ended tried = typed(powerless + "touch data/file");
      assumeTrue(tried.exitCode() == 1, "root's power over files can be given up");
    }
    Program serving =
        Program.start(List.of("sh", "-c", (root ? powerless : "") + serve), folder, Map.of());
    assertThat(refused(serving, 1)).contains("data cannot be written", "--data");
  }

  private Program.Ended typed(String line) {
    return Program.start(List.of("sh", "-c", line), folder, Map.of()).end();
  }

  @Test
  void onDataOfANewerFormat() throws IOException {
    try (BrokerProcess broker = BrokerProcess.on(data).start()) {
      broker.stop();
    }
    Path ring = firstRingFile();
    byte[] newer = Files.readAllBytes(ring);
    newer[3] = 9; // the version, behind the magic; then the header's checksum, as that version's
    ByteBuffer.wrap(newer).putInt(4, checksumOfFirstHeader(newer));
    Files.write(ring, newer);
    assertThat(refused(serve(data, FREE_PORT), 1)).contains("9", "use the newer version", "--data");
    assertThat(Files.readAllBytes(ring)).isEqualTo(newer);
  }

  private Path firstRingFile() throws IOException {
    try (Stream<Path> files = Files.list(data)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("ring-000001"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static int checksumOfFirstHeader(byte[] file) {
    CRC32C crc = new CRC32C();
    crc.update(file[3]);
    crc.update(file, 8, 48);
    return (int) crc.getValue();
  }

  @Test
  void onAConfigurationThatCannotBeUsed() {
    assertThat(refused(serve(data, "listener.kafka=127.0.0.1:0"), 2)).contains("listeners.kafka");
    assertThat(refused(serve(data, "listeners.kafka=0.0.0.0:0"), 2)).contains("loopback");
    assertThat(data).doesNotExist();
  }
}
