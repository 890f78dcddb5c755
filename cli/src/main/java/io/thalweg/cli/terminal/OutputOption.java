package io.thalweg.cli.terminal;

import picocli.CommandLine.Option;

/// `-o json`, where a command has something to tell programs.
public final class OutputOption {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private OutputFormat format = OutputFormat.TEXT;

  public boolean json() {
    return format == OutputFormat.JSON;
  }
}
