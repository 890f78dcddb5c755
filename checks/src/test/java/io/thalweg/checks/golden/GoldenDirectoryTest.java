package io.thalweg.checks.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.broker.BrokerProcess;
import io.thalweg.checks.broker.Program;
import io.thalweg.storage.disk.LocalDisk;
import io.thalweg.storage.ring.JournalRing;
import io.thalweg.storage.verify.Finding;
import io.thalweg.storage.verify.Verification;
import io.thalweg.storage.verify.Watcher;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What builds of old have left is served as it was; what a newer one has left is refused, and not
/// touched.
class GoldenDirectoryTest {
  /// Golden records: one file for each kind, named by its number.
  private static final Path RECORDS = Path.of("..", "core", "src", "test", "resources", "golden");

  /// `TopicStated.V1`, which no build writes whose directories are kept.
  private static final int NEVER_KEPT = 2;

  /// Kinds that no directory has that is kept yet. Who makes the next one takes them away here.
  private static final Set<Integer> NOT_WRITTEN_YET = Set.of();

  /// The first format with queues.
  private static final int WITH_QUEUES = 3;

  /// Of a directory that is this large, there can be many.
  private static final long MOST_BYTES = 300_000;

  @TempDir Path folder;

  static Stream<GoldenDirectory> all() {
    return GoldenDirectory.all();
  }

  /// A broker in whose eyes nothing is too old.
  static BrokerProcess.Setup settings(Path data) {
    return BrokerProcess.on(data)
        .with("topics.max-partitions=1000")
        .with("groups.offsets-retention-ms=36500d");
  }

  private Path unpacked(GoldenDirectory golden) throws IOException {
    assertThat(golden.exists())
        .as("a golden directory of format %d, made as CONTRIBUTING.md says", golden.format())
        .isTrue();
    Path data = folder.resolve("data");
    golden.unpack(data);
    return data;
  }

  @ParameterizedTest
  @MethodSource("all")
  void itSaysWhatItSaid(GoldenDirectory golden) throws Exception {
    Path data = unpacked(golden);
    List<String> lines = new ArrayList<>();
    Kept kept = Kept.in(data);
    try (BrokerProcess broker = serving(data)) {
      lines.addAll(served(golden, broker));
      broker.kill();
      broker.startAgain();
      assertThat(served(golden, broker)).as("after another start").isEqualTo(lines);
    }
    lines.addAll(kept.lines());
    lines.add("kinds: " + kept.kinds());
    assertThat(lines).isEqualTo(golden.description());
  }

  private static List<String> served(GoldenDirectory golden, BrokerProcess broker)
      throws Exception {
    List<String> lines = new ArrayList<>(Served.by(broker.bootstrap()));
    if (golden.format() >= WITH_QUEUES) {
      lines.addAll(new GoldenQueues(broker).lines(golden.format()));
    }
    return lines;
  }

  private static BrokerProcess serving(Path data) {
    return settings(data)
        .with("listeners.amqp=127.0.0.1:0")
        .with("storage.ring-bytes=64MiB")
        .with("storage.ring-file-bytes=4MiB")
        .start();
  }

  @ParameterizedTest
  @MethodSource("all")
  void itIsSound(GoldenDirectory golden) throws IOException {
    List<Object> found = new ArrayList<>();
    Watcher watcher =
        new Watcher() {
          @Override
          public void started(long bytes) {}

          @Override
          public void read(long bytes) {}

          @Override
          public void found(Finding finding) {
            found.add(finding);
          }

          @Override
          public void noted(String line) {}
        };
    var checked = Verification.run(LocalDisk.readOnly(unpacked(golden)), Runnable::run, watcher);
    assertThat(found).isEmpty();
    assertThat(checked.segments()).isPositive();
  }

  @Test
  void everyKindOfRecordStandsInOne() throws IOException {
    TreeSet<Integer> missing = new TreeSet<>();
    try (Stream<Path> files = Files.list(RECORDS)) {
      files.forEach(file -> missing.add(Integer.valueOf(name(file).substring(0, 3))));
    }
    assertThat(missing).hasSizeGreaterThan(10);
    missing.remove(NEVER_KEPT);
    missing.removeAll(NOT_WRITTEN_YET);
    for (GoldenDirectory golden : all().toList()) {
      Path data = folder.resolve("format-" + golden.format());
      golden.unpack(data);
      missing.removeAll(Kept.in(data).kinds());
    }
    assertThat(missing)
        .as("kinds in no golden directory: raise JournalRing.FORMAT and make one (CONTRIBUTING.md)")
        .isEmpty();
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  @Test
  void aDirectoryOfANewerFormatIsRefusedAndNotTouched() throws IOException {
    Path data = unpacked(new GoldenDirectory(JournalRing.FORMAT));
    Path ring = firstRingFile(data);
    byte[] newer = Files.readAllBytes(ring);
    newer[3] = JournalRing.FORMAT + 1;
    ByteBuffer.wrap(newer).putInt(4, checksumOfFirstHeader(newer));
    Files.write(ring, newer);
    Map<String, Long> before = checksums(data);
    Program.Ended ended =
        Program.thalweg("serve", "--data", data.toString(), "-X", "listeners.kafka=127.0.0.1:0")
            .end();
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.errors())
        .contains(
            "expected a journal of format " + JournalRing.FORMAT + " or older",
            "has format " + (JournalRing.FORMAT + 1),
            "use the newer version, or another directory with --data");
    assertThat(checksums(data)).isEqualTo(before);
  }

  /// One that begins with a frame.
  private static Path firstRingFile(Path data) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.list(data)) {
      all = files.filter(file -> name(file).endsWith(".journal")).sorted().toList();
    }
    for (Path file : all) {
      try (InputStream in = Files.newInputStream(file)) {
        if (new String(in.readNBytes(3), StandardCharsets.US_ASCII).equals("TWJ")) {
          return file;
        }
      }
    }
    throw new AssertionError("expected a file that begins with a frame among " + all);
  }

  private static int checksumOfFirstHeader(byte[] file) {
    CRC32C crc = new CRC32C();
    crc.update(file[3]);
    crc.update(file, 8, 48);
    return (int) crc.getValue();
  }

  private static Map<String, Long> checksums(Path data) throws IOException {
    Map<String, Long> all = new TreeMap<>();
    try (Stream<Path> files = Files.list(data)) {
      for (Path file : files.filter(each -> !name(each).equals("lock")).toList()) {
        CRC32C crc = new CRC32C();
        crc.update(Files.readAllBytes(file));
        all.put(name(file), crc.getValue());
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("all")
  void itIsSmall(GoldenDirectory golden) throws IOException {
    assertThat(golden.zipBytes()).isLessThan(MOST_BYTES);
  }
}
