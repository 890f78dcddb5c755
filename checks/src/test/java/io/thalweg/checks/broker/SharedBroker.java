package io.thalweg.checks.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// One broker with usual settings for every test that neither stops it nor looks at its data. It
/// starts when first asked for and ends with the tests' JVM. Tests stay apart by their topics and
/// groups: [#fresh] names them.
public final class SharedBroker {
  private static final AtomicInteger NAMES = new AtomicInteger();

  private SharedBroker() {}

  /// Made by whoever asks first.
  private static final class Holder {
    static final Path FOLDER = folder();
    static final BrokerProcess BROKER = BrokerProcess.on(FOLDER.resolve("data")).start();

    private static Path folder() {
      try {
        Path made = Files.createTempDirectory("thalweg-checks-");
        Runtime.getRuntime().addShutdownHook(new Thread(SharedBroker::end, "end-shared-broker"));
        return made;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  public static BrokerProcess get() {
    return Holder.BROKER;
  }

  /// A name that no other test has.
  public static String fresh(String name) {
    return name + "-" + NAMES.incrementAndGet();
  }

  private static void end() {
    Holder.BROKER.close();
    try (Stream<Path> files = Files.walk(Holder.FOLDER)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
