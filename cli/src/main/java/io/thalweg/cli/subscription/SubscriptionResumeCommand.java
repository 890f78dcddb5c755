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

/// `thalweg subscription resume`.
@Command(
    name = "resume",
    description = "Let consumers get events of a paused subscription again.",
    footer = {"", "Examples:", "  thalweg subscription resume billing"})
final class SubscriptionResumeCommand implements Runnable {
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
          Administration.object().put("paused", false),
          "resume subscription " + queue);
    }
    new Told(spec.commandLine().getOut(), output.json()).done("resumed", "subscription", queue);
  }
}
