package io.thalweg.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.thalweg.cli.terminal.Json;
import io.thalweg.cli.terminal.OutputOption;
import io.thalweg.cli.terminal.Table;
import io.thalweg.server.config.Setting;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `thalweg config`: what `serve` would run with, and why.
@Command(
    name = "config",
    description = {
      "List every key: its value, where that comes from, its default, what is allowed, its"
          + " meaning.",
      "A later source wins: default, YAML file, environment (THALWEG_LOG_LEVEL for log.level), -X.",
      "A narrow terminal has fewer columns; a pipe, and '-o json', have them all."
    },
    footer = {"", "Examples:", "  thalweg config", "  thalweg config -X storage.blocks=64 -o json"})
final class ConfigCommand implements Runnable {
  @Mixin private ConfigOptions options;
  @Mixin private OutputOption output;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    List<Setting<?>> settings = options.load(System.getenv()).settings().all();
    PrintWriter out = spec.commandLine().getOut();
    if (output.json()) {
      Json.print(
          out,
          json -> {
            json.writeStartArray();
            for (Setting<?> setting : settings) {
              write(setting, json);
            }
            json.writeEndArray();
          });
    } else {
      Table table = new Table("KEY", "VALUE", "SOURCE", "DEFAULT", "ALLOWED", "MEANING");
      table.flexible("VALUE", "SOURCE").optional("MEANING", "ALLOWED", "DEFAULT");
      settings.forEach(setting -> addTo(table, setting));
      table.print(out);
    }
  }

  private static void addTo(Table table, Setting<?> setting) {
    table.row(
        setting.key().name(),
        setting.shown(),
        setting.source(),
        setting.key().byDefault(),
        setting.key().kind().range(),
        setting.key().meaning());
  }

  private static void write(Setting<?> setting, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("key", setting.key().name());
    switch (setting.value()) {
      case Long number -> json.writeNumberField("value", number);
      case Integer number -> json.writeNumberField("value", number);
      case Boolean flag -> json.writeBooleanField("value", flag);
      default -> json.writeStringField("value", setting.shown());
    }
    json.writeStringField("shown", setting.shown());
    json.writeStringField("default", setting.key().byDefault());
    json.writeStringField("source", setting.source());
    json.writeStringField("allowed", setting.key().kind().range());
    json.writeStringField("environment", setting.key().environmentName());
    json.writeStringField("meaning", setting.key().meaning());
    json.writeEndObject();
  }
}
