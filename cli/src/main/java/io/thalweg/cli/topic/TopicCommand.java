package io.thalweg.cli.topic;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `thalweg topic`: groups what concerns topics.
@Command(
    name = "topic",
    description = "Create, list, describe, alter, measure and delete topics.",
    subcommands = {
      TopicCreateCommand.class,
      TopicListCommand.class,
      TopicDescribeCommand.class,
      TopicStatsCommand.class,
      TopicAlterCommand.class,
      TopicDeleteCommand.class
    })
public final class TopicCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: topic create, list, describe, stats, alter or delete");
  }
}
