package io.thalweg.cli.bench;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `--events` and `--seconds`.
final class ExtentOptions {
  private static final long MOST_SECONDS = 30L * 86_400;

  @Option(
      names = {"-n", "--events"},
      paramLabel = "COUNT",
      description = "Stop after so many events.")
  private @Nullable Long events;

  @Option(
      names = {"-s", "--seconds"},
      paramLabel = "SECONDS",
      description = "Stop after so long (default: 10, unless --events says when).")
  private @Nullable Long seconds;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /// @param usual where nothing was asked for
  Extent or(Extent usual) {
    refuse(events != null && seconds != null, "--events and --seconds exclude each other");
    refuse(events != null && events < 1, "--events is at least 1");
    refuse(
        seconds != null && (seconds < 1 || seconds > MOST_SECONDS),
        "--seconds is within 1 and " + MOST_SECONDS);
    if (events != null) {
      return Extent.ofEvents(events);
    }
    return seconds == null ? usual : Extent.ofSeconds(seconds);
  }

  private void refuse(boolean wrong, String message) {
    if (wrong) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }
}
