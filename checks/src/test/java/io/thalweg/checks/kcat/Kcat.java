package io.thalweg.checks.kcat;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.broker.Program;
import io.thalweg.checks.broker.SharedBroker;
import java.util.ArrayList;
import java.util.List;

/// Runs of kcat against the shared broker.
final class Kcat {
  private Kcat() {}

  /// Starts it; whoever starts it closes it.
  static Program start(String... arguments) {
    List<String> line = new ArrayList<>(List.of("kcat", "-b", SharedBroker.get().bootstrap()));
    line.addAll(List.of(arguments));
    return Program.start(line);
  }

  /// Gives it its input; it must succeed.
  ///
  /// @return its standard output
  static String with(String input, String... arguments) {
    Program.Ended ended = start(arguments).end(input);
    assertThat(ended.exitCode()).as("kcat's exit code; it said: %s", ended.errors()).isZero();
    return ended.out();
  }

  /// It must succeed without any input.
  ///
  /// @return its standard output
  static String run(String... arguments) {
    return with("", arguments);
  }
}
