package io.thalweg.checks.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.checks.broker.SharedBroker;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Topics, their settings and the cluster, through Kafka's Admin.
class AdminTest {
  private final Clients clients = new Clients(SharedBroker.get().bootstrap());
  private final Admin admin = clients.admin();
  private final String topic = SharedBroker.fresh("admin");

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void aTopicIsCreatedListedDescribedAndDeleted() {
    var created = admin.createTopics(List.of(new NewTopic(topic, 3, (short) 1)));
    assertThat(Clients.done(created.numPartitions(topic))).isEqualTo(3);
    Uuid id = Clients.done(created.topicId(topic));
    assertThat(Clients.done(admin.listTopics().names())).contains(topic);
    TopicDescription described = describe();
    assertThat(described.topicId()).isEqualTo(id);
    assertThat(described.partitions()).hasSize(3);
    assertThat(described.partitions())
        .allSatisfy(
            partition -> {
              assertThat(partition.leader().port()).isEqualTo(SharedBroker.get().port());
              assertThat(partition.isr()).containsExactly(partition.leader());
            });
    Clients.done(admin.deleteTopics(List.of(topic)).all());
    assertThat(Clients.done(admin.listTopics().names())).doesNotContain(topic);
    assertThatThrownBy(this::describe).isInstanceOf(UnknownTopicOrPartitionException.class);
  }

  private TopicDescription describe() {
    return Clients.done(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic);
  }

  @Test
  void aTopicCanBeDescribedAndDeletedByItsId() {
    var created = admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1)));
    Uuid id = Clients.done(created.topicId(topic));
    TopicCollection byId = TopicCollection.ofTopicIds(List.of(id));
    assertThat(Clients.done(admin.describeTopics(byId).allTopicIds()).get(id).name())
        .isEqualTo(topic);
    Clients.done(admin.deleteTopics(byId).all());
    assertThatThrownBy(() -> Clients.done(admin.deleteTopics(byId).all()))
        .isInstanceOf(UnknownTopicIdException.class);
  }

  @Test
  void aTopicMadeAgainIsAnotherTopicAndEmpty() {
    clients.create(topic, 1);
    Uuid before = describe().topicId();
    clients.publish(topic, 0, 10);
    Clients.done(admin.deleteTopics(List.of(topic)).all());
    clients.create(topic, 1);
    assertThat(describe().topicId()).isNotEqualTo(before);
    assertThat(clients.readAll(topic, 0)).isEmpty();
  }

  @Test
  void settingsAreThoseGivenAndDefaultsElse() {
    NewTopic wanted = new NewTopic(topic, Optional.empty(), Optional.empty());
    wanted.configs(Map.of("retention.ms", "12345678", "retention.bytes", "-1"));
    Clients.done(admin.createTopics(List.of(wanted)).all());
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Config config = Clients.done(admin.describeConfigs(List.of(resource)).all()).get(resource);
    assertThat(config.get("retention.ms").value()).isEqualTo("12345678");
    assertThat(config.get("retention.ms").isDefault()).isFalse();
    assertThat(config.get("max.message.bytes").value()).isEqualTo("1048588");
    assertThat(config.get("max.message.bytes").isDefault()).isTrue();
    assertThat(config.get("cleanup.policy").value()).isEqualTo("delete");
  }

  @Test
  void theBrokersSettingsCanBeRead() {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.BROKER, "1");
    Config config = Clients.done(admin.describeConfigs(List.of(resource)).all()).get(resource);
    assertThat(config.get("auto.create.topics.enable").value()).isEqualTo("true");
    assertThat(config.get("message.max.bytes").value()).isEqualTo("1048588");
  }

  @Test
  void theClusterIsThisBroker() {
    DescribeClusterResult cluster = admin.describeCluster();
    Node self = Clients.done(cluster.controller());
    assertThat(Clients.done(cluster.clusterId())).isNotBlank();
    assertThat(Clients.done(cluster.nodes())).containsExactly(self);
    assertThat(self.host() + ":" + self.port()).isEqualTo(SharedBroker.get().bootstrap());
  }

  @Test
  void whatCannotBeMadeIsRefusedWithItsReason() {
    clients.create(topic, 1);
    refused(new NewTopic(topic, 1, (short) 1), TopicExistsException.class);
    refused(new NewTopic("no slash/allowed", 1, (short) 1), InvalidTopicException.class);
    refused(new NewTopic("..", 1, (short) 1), InvalidTopicException.class);
    refused(new NewTopic("a".repeat(250), 1, (short) 1), InvalidTopicException.class);
    refused(new NewTopic(topic + "x", 0, (short) 1), InvalidPartitionsException.class);
    refused(new NewTopic(topic + "x", 1, (short) 3), InvalidReplicationFactorException.class);
    NewTopic unknown = new NewTopic(topic + "x", 1, (short) 1);
    refused(unknown.configs(Map.of("retention.mz", "1")), InvalidConfigurationException.class);
    refused(unknown.configs(Map.of("retention.ms", "soon")), InvalidConfigurationException.class);
    assertThat(Clients.done(admin.listTopics().names())).doesNotContain(topic + "x");
  }

  private void refused(NewTopic wanted, Class<? extends Exception> why) {
    assertThatThrownBy(() -> Clients.done(admin.createTopics(List.of(wanted)).all()))
        .as("creating %s", wanted)
        .isInstanceOf(why);
  }

  @Test
  void validatingOnlyMakesNothing() {
    NewTopic wanted = new NewTopic(topic, 1, (short) 1);
    CreateTopicsOptions only = new CreateTopicsOptions().validateOnly(true);
    Clients.done(admin.createTopics(List.of(wanted), only).all());
    assertThat(Clients.done(admin.listTopics().names())).doesNotContain(topic);
  }

  @Test
  void deletingWhatThereIsNotIsRefused() {
    assertThatThrownBy(() -> Clients.done(admin.deleteTopics(List.of(topic)).all()))
        .isInstanceOf(UnknownTopicOrPartitionException.class);
  }
}
