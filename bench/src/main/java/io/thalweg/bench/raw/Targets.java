package io.thalweg.bench.raw;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.record.internal.MemoryRecords;

/// The partitions that batches go to.
record Targets(List<TopicPartition> all) {
  private static final int TOPICS_A_REQUEST = 1000;

  /// Creates one topic.
  static Targets ofTopic(String bootstrap, String name, int partitions)
      throws InterruptedException {
    return of(bootstrap, List.of(name), partitions);
  }

  /// Creates many topics of one partition each.
  static Targets ofTopics(String bootstrap, String name, int topics) throws InterruptedException {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < topics; i++) {
      names.add(name + "-" + i);
    }
    return of(bootstrap, names, 1);
  }

  private static Targets of(String bootstrap, List<String> names, int partitions)
      throws InterruptedException {
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap))) {
      for (int from = 0; from < names.size(); from += TOPICS_A_REQUEST) {
        List<NewTopic> wanted = new ArrayList<>();
        for (String name : names.subList(from, Math.min(names.size(), from + TOPICS_A_REQUEST))) {
          wanted.add(new NewTopic(name, Optional.of(partitions), Optional.empty()));
        }
        admin.createTopics(wanted).all().get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("no topics at " + bootstrap, e);
    }
    List<TopicPartition> all = new ArrayList<>();
    for (String name : names) {
      for (int i = 0; i < partitions; i++) {
        all.add(new TopicPartition(name, i));
      }
    }
    return new Targets(all);
  }

  /// Produce requests with one batch for each of `perRequest` targets. Every target is in equally
  /// many: all come by in an order that is chance, `laps` times.
  List<ByteBuffer> produce(int laps, int perRequest, Supplier<MemoryRecords> batches) {
    if (all.size() % perRequest != 0) {
      throw new IllegalArgumentException(
          "expected a multiple of " + perRequest + " partitions, but " + all.size());
    }
    Random random = new Random(all.size());
    List<TopicPartition> order = new ArrayList<>(all);
    List<ByteBuffer> requests = new ArrayList<>();
    for (int lap = 0; lap < laps; lap++) {
      Collections.shuffle(order, random);
      for (int from = 0; from < order.size(); from += perRequest) {
        requests.add(produce(order.subList(from, from + perRequest), batches));
      }
    }
    return requests;
  }

  /// The Produce request with one batch for each of these.
  static ByteBuffer produce(List<TopicPartition> targets, Supplier<MemoryRecords> batches) {
    Map<String, List<PartitionProduceData>> byTopic = new LinkedHashMap<>();
    for (TopicPartition target : targets) {
      byTopic
          .computeIfAbsent(target.topic(), _ -> new ArrayList<>())
          .add(new PartitionProduceData().setIndex(target.partition()).setRecords(batches.get()));
    }
    TopicProduceDataCollection topics = new TopicProduceDataCollection();
    byTopic.forEach(
        (name, data) -> topics.add(new TopicProduceData().setName(name).setPartitionData(data)));
    ProduceRequestData body =
        new ProduceRequestData().setAcks((short) -1).setTimeoutMs(30_000).setTopicData(topics);
    return RawClient.request(ApiKeys.PRODUCE, Pipeline.VERSION, body);
  }
}
