package io.thalweg.cli.queue;

import com.fasterxml.jackson.databind.JsonNode;
import io.thalweg.cli.admin.AdminOption;
import io.thalweg.cli.admin.Administration;
import io.thalweg.cli.admin.Documents;
import io.thalweg.cli.admin.OneVhostOption;
import io.thalweg.cli.terminal.OutputOption;
import io.thalweg.cli.terminal.Table;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `thalweg exchange list`.
@Command(
    name = "list",
    description = "List exchanges. '' is the default one, which knows each queue by its name.",
    footer = {"", "Examples:", "  thalweg exchange list", "  thalweg exchange list -p orders"})
final class ExchangeListCommand implements Runnable {
  @Mixin private OneVhostOption vhost;
  @Mixin private OutputOption output;
  @Mixin private AdminOption admin;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    JsonNode all;
    try (Administration broker = admin.connect()) {
      all = broker.get(vhost.of("exchanges"), "list exchanges");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (output.json()) {
      Documents.print(out, all);
      return;
    }
    Table table =
        new Table("VHOST", "EXCHANGE", "TYPE", "ALTERNATE", "PROPERTIES")
            .flexible("VHOST", "EXCHANGE", "ALTERNATE");
    for (JsonNode each : all) {
      String name = each.path("name").asText();
      table.row(
          each.path("namespace").asText(),
          name.isEmpty() ? "''" : name,
          each.path("type").asText(),
          each.path("alternate").asText(),
          properties(each));
    }
    table.print(out);
  }

  private static String properties(JsonNode exchange) {
    List<String> all = new ArrayList<>();
    all.add(exchange.path("durable").asBoolean() ? "durable" : "transient");
    if (exchange.path("autoDelete").asBoolean()) {
      all.add("auto-delete");
    }
    if (exchange.path("internal").asBoolean()) {
      all.add("internal");
    }
    return String.join(",", all);
  }
}
