package io.thalweg.cli.topic;

import io.thalweg.cli.broker.Answers;
import io.thalweg.cli.broker.BrokerOption;
import io.thalweg.cli.terminal.Json;
import io.thalweg.cli.terminal.OutputOption;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `thalweg topic stats`.
@Command(
    name = "stats",
    description = {
      "Measure topics: events, bytes on disk, age of the oldest and of the newest event, and the"
          + " group that is most behind, with its lag.",
      "Of one topic, its partitions too."
    },
    footer = {
      "",
      "Examples:",
      "  thalweg topic stats",
      "  thalweg topic stats orders",
      "  thalweg topic stats --partitions -o json"
    })
final class TopicStatsCommand implements Runnable {
  @Parameters(paramLabel = "TOPIC", arity = "0..*", description = "Their names (default: all).")
  private List<String> topics = List.of();

  @Option(names = "--partitions", description = "Go into the partitions of every topic.")
  private boolean partitions;

  @Mixin private OutputOption output;
  @Mixin private BrokerOption broker;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    List<TopicStats> all;
    try (Admin admin = broker.admin()) {
      Collection<String> names =
          topics.isEmpty()
              ? Answers.await(admin.listTopics().names(), "list topics", broker)
              : topics;
      all = new TopicMeter(admin, broker).measure(new TreeSet<>(names));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (output.json()) {
      Json.print(
          out,
          json -> {
            json.writeStartArray();
            for (TopicStats one : all) {
              one.write(json);
            }
            json.writeEndArray();
          });
    } else {
      TopicStats.print(all, partitions || topics.size() == 1, System.currentTimeMillis(), out);
    }
  }
}
