package io.thalweg.cli.queue;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `thalweg exchange`: groups what concerns exchanges.
@Command(
    name = "exchange",
    description = "List, create and delete exchanges.",
    subcommands = {
      ExchangeListCommand.class,
      ExchangeCreateCommand.class,
      ExchangeDeleteCommand.class
    })
public final class ExchangeCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: exchange list, create or delete");
  }
}
