package io.thalweg.cli.access;

import com.fasterxml.jackson.databind.JsonNode;
import io.thalweg.cli.admin.AdminOption;
import io.thalweg.cli.admin.Administration;
import io.thalweg.cli.terminal.Json;
import io.thalweg.cli.terminal.OutputOption;
import io.thalweg.cli.terminal.Table;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `thalweg user list`.
@Command(
    name = "list",
    description = "List the users that there are.",
    footer = {"", "Examples:", "  thalweg user list", "  thalweg user list -o json"})
final class UserListCommand implements Runnable {
  @Mixin private OutputOption output;
  @Mixin private AdminOption admin;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    JsonNode all;
    try (Administration broker = admin.connect()) {
      all = broker.get("users", "list users");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (output.json()) {
      Json.print(
          out,
          json -> {
            json.writeStartArray();
            for (JsonNode each : all) {
              json.writeStartObject();
              json.writeStringField("user", each.path("name").asText());
              json.writeArrayFieldStart("tags");
              for (String tag : tags(each)) {
                json.writeString(tag);
              }
              json.writeEndArray();
              json.writeBooleanField("password", each.path("password").asBoolean());
              json.writeEndObject();
            }
            json.writeEndArray();
          });
      return;
    }
    Table table = new Table("USER", "TAGS", "PASSWORD").flexible("USER", "TAGS");
    for (JsonNode each : all) {
      List<String> tags = tags(each);
      table.row(
          each.path("name").asText(),
          tags.isEmpty() ? "-" : String.join(",", tags),
          each.path("password").asBoolean() ? "yes" : "no");
    }
    table.print(out);
  }

  private static List<String> tags(JsonNode user) {
    List<String> tags = new ArrayList<>();
    user.path("tags").forEach(tag -> tags.add(tag.asText()));
    return tags;
  }
}
