package io.thalweg.cli.topic;

import io.thalweg.cli.broker.Answers;
import io.thalweg.cli.broker.BrokerOption;
import io.thalweg.cli.broker.Partitions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Asks a broker for all that `stats` shows, in few requests.
final class TopicMeter {
  private final Admin admin;
  private final BrokerOption broker;

  TopicMeter(Admin admin, BrokerOption broker) {
    this.admin = admin;
    this.broker = broker;
  }

  List<TopicStats> measure(SortedSet<String> topics) {
    Partitions partitions = new Partitions(admin, broker);
    List<TopicPartition> all = partitions.of(topics, "measure");
    var starts = partitions.offsets(all, OffsetSpec.earliest());
    var ends = partitions.offsets(all, OffsetSpec.latest());
    var oldest = partitions.offsets(all, OffsetSpec.forTimestamp(0));
    var newest = partitions.offsets(all, OffsetSpec.maxTimestamp());
    Map<TopicPartition, Long> bytes = bytes();
    Map<String, List<TopicStats.Partition>> measured = new HashMap<>();
    ends.forEach(
        (partition, end) ->
            measured
                .computeIfAbsent(partition.topic(), _ -> new ArrayList<>())
                .add(
                    new TopicStats.Partition(
                        partition.partition(),
                        starts.getOrDefault(partition, end).offset(),
                        end.offset(),
                        bytes.getOrDefault(partition, -1L),
                        time(oldest.get(partition)),
                        time(newest.get(partition)))));
    Map<String, List<TopicStats.Reader>> readers = readers(ends);
    return topics.stream()
        .map(
            topic ->
                new TopicStats(
                    topic,
                    measured.getOrDefault(topic, List.of()),
                    readers.getOrDefault(topic, List.of())))
        .toList();
  }

  private static long time(@Nullable ListOffsetsResultInfo found) {
    return found == null || found.offset() < 0 ? -1 : found.timestamp();
  }

  /// On the disks of all brokers together.
  private Map<TopicPartition, Long> bytes() {
    String what = "measure the disk";
    Collection<Node> nodes = Answers.await(admin.describeCluster().nodes(), what, broker);
    List<Integer> ids = nodes.stream().map(Node::id).toList();
    Map<TopicPartition, Long> bytes = new HashMap<>();
    for (Map<String, LogDirDescription> directories :
        Answers.await(admin.describeLogDirs(ids).allDescriptions(), what, broker).values()) {
      for (LogDirDescription directory : directories.values()) {
        directory
            .replicaInfos()
            .forEach((partition, stored) -> bytes.merge(partition, stored.size(), Long::sum));
      }
    }
    return bytes;
  }

  /// By topic; the one most behind first.
  private Map<String, List<TopicStats.Reader>> readers(
      Map<TopicPartition, ListOffsetsResultInfo> ends) {
    Map<String, ListConsumerGroupOffsetsSpec> groups = new HashMap<>();
    for (GroupListing group : Answers.await(admin.listGroups().all(), "list groups", broker)) {
      groups.put(group.groupId(), new ListConsumerGroupOffsetsSpec());
    }
    Map<String, List<TopicStats.Reader>> readers = new HashMap<>();
    if (!groups.isEmpty()) {
      Answers.await(
              admin.listConsumerGroupOffsets(groups).all(), "read the offsets of groups", broker)
          .forEach(
              (group, committed) ->
                  lags(committed, ends)
                      .forEach(
                          (topic, lag) ->
                              readers
                                  .computeIfAbsent(topic, _ -> new ArrayList<>())
                                  .add(new TopicStats.Reader(group, lag))));
    }
    readers
        .values()
        .forEach(
            each ->
                each.sort(
                    Comparator.comparingLong(TopicStats.Reader::lag)
                        .reversed()
                        .thenComparing(TopicStats.Reader::group)));
    return readers;
  }

  /// One group's, by topic.
  private static Map<String, Long> lags(
      Map<TopicPartition, OffsetAndMetadata> committed,
      Map<TopicPartition, ListOffsetsResultInfo> ends) {
    Map<String, Long> lags = new HashMap<>();
    committed.forEach(
        (partition, offset) -> {
          ListOffsetsResultInfo end = ends.get(partition);
          if (offset != null && end != null) {
            lags.merge(partition.topic(), Math.max(0, end.offset() - offset.offset()), Long::sum);
          }
        });
    return lags;
  }
}
