package io.thalweg.cli.group;

import io.thalweg.cli.broker.BrokerOption;
import io.thalweg.cli.broker.Partitions;
import io.thalweg.cli.terminal.Failure;
import io.thalweg.cli.terminal.Json;
import io.thalweg.cli.terminal.OutputOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ClassicGroupDescription;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `thalweg group describe`.
@Command(
    name = "describe",
    description = {
      "Show a group: its members, what each of them reads, and how far the group is.",
      "LAG is how many events lie between what it has committed and the end."
    },
    footer = {
      "",
      "Examples:",
      "  thalweg group describe billing",
      "  thalweg group describe billing -o json | jq '[.partitions[].lag] | add'"
    })
final class GroupDescribeCommand implements Runnable {
  @Parameters(paramLabel = "GROUP", description = "Its name.")
  private String group;

  @Mixin private OutputOption output;
  @Mixin private BrokerOption broker;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    GroupPicture picture;
    try (Admin admin = broker.admin()) {
      picture = ask(admin);
    }
    if (output.json()) {
      Json.print(spec.commandLine().getOut(), picture::write);
    } else {
      picture.print(spec.commandLine().getOut());
    }
  }

  private GroupPicture ask(Admin admin) {
    Groups groups = new Groups(admin, broker);
    ClassicGroupDescription described = groups.described(List.of(group)).get(group);
    if (described == null) {
      throw new Failure(
          "there is no group " + group + " ('thalweg group list' shows what there is)");
    }
    Map<TopicPartition, String> readers = new HashMap<>();
    List<GroupPicture.Member> members = new ArrayList<>();
    for (MemberDescription member : described.members()) {
      List<TopicPartition> has = List.copyOf(member.assignment().topicPartitions());
      has.forEach(partition -> readers.put(partition, member.consumerId()));
      members.add(
          new GroupPicture.Member(
              member.consumerId(),
              member.groupInstanceId().orElse(null),
              member.clientId(),
              Groups.host(member),
              has.stream().sorted(Partitions.ORDER).toList()));
    }
    members.sort(
        Comparator.comparing(GroupPicture.Member::client).thenComparing(GroupPicture.Member::id));
    return new GroupPicture(
        group,
        described.state().toString(),
        described.protocol(),
        described.protocolData(),
        described.coordinator().host() + ":" + described.coordinator().port(),
        members,
        positions(admin, groups.committed(group), readers));
  }

  private List<GroupPicture.Position> positions(
      Admin admin, SortedMap<TopicPartition, Long> committed, Map<TopicPartition, String> readers) {
    TreeSet<TopicPartition> all = new TreeSet<>(Partitions.ORDER);
    all.addAll(committed.keySet());
    all.addAll(readers.keySet());
    Map<TopicPartition, ListOffsetsResultInfo> ends =
        new Partitions(admin, broker).offsets(all, OffsetSpec.latest());
    List<GroupPicture.Position> positions = new ArrayList<>();
    for (TopicPartition partition : all) {
      ListOffsetsResultInfo end = ends.get(partition);
      positions.add(
          new GroupPicture.Position(
              partition,
              committed.get(partition),
              end == null ? null : end.offset(),
              readers.get(partition)));
    }
    return positions;
  }
}
