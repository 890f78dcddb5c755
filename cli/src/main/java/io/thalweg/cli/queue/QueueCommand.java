package io.thalweg.cli.queue;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `thalweg queue`: groups what concerns queues.
@Command(
    name = "queue",
    description = "List, describe, create, delete and purge queues.",
    subcommands = {
      QueueListCommand.class,
      QueueDescribeCommand.class,
      QueueCreateCommand.class,
      QueueDeleteCommand.class,
      QueuePurgeCommand.class
    })
public final class QueueCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: queue list, describe, create, delete or purge");
  }
}
