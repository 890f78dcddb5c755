package io.thalweg.cli.queue;

import com.fasterxml.jackson.databind.JsonNode;
import io.thalweg.cli.admin.AdminOption;
import io.thalweg.cli.admin.Administration;
import io.thalweg.cli.admin.Documents;
import io.thalweg.cli.admin.VhostOption;
import io.thalweg.cli.terminal.OutputOption;
import io.thalweg.cli.terminal.Shown;
import io.thalweg.cli.terminal.Table;
import java.io.PrintWriter;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `thalweg queue describe`.
@Command(
    name = "describe",
    description = {
      "Show a queue: what is in it, what happened since the broker's start, and how it was"
          + " declared."
    },
    footer = {
      "",
      "Examples:",
      "  thalweg queue describe billing",
      "  thalweg queue describe billing -o json | jq .settings"
    })
final class QueueDescribeCommand implements Runnable {
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
          broker.get(Administration.path("queues", vhost.name(), queue), "describe queue " + queue);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (output.json()) {
      Documents.print(out, is);
      return;
    }
    Table table = new Table("WHAT", "VALUE").flexible("VALUE");
    for (Map.Entry<String, JsonNode> each : is.properties()) {
      if (each.getKey().equals("oldestReadyMillis")) {
        table.row("oldestReady", Shown.age(each.getValue().asLong(), System.currentTimeMillis()));
      } else if (!each.getValue().isObject()) {
        table.row(each.getKey().replace("namespace", "vhost"), each.getValue().asText());
      }
    }
    for (Map.Entry<String, JsonNode> each : is.path("settings").properties()) {
      if (!is.has(each.getKey())) {
        String text = text(each.getValue());
        table.row(each.getKey(), text.isEmpty() ? "''" : text);
      }
    }
    table.print(out);
  }

  private static String text(JsonNode value) {
    return value.isObject()
        ? value.properties().stream()
            .map(each -> each.getKey() + "=" + each.getValue().asText())
            .collect(Collectors.joining(", "))
        : value.asText();
  }
}
