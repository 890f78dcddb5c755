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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `thalweg permission list`.
@Command(
    name = "list",
    description = "List what users may do in namespaces.",
    footer = {
      "",
      "Examples:",
      "  thalweg permission list",
      "  thalweg permission list billing",
      "  thalweg permission list --vhost orders"
    })
final class PermissionListCommand implements Runnable {
  private static final List<String> PATTERNS = List.of("configure", "write", "read");

  @Parameters(paramLabel = "NAME", arity = "0..1", description = "Of that user only.")
  private @Nullable String name;

  @Option(
      names = {"-p", "--vhost"},
      paramLabel = "VHOST",
      description = "In that namespace only.")
  private @Nullable String vhost;

  @Mixin private OutputOption output;
  @Mixin private AdminOption admin;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    List<String> wanted = new ArrayList<>();
    if (name != null) {
      wanted.add("user=" + Administration.encoded(name));
    }
    if (vhost != null) {
      wanted.add("namespace=" + Administration.encoded(vhost));
    }
    JsonNode all;
    try (Administration broker = admin.connect()) {
      all = broker.get("permissions?" + String.join("&", wanted), "list permissions");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (output.json()) {
      print(out, all);
      return;
    }
    Table table =
        new Table("VHOST", "USER", "CONFIGURE", "WRITE", "READ")
            .flexible("VHOST", "USER", "CONFIGURE", "WRITE", "READ");
    for (JsonNode each : all) {
      table.row(
          each.path("namespace").asText(),
          each.path("user").asText(),
          shown(each.path("configure").asText()),
          shown(each.path("write").asText()),
          shown(each.path("read").asText()));
    }
    table.print(out);
  }

  /// As a shell takes it, if it would not be seen.
  private static String shown(String pattern) {
    return pattern.isEmpty() ? "''" : pattern;
  }

  private static void print(PrintWriter out, JsonNode all) {
    Json.print(
        out,
        json -> {
          json.writeStartArray();
          for (JsonNode each : all) {
            json.writeStartObject();
            json.writeStringField("vhost", each.path("namespace").asText());
            json.writeStringField("user", each.path("user").asText());
            for (String pattern : PATTERNS) {
              json.writeStringField(pattern, each.path(pattern).asText());
            }
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }
}
