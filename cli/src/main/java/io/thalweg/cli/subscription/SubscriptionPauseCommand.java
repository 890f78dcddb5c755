package io.thalweg.cli.subscription;

import io.thalweg.cli.admin.AdminOption;
import io.thalweg.cli.admin.Administration;
import io.thalweg.cli.admin.Told;
import io.thalweg.cli.admin.VhostOption;
import io.thalweg.cli.terminal.OutputOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `thalweg subscription pause`.
@Command(
    name = "pause",
    description = {
      "Let nobody get events of a subscription until it is resumed, also after a restart.",
      "What consumers have stays with them; what is published waits, and may expire."
    },
    footer = {"", "Examples:", "  thalweg subscription pause billing"})
final class SubscriptionPauseCommand implements Runnable {
  @Parameters(paramLabel = "QUEUE", description = "Its name.")
  private String queue;

  @Mixin private VhostOption vhost;
  @Mixin private OutputOption output;
  @Mixin private AdminOption admin;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    try (Administration broker = admin.connect()) {
      broker.change(
          "PATCH",
          Administration.path("subscriptions", vhost.name(), queue),
          Administration.object().put("paused", true),
          "pause subscription " + queue);
    }
    new Told(spec.commandLine().getOut(), output.json()).done("paused", "subscription", queue);
  }
}
