package io.thalweg.cli.group;

import io.thalweg.cli.broker.Answers;
import io.thalweg.cli.broker.BrokerOption;
import io.thalweg.cli.broker.Partitions;
import io.thalweg.cli.terminal.Failure;
import io.thalweg.cli.terminal.Json;
import io.thalweg.cli.terminal.OutputOption;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ClassicGroupDescription;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `thalweg group reset`.
@Command(
    name = "reset",
    description = {
      "Have a group go on from another place, while it has no members.",
      "Without --execute it only shows what would change."
    },
    footer = {
      "",
      "Examples:",
      "  thalweg group reset billing --all-topics --to-time '1h ago'",
      "  thalweg group reset billing --topic orders --topic refunds:0,2 --to-beginning",
      "  thalweg group reset billing --topic orders:1 --to-offset 42 --execute",
      "  thalweg group reset billing --all-topics --to-end --execute"
    })
final class GroupResetCommand implements Runnable {
  @Parameters(
      paramLabel = "GROUP",
      description = "Its name; --execute makes a group that does not exist yet.")
  private String group;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC[:0,1,2]",
      converter = TopicChoice.Converter.class,
      description = "This topic, or some of its partitions; may be repeated.")
  private List<TopicChoice> topics = List.of();

  @Option(names = "--all-topics", description = "Wherever the group has committed an offset.")
  private boolean allTopics;

  @Mixin private ResetTarget target;

  @Option(names = "--execute", description = "Carry it out.")
  private boolean execute;

  @Mixin private OutputOption output;
  @Mixin private BrokerOption broker;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    refuse(
        topics.isEmpty() != allTopics,
        "say of which topics: --topic TOPIC[:0,1,2], or --all-topics");
    refuse(
        !target.isClear(),
        "say where to: one of --to-offset OFFSET, --to-time WHEN, --to-beginning, --to-end");
    try (Admin admin = broker.admin()) {
      reset(admin);
    }
  }

  private void reset(Admin admin) {
    Groups groups = new Groups(admin, broker);
    ClassicGroupDescription described = groups.described(List.of(group)).get(group);
    if (described != null && Groups.isBusy(described)) {
      throw Groups.busy("reset " + group, described, " that would go on from where they are");
    }
    SortedMap<TopicPartition, Long> committed = groups.committed(group);
    ResetPlan plan = plan(new Partitions(admin, broker), committed);
    if (execute && !plan.changes().isEmpty()) {
      carryOut(admin, plan);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (output.json()) {
      Json.print(out, json -> plan.write(json, execute));
    } else {
      plan.print(out, described != null, execute);
    }
  }

  private ResetPlan plan(Partitions partitions, SortedMap<TopicPartition, Long> committed) {
    TreeSet<TopicPartition> chosen = new TreeSet<>(Partitions.ORDER);
    if (allTopics) {
      chosen.addAll(committed.keySet());
    }
    topics.forEach(choice -> chosen.addAll(chosen(partitions, choice)));
    if (chosen.isEmpty()) {
      throw new Failure(
          "group %s has committed no offsets: name topics with --topic".formatted(group));
    }
    var starts = partitions.offsets(chosen, OffsetSpec.earliest());
    var ends = partitions.offsets(chosen, OffsetSpec.latest());
    Long offset = target.offset();
    Map<TopicPartition, ListOffsetsResultInfo> found =
        offset == null ? partitions.offsets(chosen, target.lookUp()) : Map.of();
    List<ResetPlan.Move> moves = new ArrayList<>();
    for (TopicPartition partition : chosen) {
      ListOffsetsResultInfo start = starts.get(partition);
      ListOffsetsResultInfo end = ends.get(partition);
      if (start == null || end == null) {
        continue; // deleted meanwhile
      }
      ListOffsetsResultInfo there = found.get(partition);
      long wanted = end.offset(); // if every event is older
      if (offset != null) {
        wanted = offset;
      } else if (there != null && there.offset() >= 0) {
        wanted = there.offset();
      }
      Long from = committed.get(partition);
      moves.add(new ResetPlan.Move(partition, from, wanted, start.offset(), end.offset()));
    }
    return new ResetPlan(group, moves);
  }

  private List<TopicPartition> chosen(Partitions partitions, TopicChoice choice) {
    String topic = choice.topic();
    List<TopicPartition> all = partitions.of(List.of(topic), "reset " + group + " in");
    if (choice.partitions().isEmpty()) {
      return all;
    }
    List<TopicPartition> some =
        choice.partitions().stream().map(number -> new TopicPartition(topic, number)).toList();
    if (!all.containsAll(some)) {
      throw new Failure(topic + " has partitions 0 to " + (all.size() - 1), Failure.USAGE);
    }
    return some;
  }

  private void carryOut(Admin admin, ResetPlan plan) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (ResetPlan.Move move : plan.changes()) {
      offsets.put(move.partition(), new OffsetAndMetadata(move.to()));
    }
    Answers.await(admin.alterConsumerGroupOffsets(group, offsets).all(), "reset " + group, broker);
  }

  private void refuse(boolean wrong, String message) {
    if (wrong) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }
}
