package io.thalweg.cli.queue;

import com.fasterxml.jackson.databind.node.ObjectNode;
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

/// `thalweg queue create`.
@Command(
    name = "create",
    description = {
      "Create a queue. One that is there with the same settings stays.",
      "With --topic it delivers what is published to that topic from now on."
    },
    footer = {
      "",
      "Examples:",
      "  thalweg queue create dead",
      "  thalweg queue create billing --max-failures 5 --dead-letter-exchange ''"
          + " --dead-letter-key dead",
      "  thalweg queue create audit --topic orders --order key",
      "  thalweg queue create europe --topic orders --filter region=eu"
    })
final class QueueCreateCommand implements Runnable {
  @Parameters(paramLabel = "QUEUE", description = "Its name.")
  private String queue;

  @Mixin private QueueOptions options;
  @Mixin private VhostOption vhost;
  @Mixin private OutputOption output;
  @Mixin private AdminOption admin;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    ObjectNode settings = Administration.object();
    options.put(settings);
    try (Administration broker = admin.connect()) {
      broker.change(
          "PUT",
          Administration.path("queues", vhost.name(), queue),
          settings,
          "create queue " + queue);
    }
    new Told(spec.commandLine().getOut(), output.json()).done("created", "queue", queue);
  }
}
