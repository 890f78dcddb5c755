package io.thalweg.cli.subscription;

import com.fasterxml.jackson.databind.JsonNode;
import io.thalweg.cli.admin.AdminOption;
import io.thalweg.cli.admin.Administration;
import io.thalweg.cli.admin.Documents;
import io.thalweg.cli.terminal.OutputOption;
import io.thalweg.cli.terminal.Shown;
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

/// `thalweg subscription list`.
@Command(
    name = "list",
    description = {
      "List subscriptions, and how far they are behind.",
      "LAG is how many events are not done; TOPIC is empty if it is the queue's own."
    },
    footer = {
      "",
      "Examples:",
      "  thalweg subscription list",
      "  thalweg subscription list --topic orders"
    })
final class SubscriptionListCommand implements Runnable {
  @Option(names = "--topic", paramLabel = "TOPIC", description = "Of that topic only.")
  private @Nullable String topic;

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
    if (topic != null) {
      wanted.add("topic=" + Administration.encoded(topic));
    }
    if (vhost != null) {
      wanted.add("namespace=" + Administration.encoded(vhost));
    }
    JsonNode all;
    try (Administration broker = admin.connect()) {
      all = broker.get("subscriptions?" + String.join("&", wanted), "list subscriptions");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (output.json()) {
      Documents.print(out, all);
      return;
    }
    Table table =
        new Table("VHOST", "SUBSCRIPTION", "TOPIC", "LAG", "CONSUMERS", "OLDEST", "STATE")
            .flexible("VHOST", "SUBSCRIPTION", "TOPIC");
    long now = System.currentTimeMillis();
    for (JsonNode each : all) {
      table.row(
          each.path("namespace").asText(),
          each.path("name").asText(),
          each.path("topic").asText(),
          each.path("lag").asText(),
          each.path("consumers").asText(),
          Shown.age(each.path("oldestReadyMillis").asLong(-1), now),
          each.path("paused").asBoolean() ? "paused" : "running");
    }
    table.print(out);
  }
}
