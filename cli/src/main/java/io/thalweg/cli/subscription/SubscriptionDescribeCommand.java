package io.thalweg.cli.subscription;

import com.fasterxml.jackson.databind.JsonNode;
import io.thalweg.cli.admin.AdminOption;
import io.thalweg.cli.admin.Administration;
import io.thalweg.cli.admin.Documents;
import io.thalweg.cli.admin.VhostOption;
import io.thalweg.cli.terminal.OutputOption;
import io.thalweg.cli.terminal.Shown;
import io.thalweg.cli.terminal.Table;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `thalweg subscription describe`.
@Command(
    name = "describe",
    description = {
      "Show how far a subscription is in each partition.",
      "All before FLOOR is done, and DONE events behind it; the next event will be at END."
    },
    footer = {"", "Examples:", "  thalweg subscription describe billing"})
final class SubscriptionDescribeCommand implements Runnable {
  @Parameters(paramLabel = "QUEUE", description = "Its name.")
  private String queue;

  @Mixin private VhostOption vhost;
  @Mixin private OutputOption output;
  @Mixin private AdminOption admin;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    JsonNode is;
    try (Administration broker = admin.connect()) {
      is =
          broker.get(
              Administration.path("subscriptions", vhost.name(), queue),
              "describe subscription " + queue);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (output.json()) {
      Documents.print(out, is);
      return;
    }
    String topic = is.path("topic").asText();
    out.println(
        queue
            + (topic.isEmpty() ? "" : " of topic " + topic)
            + ": "
            + (is.path("paused").asBoolean() ? "paused" : "running")
            + ", "
            + Shown.count(is.path("consumers").asLong(), "consumer")
            + ", lag "
            + Shown.count(is.path("lag").asLong(), "event"));
    Table table = new Table("PARTITION", "START", "FLOOR", "DONE", "END");
    for (JsonNode each : is.path("partitions")) {
      table.row(
          each.path("partition").asText(),
          each.path("start").asText(),
          each.path("floor").asText(),
          each.path("doneBehind").asText(),
          each.path("end").asText());
    }
    table.print(out);
  }
}
