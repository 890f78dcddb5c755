package io.thalweg.checks.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One broker with usual settings for every test that neither stops it nor looks at its data. It
/// starts when first asked for and ends with the tests' JVM. Tests stay apart by their topics and
/// groups: [#fresh] names them.
public final class SharedBroker {
  private static final AtomicInteger NAMES = new AtomicInteger();

  private static @Nullable BrokerProcess broker;

  private SharedBroker() {}

  /// Starts it if nobody has.
  public static synchronized BrokerProcess get() {
    if (broker == null) {
      Path folder = folder();
      BrokerProcess started = BrokerProcess.on(folder.resolve("data")).start();
      Thread last = Thread.ofPlatform().name("end-broker").unstarted(() -> end(started, folder));
      Runtime.getRuntime().addShutdownHook(last);
      broker = started;
    }
    return broker;
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("thalweg-checks-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A name that no other test has.
  public static String fresh(String name) {
    return name + "-" + NAMES.incrementAndGet();
  }

  private static void end(BrokerProcess started, Path folder) {
    started.close();
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
