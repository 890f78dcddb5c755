package io.thalweg.cli.group;

import io.thalweg.cli.broker.Answers;
import io.thalweg.cli.broker.BrokerOption;
import io.thalweg.cli.broker.Partitions;
import io.thalweg.cli.terminal.Failure;
import io.thalweg.cli.terminal.Shown;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ClassicGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.ClassicGroupState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/// What a broker tells of groups.
final class Groups {
  private static final int MOST_NAMED = 5;

  private final Admin admin;
  private final BrokerOption broker;

  Groups(Admin admin, BrokerOption broker) {
    this.admin = admin;
    this.broker = broker;
  }

  /// Those of `names` that exist.
  SortedMap<String, ClassicGroupDescription> described(Collection<String> names) {
    Map<String, KafkaFuture<ClassicGroupDescription>> answers =
        admin.describeClassicGroups(names).describedGroups();
    SortedMap<String, ClassicGroupDescription> found = new TreeMap<>();
    answers.forEach(
        (name, answer) ->
            Answers.find(answer, GroupIdNotFoundException.class, "describe " + name, broker)
                .filter(group -> group.state() != ClassicGroupState.DEAD)
                .ifPresent(group -> found.put(name, group)));
    return found;
  }

  /// What the group has committed, of each partition where it has.
  SortedMap<TopicPartition, Long> committed(String group) {
    Map<TopicPartition, OffsetAndMetadata> answer =
        Answers.await(
            admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(group),
            "read the offsets of " + group,
            broker);
    SortedMap<TopicPartition, Long> offsets = new TreeMap<>(Partitions.ORDER);
    answer.forEach(
        (partition, committed) -> {
          if (committed != null) {
            offsets.put(partition, committed.offset());
          }
        });
    return offsets;
  }

  /// Refuses to touch a group that somebody consumes in.
  ///
  /// @param what completes "cannot ..."
  /// @param why members are in the way
  static Failure busy(String what, ClassicGroupDescription group, String why) {
    List<MemberDescription> members =
        group.members().stream().sorted(Comparator.comparing(MemberDescription::clientId)).toList();
    StringBuilder who = new StringBuilder();
    for (MemberDescription member : members.subList(0, Math.min(MOST_NAMED, members.size()))) {
      who.append(who.isEmpty() ? "" : ", ").append(client(member));
    }
    if (members.size() > MOST_NAMED) {
      who.append(" and ").append(members.size() - MOST_NAMED).append(" more");
    }
    return new Failure(
        ("cannot %s: it has %s (%s)%s; stop them, and try again when"
                + " 'thalweg group describe %s' says Empty")
            .formatted(what, Shown.count(members.size(), "member"), who, why, group.groupId()));
  }

  private static String client(MemberDescription member) {
    return member.clientId() + " at " + host(member);
  }

  /// As brokers write addresses: without the name that they do not look up.
  static String host(MemberDescription member) {
    return member.host().startsWith("/") ? member.host().substring(1) : member.host();
  }

  /// Whether somebody consumes in it.
  static boolean isBusy(ClassicGroupDescription group) {
    return !group.members().isEmpty() || group.state() != ClassicGroupState.EMPTY;
  }
}
