package io.thalweg.cli.queue;

import com.fasterxml.jackson.databind.JsonNode;
import io.thalweg.cli.admin.AdminOption;
import io.thalweg.cli.admin.Administration;
import io.thalweg.cli.admin.Documents;
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
import picocli.CommandLine.Spec;

/// `thalweg binding list`.
@Command(
    name = "list",
    description = {
      "List bindings.",
      "That each queue is bound to the default exchange by its name is not among them."
    },
    footer = {
      "",
      "Examples:",
      "  thalweg binding list",
      "  thalweg binding list --to billing",
      "  thalweg binding list --from amq.topic --vhost orders"
    })
final class BindingListCommand implements Runnable {
  @Option(names = "--from", paramLabel = "EXCHANGE", description = "From that exchange only.")
  private @Nullable String source;

  @Option(names = "--to", paramLabel = "NAME", description = "To that queue or exchange only.")
  private @Nullable String destination;

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
    add(wanted, "namespace", vhost);
    add(wanted, "source", source);
    add(wanted, "destination", destination);
    JsonNode all;
    try (Administration broker = admin.connect()) {
      all = broker.get("bindings?" + String.join("&", wanted), "list bindings");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (output.json()) {
      Documents.print(out, all);
      return;
    }
    Table table =
        new Table("VHOST", "FROM", "KIND", "TO", "KEY", "ARGUMENTS")
            .flexible("VHOST", "FROM", "TO", "KEY", "ARGUMENTS");
    for (JsonNode each : all) {
      String key = each.path("key").asText();
      table.row(
          each.path("namespace").asText(),
          each.path("source").asText(),
          each.path("kind").asText(),
          each.path("destination").asText(),
          key.isEmpty() ? "''" : key,
          each.path("arguments").isEmpty() ? "" : each.path("arguments").toString());
    }
    table.print(out);
  }

  private static void add(List<String> wanted, String name, @Nullable String value) {
    if (value != null) {
      wanted.add(name + "=" + Administration.encoded(value));
    }
  }
}
