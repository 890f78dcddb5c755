package io.thalweg.cli.terminal;

import java.io.PrintWriter;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--progress` and `--no-progress`, where a command may take long.
public final class ProgressOption {
  @Option(
      names = "--progress",
      negatable = true,
      description =
          "Tell each second on standard error how far it is, or don't (default: on a terminal).")
  private @Nullable Boolean asked;

  /// @param quiet nothing is told unless it was asked for
  /// @param line called on a thread of its own
  public Progress start(PrintWriter err, boolean quiet, Supplier<String> line) {
    return Progress.start(err, (quiet && asked == null) ? Boolean.FALSE : asked, line);
  }
}
