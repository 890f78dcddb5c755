package io.thalweg.cli.dlq;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which dead letters are meant, by their newest death.
final class FilterOptions {
  @Option(
      names = "--reason",
      paramLabel = "REASON",
      description = "Those that died so: rejected, failed, expired, overflow, unreadable.")
  private @Nullable String reason;

  @Option(names = "--source", paramLabel = "QUEUE", description = "Those that died in that queue.")
  private @Nullable String source;

  @Nullable String reason() {
    return reason;
  }

  @Nullable String source() {
    return source;
  }

  boolean isGiven() {
    return reason != null || source != null;
  }
}
