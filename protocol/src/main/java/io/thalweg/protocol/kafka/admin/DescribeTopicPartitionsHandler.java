package io.thalweg.protocol.kafka.admin;

import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.protocol.kafka.request.Handler;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import io.thalweg.protocol.kafka.request.KafkaSettings;
import io.thalweg.protocol.kafka.request.LeaderEpoch;
import io.thalweg.protocol.kafka.request.ResponseBody;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/// DescribeTopicPartitions, version 0 (KIP-966): topics by name, page after page.
public final class DescribeTopicPartitionsHandler implements Handler {
  /// Partitions of one page, whatever is asked for (as Kafka's `max.request.partition.size.limit`).
  private static final int MAX_PARTITIONS = 2000;

  private static final UUID NO_ID = new UUID(0, 0);
  private static final int OPERATIONS_UNKNOWN = Integer.MIN_VALUE;

  private final int nodeId;
  private final TopicDirectory topics;

  public DescribeTopicPartitionsHandler(KafkaSettings settings, TopicDirectory topics) {
    this.nodeId = settings.nodeId();
    this.topics = topics;
  }

  @Override
  public void handle(KafkaRequest request) {
    var asked = new DescribeTopicPartitionsRequestData(request.accessor(), request.version());
    NavigableSet<String> named = new TreeSet<>();
    asked.topics().forEach(topic -> named.add(topic.name()));
    var cursor = asked.cursor();
    String first = cursor == null ? "" : cursor.topicName();
    int from = cursor == null ? 0 : cursor.partitionIndex();
    boolean elsewhere = cursor != null && !named.isEmpty() && !named.contains(first);
    Page page = new Page(Math.clamp(asked.responsePartitionLimit(), 1, MAX_PARTITIONS));
    if (from < 0 || elsewhere) {
      asked.topics().forEach(topic -> page.refuse(topic.name(), Errors.INVALID_REQUEST));
    } else if (named.isEmpty()) {
      for (TopicInfo topic : topics.from(first)) {
        if (!page.add(topic.name(), topic, topic.name().equals(first) ? from : 0)) {
          break;
        }
      }
    } else {
      for (String name : named.tailSet(first)) {
        if (!page.add(name, topics.named(name), name.equals(first) ? from : 0)) {
          break;
        }
      }
    }
    request.answer(page.body());
  }

  /// What is said of one topic: its partitions from `start` on, before `end`.
  private record Said(String name, Errors error, @Nullable TopicInfo topic, int start, int end) {}

  /// As many topics and partitions as fit, and where the next page begins. Written by hand: the
  /// generated message keeps topics in a hash table, and names of equal hash would stall it.
  private final class Page {
    private final List<Said> said = new ArrayList<>();
    private int left;
    private @Nullable String nextTopic;
    private int nextPartition;

    Page(int partitions) {
      this.left = partitions;
    }

    /// The response has no error but those of topics.
    void refuse(String name, Errors why) {
      said.add(new Said(name, why, null, 0, 0));
    }

    /// Adds the topic's partitions from `from` on; false if they are not all on this page.
    boolean add(String name, @Nullable TopicInfo topic, int from) {
      if (left == 0) {
        return nextIs(name, 0);
      }
      if (topic == null) {
        refuse(name, Errors.UNKNOWN_TOPIC_OR_PARTITION);
        return true;
      }
      int start = Math.min(from, topic.partitions());
      int end = Math.min(start + left, topic.partitions());
      said.add(new Said(name, Errors.NONE, topic, start, end));
      left -= end - start;
      return end == topic.partitions() || nextIs(name, end);
    }

    private boolean nextIs(String name, int partition) {
      nextTopic = name;
      nextPartition = partition;
      return false;
    }

    ResponseBody body() {
      ResponseBody out = new ResponseBody(true, 1024);
      out.putInt(0).putLength(said.size());
      for (Said each : said) {
        TopicInfo topic = each.topic;
        out.putError(each.error).putString(each.name);
        out.putUuid(topic == null ? NO_ID : topic.uuid()).putByte(0);
        out.putLength(each.end - each.start);
        for (int i = each.start; i < each.end; i++) {
          putPartition(out, i);
        }
        out.putInt(OPERATIONS_UNKNOWN).putNoTags();
      }
      String next = nextTopic;
      if (next == null) {
        out.putByte(-1);
      } else {
        out.putByte(1).putString(next).putInt(nextPartition).putNoTags();
      }
      return out.putNoTags();
    }

    /// One replica, which leads and is in sync; none eligible, last known or offline besides.
    private void putPartition(ResponseBody out, int index) {
      out.putShort(0).putInt(index).putInt(nodeId).putInt(LeaderEpoch.CURRENT);
      out.putLength(1).putInt(nodeId).putLength(1).putInt(nodeId);
      out.putLength(0).putLength(0).putLength(0).putNoTags();
    }
  }
}
