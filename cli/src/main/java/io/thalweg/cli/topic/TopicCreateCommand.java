package io.thalweg.cli.topic;

import io.thalweg.cli.broker.Answers;
import io.thalweg.cli.broker.BrokerOption;
import io.thalweg.cli.terminal.Json;
import io.thalweg.cli.terminal.OutputOption;
import io.thalweg.cli.terminal.Shown;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `thalweg topic create`.
@Command(
    name = "create",
    description = "Create a topic.",
    footer = {
      "",
      "Examples:",
      "  thalweg topic create orders --partitions 4",
      "  thalweg topic create audit --retention-time unlimited --retention-size 10GiB"
    })
final class TopicCreateCommand implements Runnable {
  @Parameters(paramLabel = "TOPIC", description = "Its name: letters, digits, '.', '_' and '-'.")
  private String topic;

  @Option(
      names = {"-p", "--partitions"},
      paramLabel = "COUNT",
      description = "How many (default: what the broker is configured to).")
  private @Nullable Integer partitions;

  @Option(
      names = {"--retention-time", "--retention"},
      paramLabel = "TIME",
      converter = RetentionTime.class,
      description = "How long events are kept: 12h, 30d, unlimited.")
  private @Nullable Long retentionMillis;

  @Option(
      names = {"--retention-size", "--retention-bytes"},
      paramLabel = "SIZE",
      converter = RetentionSize.class,
      description = "How much each partition keeps: 10GiB, unlimited.")
  private @Nullable Long retentionBytes;

  @Option(
      names = {"-c", "--set"},
      paramLabel = "NAME=VALUE",
      description = "Any other configuration of the topic, by its Kafka name; may be repeated.")
  private Map<String, String> more = new LinkedHashMap<>();

  @Mixin private OutputOption output;
  @Mixin private BrokerOption broker;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    Map<String, String> settings = new LinkedHashMap<>(more);
    if (retentionMillis != null) {
      settings.put("retention.ms", retentionMillis.toString());
    }
    if (retentionBytes != null) {
      settings.put("retention.bytes", retentionBytes.toString());
    }
    NewTopic wanted =
        new NewTopic(topic, Optional.ofNullable(partitions), Optional.empty()).configs(settings);
    try (Admin admin = broker.admin()) {
      CreateTopicsResult created = admin.createTopics(List.of(wanted));
      int count = Answers.await(created.numPartitions(topic), "create " + topic, broker);
      String id = Answers.await(created.topicId(topic), "create " + topic, broker).toString();
      tell(spec.commandLine().getOut(), id, count);
    }
  }

  private void tell(PrintWriter out, String id, int count) {
    if (output.json()) {
      Json.print(
          out,
          json -> {
            json.writeStartObject();
            json.writeStringField("topic", topic);
            json.writeStringField("id", id);
            json.writeNumberField("partitions", count);
            json.writeEndObject();
          });
    } else {
      out.println("created " + topic + " with " + Shown.count(count, "partition"));
      out.flush();
    }
  }
}
