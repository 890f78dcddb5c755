package io.thalweg.cli.queue;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `thalweg binding`: groups what concerns bindings.
@Command(
    name = "binding",
    description = "List, create and delete bindings: which messages of an exchange go where.",
    subcommands = {
      BindingListCommand.class,
      BindingCreateCommand.class,
      BindingDeleteCommand.class
    })
public final class BindingCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: binding list, create or delete");
  }
}
