package io.thalweg.cli.broker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/// What a broker tells of partitions.
public final class Partitions {
  /// By topic, then by number.
  public static final Comparator<TopicPartition> ORDER =
      Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

  private final Admin admin;
  private final BrokerOption broker;

  public Partitions(Admin admin, BrokerOption broker) {
    this.admin = admin;
    this.broker = broker;
  }

  /// All partitions of `topics`, in order.
  ///
  /// @param what completes "cannot ... TOPIC" where there is no such topic
  public List<TopicPartition> of(Collection<String> topics, String what) {
    List<TopicPartition> all = new ArrayList<>();
    admin
        .describeTopics(topics)
        .topicNameValues()
        .forEach(
            (topic, answer) -> all.addAll(of(Answers.await(answer, what + " " + topic, broker))));
    all.sort(ORDER);
    return all;
  }

  /// All partitions of a topic, by number.
  public static List<TopicPartition> of(TopicDescription topic) {
    return topic.partitions().stream()
        .map(partition -> new TopicPartition(topic.name(), partition.partition()))
        .sorted(ORDER)
        .toList();
  }

  /// The offset that `which` means in each, and its event's time where the broker says so. What
  /// does not exist is left out.
  public SortedMap<TopicPartition, ListOffsetsResultInfo> offsets(
      Collection<TopicPartition> partitions, OffsetSpec which) {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    partitions.forEach(partition -> wanted.put(partition, which));
    SortedMap<TopicPartition, ListOffsetsResultInfo> found = new TreeMap<>(ORDER);
    ListOffsetsResult answers = admin.listOffsets(wanted);
    for (TopicPartition partition : wanted.keySet()) {
      Answers.find(
              answers.partitionResult(partition),
              UnknownTopicOrPartitionException.class,
              "list offsets of " + partition.topic(),
              broker)
          .ifPresent(info -> found.put(partition, info));
    }
    return found;
  }
}
