package io.thalweg.cli.dlq;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `thalweg dlq`: groups what concerns dead letters.
@Command(
    name = "dlq",
    description = "List queues of dead letters, peek into them, redrive or drop what is there.",
    subcommands = {
      DlqListCommand.class,
      DlqPeekCommand.class,
      DlqRedriveCommand.class,
      DlqDropCommand.class
    })
public final class DlqCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: dlq list, peek, redrive or drop");
  }
}
