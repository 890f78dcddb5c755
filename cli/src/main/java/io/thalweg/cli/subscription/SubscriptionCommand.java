package io.thalweg.cli.subscription;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `thalweg subscription`: groups what concerns subscriptions.
@Command(
    name = "subscription",
    description = {
      "List, describe, pause, resume, seek and delete subscriptions.",
      "Every queue is one: a place in a topic, its own or another, and what was done beyond it."
    },
    subcommands = {
      SubscriptionListCommand.class,
      SubscriptionDescribeCommand.class,
      SubscriptionPauseCommand.class,
      SubscriptionResumeCommand.class,
      SubscriptionSeekCommand.class,
      SubscriptionDeleteCommand.class
    })
public final class SubscriptionCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "say what to do: subscription list, describe, pause, resume, seek or delete");
  }
}
