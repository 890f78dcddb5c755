package io.thalweg.checks.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.checks.broker.BrokerProcess;
import io.thalweg.checks.broker.SharedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigType;
import org.apache.kafka.clients.admin.CreatePartitionsOptions;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.ListConfigResourcesOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicaAssignmentException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Topics grow, lose their oldest events and get other settings, through Kafka's Admin.
class TopicChangesTest {
  private final Clients clients = new Clients(SharedBroker.get().bootstrap());
  private final Admin admin = clients.admin();
  private final String topic = SharedBroker.fresh("changes");
  private final ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
  private final TopicPartition first = new TopicPartition(topic, 0);

  @AfterEach
  void close() {
    admin.close();
  }

  private static int partitions(Admin admin, String topic) {
    return Clients.done(admin.describeTopics(List.of(topic)).allTopicNames())
        .get(topic)
        .partitions()
        .size();
  }

  private void grow(NewPartitions to) {
    Clients.done(admin.createPartitions(Map.of(topic, to)).all());
  }

  @Test
  void aGroupReadsThePartitionsThatATopicGrows() {
    clients.create(topic, 1);
    clients.publish(topic, 0, 3);
    var settings = Map.<String, Object>of("group.id", topic, "metadata.max.age.ms", 200);
    try (var consumer = clients.consumer(settings)) {
      consumer.subscribe(List.of(topic));
      Clients.take(consumer, 3);
      consumer.commitSync();
      grow(NewPartitions.increaseTo(3));
      assertThat(partitions(admin, topic)).isEqualTo(3);
      clients.publish(topic, 2, 2);
      assertThat(Clients.take(consumer, 2))
          .extracting(ConsumerRecord::partition)
          .containsExactly(2, 2);
    }
    assertThat(clients.readAll(topic, 0)).hasSize(3);
  }

  @Test
  void whatCannotGrowIsRefused() {
    clients.create(topic, 2);
    for (int count : new int[] {1, 2, 1_000_000}) {
      assertThatThrownBy(() -> grow(NewPartitions.increaseTo(count)))
          .isInstanceOf(InvalidPartitionsException.class)
          .hasMessageContaining("the topic has 2 partitions");
    }
    assertThatThrownBy(() -> grow(NewPartitions.increaseTo(4, List.of(List.of(1)))))
        .isInstanceOf(InvalidReplicaAssignmentException.class);
    assertThatThrownBy(() -> grow(NewPartitions.increaseTo(3, List.of(List.of(2)))))
        .isInstanceOf(InvalidReplicaAssignmentException.class);
    var only = new CreatePartitionsOptions().validateOnly(true);
    Clients.done(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(4)), only).all());
    assertThat(partitions(admin, topic)).isEqualTo(2);
    grow(NewPartitions.increaseTo(4, List.of(List.of(1), List.of(1))));
    assertThat(partitions(admin, topic)).isEqualTo(4);
    var none = Map.of(topic + "-none", NewPartitions.increaseTo(4));
    assertThatThrownBy(() -> Clients.done(admin.createPartitions(none).all()))
        .isInstanceOf(UnknownTopicOrPartitionException.class);
  }

  private long delete(long before) {
    var result = admin.deleteRecords(Map.of(first, RecordsToDelete.beforeOffset(before)));
    return Clients.done(result.lowWatermarks().get(first)).lowWatermark();
  }

  @Test
  void theOldestEventsAreDeleted() {
    clients.create(topic, 1);
    clients.publish(topic, 0, 10);
    assertThat(delete(4)).isEqualTo(4);
    assertThat(Clients.values(clients.readAll(topic, 0)))
        .containsExactly("4", "5", "6", "7", "8", "9");
    assertThat(delete(2)).isEqualTo(4);
    assertThatThrownBy(() -> delete(11)).isInstanceOf(OffsetOutOfRangeException.class);
    assertThat(delete(-1)).isEqualTo(10);
    assertThat(clients.readAll(topic, 0)).isEmpty();
    clients.publish(topic, 0, 10, 12);
    assertThat(Clients.values(clients.readAll(topic, 0))).containsExactly("10", "11");
  }

  private void alter(OpType operation, String name, String value) {
    var change = new AlterConfigOp(new ConfigEntry(name, value), operation);
    Clients.done(admin.incrementalAlterConfigs(Map.of(resource, List.of(change))).all());
  }

  private ConfigEntry setting(String name) {
    var options = new DescribeConfigsOptions().includeSynonyms(true).includeDocumentation(true);
    return Clients.done(admin.describeConfigs(List.of(resource), options).all())
        .get(resource)
        .get(name);
  }

  @Test
  void settingsAreSetListedAndTakenBack() {
    clients.create(topic, 1);
    ConfigEntry before = setting("retention.ms");
    assertThat(before.isDefault()).isTrue();
    assertThat(before.type()).isEqualTo(ConfigType.LONG);
    assertThat(before.documentation()).isNotBlank();
    alter(OpType.SET, "retention.ms", "7000000");
    ConfigEntry after = setting("retention.ms");
    assertThat(after.value()).isEqualTo("7000000");
    assertThat(after.source()).isEqualTo(ConfigSource.DYNAMIC_TOPIC_CONFIG);
    assertThat(after.synonyms())
        .extracting(ConfigEntry.ConfigSynonym::name)
        .containsExactly("retention.ms", "log.retention.ms");
    alter(OpType.APPEND, "cleanup.policy", "compact");
    assertThat(setting("cleanup.policy").value()).isEqualTo("compact,delete");
    assertThat(setting("cleanup.policy").type()).isEqualTo(ConfigType.LIST);
    alter(OpType.SUBTRACT, "cleanup.policy", "delete");
    assertThat(setting("cleanup.policy").value()).isEqualTo("compact");
    alter(OpType.DELETE, "retention.ms", null);
    assertThat(setting("retention.ms").value()).isEqualTo(before.value());
    assertThat(setting("retention.ms").isDefault()).isTrue();
  }

  @Test
  void whatCannotBeSetIsRefusedByName() {
    clients.create(topic, 1);
    assertThatThrownBy(() -> alter(OpType.SET, "segment.bytez", "1"))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining("segment.bytez")
        .hasMessageContaining("retention.ms");
    assertThatThrownBy(() -> alter(OpType.SET, "retention.ms", "soon"))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining("soon");
    var broker = new ConfigResource(ConfigResource.Type.BROKER, "1");
    var change = new AlterConfigOp(new ConfigEntry("num.partitions", "2"), OpType.SET);
    assertThatThrownBy(
            () ->
                Clients.done(admin.incrementalAlterConfigs(Map.of(broker, List.of(change))).all()))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("expected a topic");
    var only = new AlterConfigsOptions().validateOnly(true);
    var valid = new AlterConfigOp(new ConfigEntry("retention.ms", "1"), OpType.SET);
    Clients.done(admin.incrementalAlterConfigs(Map.of(resource, List.of(valid)), only).all());
    assertThat(setting("retention.ms").isDefault()).isTrue();
  }

  @Test
  void resourcesThatHaveSettingsAreListed() {
    clients.create(topic, 1);
    assertThat(Clients.done(admin.listConfigResources().all()))
        .contains(resource, new ConfigResource(ConfigResource.Type.BROKER, "1"));
    var topics = Set.of(ConfigResource.Type.TOPIC);
    assertThat(
            Clients.done(admin.listConfigResources(topics, new ListConfigResourcesOptions()).all()))
        .contains(resource)
        .allMatch(each -> each.type() == ConfigResource.Type.TOPIC);
  }

  @Test
  void aTopicMayBearTheBrokersTime() {
    NewTopic wanted = new NewTopic(topic, 1, (short) 1);
    wanted.configs(Map.of("message.timestamp.type", "LogAppendTime"));
    Clients.done(admin.createTopics(List.of(wanted)).all());
    long before = System.currentTimeMillis();
    long told;
    try (Producer<String, String> producer = clients.producer(Map.of("compression.type", "lz4"))) {
      told =
          Clients.done(producer.send(new ProducerRecord<>(topic, 0, 1_000L, "k", "v"))).timestamp();
    }
    ConsumerRecord<String, String> event = clients.readAll(topic, 0).getFirst();
    assertThat(event.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
    assertThat(event.timestamp()).isEqualTo(told);
    assertThat(told).isBetween(before - 60_000, before + 60_000);
    try (var consumer = clients.consumer(Map.of())) {
      var found = consumer.offsetsForTimes(Map.of(first, 2_000L), Duration.ofSeconds(20));
      assertThat(found.get(first).offset()).isZero();
      assertThat(found.get(first).timestamp()).isEqualTo(told);
    }
  }

  @Test
  void timestampsTooFarFromTheBrokersAreRefused() {
    clients.create(topic, 1);
    alter(OpType.SET, "message.timestamp.before.max.ms", "3600000");
    alter(OpType.SET, "message.timestamp.after.max.ms", "3600000");
    long now = System.currentTimeMillis();
    try (Producer<String, String> producer = clients.producer(Map.of())) {
      for (long far : new long[] {now - 7_200_000, now + 7_200_000}) {
        var event = new ProducerRecord<>(topic, 0, far, "k", "v");
        assertThatThrownBy(() -> Clients.done(producer.send(event)))
            .isInstanceOf(InvalidTimestampException.class);
      }
      Clients.done(producer.send(new ProducerRecord<>(topic, 0, now, "k", "v")));
    }
  }

  @Test
  void everythingSurvivesAStopAndAKill(@TempDir Path folder) {
    try (BrokerProcess broker = BrokerProcess.on(folder.resolve("data")).start()) {
      Clients own = new Clients(broker.bootstrap());
      own.create(topic, 2);
      own.publish(topic, 0, 10);
      try (Admin its = own.admin()) {
        Clients.done(its.createPartitions(Map.of(topic, NewPartitions.increaseTo(5))).all());
        own.publish(topic, 4, 3);
        var compact = new AlterConfigOp(new ConfigEntry("cleanup.policy", "compact"), OpType.SET);
        var stamp =
            new AlterConfigOp(
                new ConfigEntry("message.timestamp.type", "LogAppendTime"), OpType.SET);
        Collection<AlterConfigOp> both = List.of(compact, stamp);
        var changes = Map.of(resource, both);
        Clients.done(its.incrementalAlterConfigs(changes).all());
        var seven = Map.of(first, RecordsToDelete.beforeOffset(7));
        Clients.done(its.deleteRecords(seven).all());
      }
      broker.kill();
      broker.startAgain();
      changesAreThere(own);
      broker.stop();
      broker.startAgain();
      changesAreThere(own);
      own.publish(topic, 4, 1);
      assertThat(own.readAll(topic, 4)).hasSize(4);
    }
  }

  private void changesAreThere(Clients own) {
    try (Admin its = own.admin()) {
      assertThat(partitions(its, topic)).isEqualTo(5);
      var config = Clients.done(its.describeConfigs(List.of(resource)).all()).get(resource);
      assertThat(config.get("cleanup.policy").value()).isEqualTo("compact");
      assertThat(config.get("cleanup.policy").source())
          .isEqualTo(ConfigSource.DYNAMIC_TOPIC_CONFIG);
      assertThat(config.get("message.timestamp.type").value()).isEqualTo("LogAppendTime");
      assertThat(config.get("retention.ms").isDefault()).isTrue();
    }
    assertThat(Clients.values(own.readAll(topic, 0))).containsExactly("7", "8", "9");
    assertThat(own.readAll(topic, 4)).hasSize(3);
  }
}
