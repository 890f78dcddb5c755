package io.thalweg.cli.topic;

import io.thalweg.cli.broker.Answers;
import io.thalweg.cli.broker.BrokerOption;
import io.thalweg.cli.terminal.Json;
import io.thalweg.cli.terminal.OutputOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `thalweg topic describe`.
@Command(
    name = "describe",
    description =
        "Show a topic: its partitions with their first and next offset, and its configuration.")
final class TopicDescribeCommand implements Runnable {
  @Parameters(paramLabel = "TOPIC", description = "Its name.")
  private String topic;

  @Mixin private OutputOption output;
  @Mixin private BrokerOption broker;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    TopicPicture picture;
    try (Admin admin = broker.admin()) {
      picture = ask(admin);
    }
    if (output.json()) {
      Json.print(spec.commandLine().getOut(), picture::write);
    } else {
      picture.print(spec.commandLine().getOut());
    }
  }

  private TopicPicture ask(Admin admin) {
    String what = "describe " + topic;
    Map<String, TopicDescription> described =
        Answers.await(admin.describeTopics(List.of(topic)).allTopicNames(), what, broker);
    List<TopicPartition> partitions = new ArrayList<>();
    for (TopicDescription one : described.values()) {
      for (TopicPartitionInfo partition : one.partitions()) {
        partitions.add(new TopicPartition(one.name(), partition.partition()));
      }
    }
    Map<Integer, Long> first = offsets(admin, partitions, OffsetSpec.earliest());
    Map<Integer, Long> next = offsets(admin, partitions, OffsetSpec.latest());
    List<TopicPicture.Partition> rows = new ArrayList<>();
    next.forEach(
        (partition, end) ->
            rows.add(
                new TopicPicture.Partition(partition, first.getOrDefault(partition, end), end)));
    String id = described.values().iterator().next().topicId().toString();
    return new TopicPicture(topic, id, rows, configuration(admin));
  }

  private Map<Integer, Long> offsets(
      Admin admin, List<TopicPartition> partitions, OffsetSpec which) {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    partitions.forEach(partition -> wanted.put(partition, which));
    Map<TopicPartition, ListOffsetsResultInfo> found =
        Answers.await(admin.listOffsets(wanted).all(), "list offsets of " + topic, broker);
    Map<Integer, Long> offsets = new TreeMap<>();
    found.forEach((partition, info) -> offsets.put(partition.partition(), info.offset()));
    return offsets;
  }

  private List<TopicPicture.Entry> configuration(Admin admin) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Map<ConfigResource, Config> found =
        Answers.await(
            admin.describeConfigs(List.of(resource)).all(),
            "read the configuration of " + topic,
            broker);
    Map<String, TopicPicture.Entry> entries = new TreeMap<>();
    for (Config config : found.values()) {
      for (ConfigEntry entry : config.entries()) {
        String value = entry.value() == null ? "" : entry.value();
        entries.put(entry.name(), new TopicPicture.Entry(entry.name(), value, entry.isDefault()));
      }
    }
    return List.copyOf(entries.values());
  }
}
