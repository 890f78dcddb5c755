package io.thalweg.cli.queue;

import com.fasterxml.jackson.databind.JsonNode;
import io.thalweg.cli.admin.AdminOption;
import io.thalweg.cli.admin.Administration;
import io.thalweg.cli.admin.Documents;
import io.thalweg.cli.admin.OneVhostOption;
import io.thalweg.cli.terminal.OutputOption;
import io.thalweg.cli.terminal.Shown;
import io.thalweg.cli.terminal.Table;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `thalweg queue list`.
@Command(
    name = "list",
    description = {
      "List queues and what is in them.",
      "READY waits for a consumer, UNACKED is with one; LATER failed and waits, or is a dead letter"
          + " whose copy is not made yet. OLDEST is when the oldest ready event came."
    },
    footer = {
      "",
      "Examples:",
      "  thalweg queue list",
      "  thalweg queue list --vhost orders",
      "  thalweg queue list -o json | jq '.[] | select(.consumers == 0 and .ready > 0)'"
    })
final class QueueListCommand implements Runnable {
  @Mixin private OneVhostOption vhost;
  @Mixin private OutputOption output;
  @Mixin private AdminOption admin;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    JsonNode all;
    try (Administration broker = admin.connect()) {
      all = broker.get(vhost.of("queues"), "list queues");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (output.json()) {
      Documents.print(out, all);
      return;
    }
    Table table =
        new Table(
                "VHOST",
                "QUEUE",
                "READY",
                "UNACKED",
                "LATER",
                "CONSUMERS",
                "OLDEST",
                "IN/S",
                "OUT/S",
                "STATE")
            .flexible("VHOST", "QUEUE");
    long now = System.currentTimeMillis();
    for (JsonNode each : all) {
      table.row(
          each.path("namespace").asText(),
          each.path("name").asText(),
          each.path("ready").asText(),
          each.path("unacked").asText(),
          Long.toString(each.path("delayed").asLong() + each.path("dying").asLong()),
          each.path("consumers").asText(),
          Shown.age(each.path("oldestReadyMillis").asLong(-1), now),
          each.path("publishedPerSecond").asText(),
          each.path("deliveredPerSecond").asText(),
          each.path("paused").asBoolean() ? "paused" : "running");
    }
    table.print(out);
  }
}
