package io.thalweg.cli.group;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `thalweg group`: gathers what concerns consumer groups.
@Command(
    name = "group",
    description = "List, describe, reset and delete consumer groups.",
    subcommands = {
      GroupListCommand.class,
      GroupDescribeCommand.class,
      GroupResetCommand.class,
      GroupDeleteCommand.class
    })
public final class GroupCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: group list, describe, reset or delete");
  }
}
