package io.thalweg.cli.dlq;

import com.fasterxml.jackson.databind.JsonNode;
import io.thalweg.cli.admin.AdminOption;
import io.thalweg.cli.admin.Administration;
import io.thalweg.cli.admin.Documents;
import io.thalweg.cli.admin.OneVhostOption;
import io.thalweg.cli.terminal.OutputOption;
import io.thalweg.cli.terminal.Shown;
import io.thalweg.cli.terminal.Table;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `thalweg dlq list`.
@Command(
    name = "list",
    description = {
      "List the queues that dead letters may come to, by the settings of those that they come"
          + " from.",
      "FROM names these. Where it depends on the letter whether it comes, a queue is listed."
    },
    footer = {
      "",
      "Examples:",
      "  thalweg dlq list",
      "  thalweg dlq list -o json | jq '.[] | select(.ready > 0) | .name'"
    })
final class DlqListCommand implements Runnable {
  @Mixin private OneVhostOption vhost;
  @Mixin private OutputOption output;
  @Mixin private AdminOption admin;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    JsonNode all;
    try (Administration broker = admin.connect()) {
      all = broker.get(vhost.of("dead-letters"), "list queues of dead letters");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (output.json()) {
      Documents.print(out, all);
      return;
    }
    Table table =
        new Table("VHOST", "QUEUE", "READY", "UNACKED", "OLDEST", "FROM")
            .flexible("VHOST", "QUEUE", "FROM");
    long now = System.currentTimeMillis();
    for (JsonNode each : all) {
      List<String> sources = new ArrayList<>();
      each.path("sources").forEach(source -> sources.add(source.asText()));
      table.row(
          each.path("namespace").asText(),
          each.path("name").asText(),
          each.path("ready").asText(),
          each.path("unacked").asText(),
          Shown.age(each.path("oldestReadyMillis").asLong(-1), now),
          String.join(",", sources));
    }
    table.print(out);
  }
}
