package io.thalweg.checks.golden;

import io.thalweg.checks.broker.BrokerProcess;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// What a broker serves, told as text by Kafka's clients: configurations, events by their checksum,
/// groups with members and offsets.
final class Served implements AutoCloseable {
  private final Admin admin;
  private final Consumer<byte[], byte[]> consumer;
  private final List<String> lines = new ArrayList<>();

  private Served(String bootstrap) {
    admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap, "enable.auto.commit", false),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  static List<String> by(String bootstrap) throws Exception {
    try (Served served = new Served(bootstrap)) {
      for (String topic : new TreeSet<>(done(served.admin.listTopics().names()))) {
        served.topic(topic);
      }
      served.groups();
      return served.lines;
    }
  }

  static <T> T done(KafkaFuture<T> answer) throws Exception {
    return answer.get(BrokerProcess.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void topic(String topic) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Map<String, String> given = new TreeMap<>();
    for (ConfigEntry each :
        done(admin.describeConfigs(List.of(resource)).all()).get(resource).entries()) {
      if (each.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG) {
        given.put(each.name(), each.value());
      }
    }
    var described = done(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic);
    lines.add("topic " + topic + " " + described.topicId() + " " + given);
    for (int i = 0; i < described.partitions().size(); i++) {
      events(new TopicPartition(topic, i));
    }
  }

  private void events(TopicPartition partition) {
    List<TopicPartition> only = List.of(partition);
    consumer.assign(only);
    consumer.seekToBeginning(only);
    long start = consumer.beginningOffsets(only).get(partition);
    long end = consumer.endOffsets(only).get(partition);
    CRC32C crc = new CRC32C();
    int count = 0;
    long deadline = System.nanoTime() + BrokerProcess.LIMIT.toNanos();
    while (consumer.position(partition) < end && System.nanoTime() < deadline) {
      for (ConsumerRecord<byte[], byte[]> event : consumer.poll(Duration.ofMillis(100))) {
        add(crc, event);
        count++;
      }
    }
    lines.add(
        "events of %s from %d to %d: %d, checksum %08x"
            .formatted(partition, start, end, count, crc.getValue()));
  }

  private static void add(CRC32C crc, ConsumerRecord<byte[], byte[]> event) {
    ByteBuffer numbers = ByteBuffer.allocate(20);
    numbers.putLong(event.offset()).putLong(event.timestamp()).putInt(event.timestampType().id);
    crc.update(numbers.flip());
    for (byte[] bytes : new byte[][] {event.key(), event.value()}) {
      crc.update(bytes == null ? -1 : bytes.length);
      crc.update(bytes == null ? new byte[0] : bytes);
    }
    for (Header header : event.headers()) {
      crc.update(header.key().getBytes(StandardCharsets.UTF_8));
      crc.update(header.value());
    }
  }

  private void groups() throws Exception {
    TreeSet<String> names = new TreeSet<>();
    for (GroupListing group : done(admin.listGroups().all())) {
      names.add(group.groupId());
    }
    for (String name : names) {
      ConsumerGroupDescription group =
          done(admin.describeConsumerGroups(List.of(name)).all()).get(name);
      lines.add("group " + name + " " + group.groupState() + " " + group.partitionAssignor());
      group
          .members()
          .forEach(
              member ->
                  lines.add(
                      "member %s of %s, instance %s, client %s, at %s, has %s"
                          .formatted(
                              member.consumerId(),
                              name,
                              member.groupInstanceId().orElse("none"),
                              member.clientId(),
                              member.host(),
                              sorted(member.assignment().topicPartitions()))));
      Map<TopicPartition, OffsetAndMetadata> offsets =
          done(admin.listConsumerGroupOffsets(name).partitionsToOffsetAndMetadata());
      offsets.entrySet().stream()
          .map(each -> offset(name, each.getKey(), each.getValue()))
          .sorted()
          .forEach(lines::add);
    }
  }

  private static List<String> sorted(Set<TopicPartition> partitions) {
    return partitions.stream().map(TopicPartition::toString).sorted().toList();
  }

  private static String offset(String group, TopicPartition of, OffsetAndMetadata offset) {
    return "offset of %s in %s: %d '%s'".formatted(group, of, offset.offset(), offset.metadata());
  }

  @Override
  public void close() {
    admin.close();
    consumer.close();
  }
}
