package io.thalweg.bench.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// Where things are: this module's folder, the launcher, the JVM, and a place for data on the same
/// disk.
public final class BenchHome {
  /// This module's folder, given by the scripts.
  public static final Path HERE = Path.of(System.getProperty("bench.home", "bench"));

  private BenchHome() {}

  /// The launcher of the broker.
  public static Path thalweg() {
    return HERE.resolveSibling("thalweg");
  }

  /// The `java` that runs this.
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /// A new folder for data, beside the build's output; deleted when this process ends.
  public static Path scratch() {
    try {
      Path base = Files.createDirectories(HERE.resolve("target").resolve("data"));
      Path made = Files.createTempDirectory(base, "run-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> Cleanup.run(() -> delete(made))));
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A port that nobody listens on now.
  public static int freePort() {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      System.err.println("bench: left behind: " + folder + ": " + e.getMessage());
    }
  }
}
