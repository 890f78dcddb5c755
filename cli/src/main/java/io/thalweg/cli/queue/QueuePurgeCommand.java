package io.thalweg.cli.queue;

import com.fasterxml.jackson.databind.JsonNode;
import io.thalweg.cli.admin.AdminOption;
import io.thalweg.cli.admin.Administration;
import io.thalweg.cli.admin.Documents;
import io.thalweg.cli.admin.VhostOption;
import io.thalweg.cli.terminal.OutputOption;
import io.thalweg.cli.terminal.Shown;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `thalweg queue purge`.
@Command(
    name = "purge",
    description = {
      "Remove all events of a queue but those that consumers have. It does not ask.",
      "Those of a topic that the queue subscribes to stay there, for others."
    },
    footer = {"", "Examples:", "  thalweg queue purge billing-test"})
final class QueuePurgeCommand implements Runnable {
  @Parameters(paramLabel = "QUEUE", description = "Its name.")
  private String queue;

  @Mixin private VhostOption vhost;
  @Mixin private OutputOption output;
  @Mixin private AdminOption admin;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    JsonNode answer;
    try (Administration broker = admin.connect()) {
      answer =
          broker.ask(
              "DELETE",
              Administration.path("queues", vhost.name(), queue) + "/events",
              null,
              "purge queue " + queue);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (output.json()) {
      Documents.print(out, answer);
    } else {
      out.println("purged " + Shown.count(answer.path("purged").asLong(), "event"));
      out.flush();
    }
  }
}
