package io.thalweg.cli.dlq;

import com.fasterxml.jackson.databind.JsonNode;
import io.thalweg.cli.admin.AdminOption;
import io.thalweg.cli.admin.Administration;
import io.thalweg.cli.admin.Documents;
import io.thalweg.cli.admin.VhostOption;
import io.thalweg.cli.terminal.OutputOption;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `thalweg dlq peek`.
@Command(
    name = "peek",
    description = {
      "Show events of a queue without taking them: why, where and when each died, its key, its"
          + " headers, and the beginning of its value.",
      "Those that a consumer has are shown, too."
    },
    footer = {
      "",
      "Examples:",
      "  thalweg dlq peek dead",
      "  thalweg dlq peek dead --count 50 --reason rejected --source billing",
      "  thalweg dlq peek dead --offset 4711 --count 1 --bytes 16384 -o json"
    })
final class DlqPeekCommand implements Runnable {
  @Parameters(paramLabel = "QUEUE", description = "The queue of dead letters.")
  private String queue;

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      defaultValue = "10",
      description = "Show so many, at most 100 (default: ${DEFAULT-VALUE}).")
  private int count = 10;

  @Option(
      names = "--offset",
      paramLabel = "OFFSET",
      description = "Begin there (default: at the oldest).")
  private @Nullable Long offset;

  @Option(
      names = "--partition",
      paramLabel = "N",
      defaultValue = "0",
      description = "Of its topic, if that has several (default: ${DEFAULT-VALUE}).")
  private int partition;

  @Option(
      names = "--bytes",
      paramLabel = "N",
      defaultValue = "256",
      description = "Show so many bytes of values, at most 16384 (default: ${DEFAULT-VALUE}).")
  private int bytes = 256;

  @Mixin private FilterOptions filter;
  @Mixin private VhostOption vhost;
  @Mixin private OutputOption output;
  @Mixin private AdminOption admin;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    StringBuilder path =
        new StringBuilder(Administration.path("dead-letters", vhost.name(), queue))
            .append("/events?partition=" + partition + "&most=" + count + "&bytes=" + bytes);
    add(path, "from", offset == null ? null : offset.toString());
    add(path, "reason", filter.reason());
    add(path, "source", filter.source());
    JsonNode answer;
    try (Administration broker = admin.connect()) {
      answer = broker.get(path.toString(), "peek into " + queue);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (output.json()) {
      Documents.print(out, answer);
      return;
    }
    for (JsonNode each : answer.path("events")) {
      new DeadLetterPicture(each).print(out);
    }
    if (answer.has("next")) {
      out.println("there is more: --offset " + answer.path("next").asText());
    } else if (answer.path("events").isEmpty()) {
      out.println("nothing is there");
    }
    out.flush();
  }

  private static void add(StringBuilder path, String name, @Nullable String value) {
    if (value != null) {
      path.append('&').append(name).append('=').append(Administration.encoded(value));
    }
  }
}
