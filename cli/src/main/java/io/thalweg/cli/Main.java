package io.thalweg.cli;

import io.thalweg.cli.event.PublishCommand;
import io.thalweg.cli.event.TailCommand;
import io.thalweg.cli.terminal.Complaints;
import io.thalweg.cli.topic.TopicCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/// The command line's entry: every subcommand hangs here.
@Command(
    name = "thalweg",
    description = "One durable log that speaks the protocols applications use.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = VersionCommand.Provider.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:success",
      "1:failed; the error says why and what to do",
      "2:wrong usage, or a configuration that cannot be used"
    },
    subcommands = {
      ServeCommand.class,
      PublishCommand.class,
      TailCommand.class,
      TopicCommand.class,
      ConfigCommand.class,
      VersionCommand.class,
      WarmUpCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /// A new command line with every subcommand.
  static CommandLine commandLine() {
    Complaints complaints = new Complaints();
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(complaints)
        .setExecutionExceptionHandler(complaints);
  }
}
