package io.thalweg.cli.topic;

import io.thalweg.cli.broker.Answers;
import io.thalweg.cli.broker.BrokerOption;
import io.thalweg.cli.broker.Partitions;
import io.thalweg.cli.terminal.Json;
import io.thalweg.cli.terminal.OutputOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `thalweg topic describe`.
@Command(
    name = "describe",
    description =
        "Show a topic: its partitions with their first and next offset, and its configuration.",
    footer = {"", "Examples:", "  thalweg topic describe orders"})
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
    TopicDescription description = described.values().iterator().next();
    List<TopicPartition> partitions = Partitions.of(description);
    Partitions offsets = new Partitions(admin, broker);
    var first = offsets.offsets(partitions, OffsetSpec.earliest());
    var next = offsets.offsets(partitions, OffsetSpec.latest());
    List<TopicPicture.Partition> rows = new ArrayList<>();
    next.forEach(
        (partition, end) ->
            rows.add(
                new TopicPicture.Partition(
                    partition.partition(),
                    first.getOrDefault(partition, end).offset(),
                    end.offset())));
    String id = description.topicId().toString();
    return new TopicPicture(
        topic, id, rows, List.copyOf(TopicConfiguration.read(admin, topic, broker).values()));
  }
}
