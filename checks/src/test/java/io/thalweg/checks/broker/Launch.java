package io.thalweg.checks.broker;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How `./thalweg` starts a JVM, but with the classes under test: its flags are read from the
/// script itself, so that tests run what users run.
public final class Launch {
  /// The folder of the sources.
  public static final Path HOME = home();

  private static final String MAIN = "io.thalweg.cli.Main";

  /// Entries of the test class path that no broker has: tests (with a log configuration of their
  /// own) and what tests are made with.
  private static final Pattern TESTS_OWN =
      Pattern.compile(
          "/(test-classes|(junit|opentest4j|apiguardian|assertj|byte-buddy|archunit)[^/]*\\.jar)$");

  private Launch() {}

  /// The command line of `./thalweg serve arguments`.
  static List<String> broker(List<String> arguments) {
    return broker(List.of(), arguments);
  }

  /// The same with more flags for the JVM.
  static List<String> broker(List<String> more, List<String> arguments) {
    return java("broker_flags", more, arguments);
  }

  /// The command line of `./thalweg arguments`.
  static List<String> command(List<String> arguments) {
    return java("client_flags", List.of(), arguments);
  }

  /// The command line of `./thalweg arguments`, whatever they begin with.
  static List<String> line(List<String> arguments) {
    return switch (arguments.isEmpty() ? "" : arguments.getFirst()) {
      case "serve" -> broker(arguments);
      case "bench" -> java("bench_flags", List.of(), arguments);
      default -> command(arguments);
    };
  }

  /// Puts a `./thalweg` into `folder` that runs the classes under test and never builds: for
  /// whatever a person would type or paste there.
  public static void script(Path folder) {
    String text =
        """
        #!/bin/sh
        if [ "$1" = serve ]; then exec %s "$@"; else exec %s "$@"; fi
        """
            .formatted(quoted(broker(List.of())), quoted(command(List.of())));
    Path script = folder.resolve("thalweg");
    try {
      Files.writeString(script, text);
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String quoted(List<String> line) {
    return line.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
  }

  private static List<String> java(String role, List<String> more, List<String> arguments) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(flags("flags"));
    line.addAll(flags(role));
    line.addAll(more);
    line.addAll(List.of("-cp", classPath(), MAIN));
    line.addAll(arguments);
    return line;
  }

  private static List<String> flags(String name) {
    try {
      String script = Files.readString(HOME.resolve("thalweg"));
      Matcher found = Pattern.compile("(?m)^" + name + "=\"([^\"]+)\"").matcher(script);
      if (!found.find()) {
        throw new IllegalStateException("expected " + name + "=\"...\" in ./thalweg");
      }
      return List.of(found.group(1).strip().split("\\s+"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !TESTS_OWN.matcher(entry).find())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /// The folder of `./thalweg`: the working directory or one above it.
  private static Path home() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("thalweg"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("expected ./thalweg above the working directory");
      }
    }
    return folder;
  }
}
