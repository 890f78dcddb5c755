package io.thalweg.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command line's entry: every subcommand hangs here.
@Command(
    name = "thalweg",
    description = "One durable log that speaks the protocols applications use.",
    mixinStandardHelpOptions = false,
    subcommands = {VersionCommand.class, WarmUpCommand.class, CommandLine.HelpCommand.class})
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /// A new command line with every subcommand.
  static CommandLine commandLine() {
    return new CommandLine(new Main());
  }
}
