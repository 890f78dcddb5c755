package io.thalweg.cli.topic;

import io.thalweg.cli.broker.Answers;
import io.thalweg.cli.broker.BrokerOption;
import io.thalweg.cli.terminal.Json;
import io.thalweg.cli.terminal.OutputOption;
import io.thalweg.cli.terminal.Table;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `thalweg topic list`.
@Command(
    name = "list",
    description = "List the topics that there are.",
    footer = {"", "Examples:", "  thalweg topic list", "  thalweg topic list -o json"})
final class TopicListCommand implements Runnable {
  @Mixin private OutputOption output;
  @Mixin private BrokerOption broker;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    Collection<TopicDescription> topics;
    try (Admin admin = broker.admin()) {
      Set<String> names = Answers.await(admin.listTopics().names(), "list topics", broker);
      topics =
          new TreeMap<>(
                  Answers.await(
                      admin.describeTopics(names).allTopicNames(), "describe topics", broker))
              .values();
    }
    PrintWriter out = spec.commandLine().getOut();
    if (output.json()) {
      Json.print(
          out,
          json -> {
            json.writeStartArray();
            for (TopicDescription topic : topics) {
              json.writeStartObject();
              json.writeStringField("topic", topic.name());
              json.writeStringField("id", topic.topicId().toString());
              json.writeNumberField("partitions", topic.partitions().size());
              json.writeEndObject();
            }
            json.writeEndArray();
          });
    } else {
      Table table = new Table("TOPIC", "PARTITIONS").flexible("TOPIC");
      topics.forEach(topic -> table.row(topic.name(), Integer.toString(topic.partitions().size())));
      table.print(out);
    }
  }
}
