package io.thalweg.cli;

import io.thalweg.cli.access.PermissionCommand;
import io.thalweg.cli.access.UserCommand;
import io.thalweg.cli.access.VhostCommand;
import io.thalweg.cli.bench.BenchCommand;
import io.thalweg.cli.dlq.DlqCommand;
import io.thalweg.cli.event.PublishCommand;
import io.thalweg.cli.event.TailCommand;
import io.thalweg.cli.group.GroupCommand;
import io.thalweg.cli.queue.BindingCommand;
import io.thalweg.cli.queue.ExchangeCommand;
import io.thalweg.cli.queue.QueueCommand;
import io.thalweg.cli.subscription.SubscriptionCommand;
import io.thalweg.cli.terminal.Complaints;
import io.thalweg.cli.topic.TopicCommand;
import java.util.List;
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
    })
public final class Main {
  private static final List<Class<?>> COMMANDS =
      List.of(
          ServeCommand.class,
          PublishCommand.class,
          TailCommand.class,
          TopicCommand.class,
          GroupCommand.class,
          QueueCommand.class,
          ExchangeCommand.class,
          BindingCommand.class,
          SubscriptionCommand.class,
          DlqCommand.class,
          VhostCommand.class,
          UserCommand.class,
          PermissionCommand.class,
          BenchCommand.class,
          ConfigCommand.class,
          VerifyCommand.class,
          CompletionCommand.class,
          VersionCommand.class,
          WarmUpCommand.class);

  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine(args).execute(args));
  }

  /// A new command line for `args`: with the subcommand that they begin with, else with every one.
  /// To build all takes longer than to start the broker.
  static CommandLine commandLine(String... args) {
    Complaints complaints = new Complaints();
    CommandLine line = new CommandLine(new Main());
    List<Class<?>> named =
        COMMANDS.stream()
            .filter(command -> args.length > 0 && name(command).equals(args[0]))
            .toList();
    (named.isEmpty() ? COMMANDS : named).forEach(line::addSubcommand);
    line.addSubcommand(CommandLine.HelpCommand.class);
    return line.setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(complaints)
        .setExecutionExceptionHandler(complaints);
  }

  private static String name(Class<?> command) {
    return command.getAnnotation(Command.class).name();
  }
}
