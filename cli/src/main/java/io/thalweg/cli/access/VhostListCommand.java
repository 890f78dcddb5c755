package io.thalweg.cli.access;

import com.fasterxml.jackson.databind.JsonNode;
import io.thalweg.cli.admin.AdminOption;
import io.thalweg.cli.admin.Administration;
import io.thalweg.cli.terminal.Json;
import io.thalweg.cli.terminal.OutputOption;
import io.thalweg.cli.terminal.Table;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `thalweg vhost list`.
@Command(
    name = "list",
    description = "List the namespaces that there are.",
    footer = {"", "Examples:", "  thalweg vhost list", "  thalweg vhost list -o json"})
final class VhostListCommand implements Runnable {
  @Mixin private OutputOption output;
  @Mixin private AdminOption admin;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    JsonNode all;
    try (Administration broker = admin.connect()) {
      all = broker.get("namespaces", "list namespaces");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (output.json()) {
      Json.print(
          out,
          json -> {
            json.writeStartArray();
            for (JsonNode each : all) {
              json.writeStartObject();
              json.writeStringField("vhost", each.path("name").asText());
              json.writeStringField("description", each.path("description").asText());
              json.writeEndObject();
            }
            json.writeEndArray();
          });
      return;
    }
    Table table = new Table("VHOST", "DESCRIPTION").flexible("VHOST").optional("DESCRIPTION");
    for (JsonNode each : all) {
      table.row(each.path("name").asText(), each.path("description").asText());
    }
    table.print(out);
  }
}
