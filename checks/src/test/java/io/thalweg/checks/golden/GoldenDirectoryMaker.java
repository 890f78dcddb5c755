package io.thalweg.checks.golden;

import io.thalweg.checks.broker.BrokerProcess;
import io.thalweg.storage.ring.JournalRing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// Makes the golden directory of the format that this build writes, if it is asked to and there is
/// none. CONTRIBUTING.md says how.
class GoldenDirectoryMaker {
  @TempDir Path folder;

  @Test
  @EnabledIfSystemProperty(named = "golden.make", matches = "true")
  void make() throws Exception {
    GoldenDirectory golden = new GoldenDirectory(JournalRing.FORMAT);
    Path data = folder.resolve("data");
    List<String> lines = new ArrayList<>();
    try (BrokerProcess broker = small(data).start()) {
      try (GoldenHistory history = new GoldenHistory(broker)) {
        history.run();
      }
      lines.addAll(Served.by(broker.bootstrap()));
      lines.addAll(new GoldenQueues(broker).lines(golden.format()));
      broker.stop();
    }
    Files.deleteIfExists(data.resolve("lock"));
    Kept kept = Kept.in(data);
    lines.addAll(kept.lines());
    lines.add("kinds: " + kept.kinds());
    golden.make(data, lines);
  }

  /// A broker whose journal is as small as can be.
  private static BrokerProcess.Setup small(Path data) {
    return GoldenDirectoryTest.settings(data)
        .with("storage.ring-bytes=16MiB")
        .with("storage.ring-file-bytes=4MiB")
        .with("listeners.metrics=127.0.0.1:0")
        .with("listeners.amqp=127.0.0.1:0")
        .with("listeners.admin=127.0.0.1:0");
  }
}
