package io.thalweg.checks.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.checks.broker.BrokerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ClassicGroupDescription;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.ClassicGroupState;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Groups, through Kafka's Admin, before and after the broker starts again.
class GroupAdminTest {
  private static final String GROUP = "g";
  private static final TopicPartition ONE = new TopicPartition("one", 0);
  private static final TopicPartition TWO = new TopicPartition("two", 0);

  @TempDir Path folder;
  private BrokerProcess broker;
  private Clients clients;
  private Admin admin;

  @BeforeEach
  void start() {
    broker = BrokerProcess.on(folder.resolve("data")).start();
    clients = new Clients(broker.bootstrap());
    admin = clients.admin();
    clients.create(ONE.topic(), 1);
    clients.create(TWO.topic(), 1);
  }

  @AfterEach
  void close() {
    admin.close();
    broker.close();
  }

  private void restart() {
    broker.kill();
    broker.startAgain();
  }

  /// A member of the group that has the partition of topic `one`.
  private Consumer<String, String> member(Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(Map.of("group.id", GROUP, "client.id", "c"));
    settings.putAll(more);
    Consumer<String, String> member = clients.consumer(settings);
    member.subscribe(List.of(ONE.topic()));
    awaitAssigned(member);
    return member;
  }

  private static void awaitAssigned(Consumer<String, String> member) {
    Clients.await(
        () -> {
          member.poll(Duration.ofMillis(50));
          return member.assignment().contains(ONE);
        },
        () -> "expected the partition");
  }

  private void commit(TopicPartition... partitions) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (TopicPartition partition : partitions) {
      offsets.put(partition, new OffsetAndMetadata(5));
    }
    Clients.done(admin.alterConsumerGroupOffsets(GROUP, offsets).all());
  }

  private Set<TopicPartition> committed() {
    return Clients.done(admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata(GROUP))
        .keySet();
  }

  private ConsumerGroupDescription consumers() {
    return Clients.done(admin.describeConsumerGroups(List.of(GROUP)).all()).get(GROUP);
  }

  private ClassicGroupDescription classic() {
    return Clients.done(admin.describeClassicGroups(List.of(GROUP)).all()).get(GROUP);
  }

  private List<String> list(ListGroupsOptions options) {
    return Clients.done(admin.listGroups(options).all()).stream()
        .map(GroupListing::groupId)
        .toList();
  }

  private static ListGroupsOptions every() {
    return new ListGroupsOptions();
  }

  private void delete() {
    Clients.done(admin.deleteConsumerGroups(List.of(GROUP)).all());
  }

  private void deleteOffset(TopicPartition partition) {
    Clients.done(
        admin.deleteConsumerGroupOffsets(GROUP, Set.of(partition)).partitionResult(partition));
  }

  @Test
  void aGroupIsDescribed() {
    try (Consumer<String, String> member = member(Map.of("group.instance.id", "i"))) {
      ConsumerGroupDescription group = consumers();
      assertThat(group.groupState()).isEqualTo(GroupState.STABLE);
      assertThat(group.type()).isEqualTo(GroupType.CLASSIC);
      assertThat(group.partitionAssignor()).isEqualTo("range");
      assertThat(group.members()).hasSize(1);
      MemberDescription described = group.members().iterator().next();
      assertThat(described.consumerId()).isEqualTo(member.groupMetadata().memberId());
      assertThat(described.groupInstanceId()).contains("i");
      assertThat(described.clientId()).isEqualTo("c");
      assertThat(described.host()).isEqualTo("/127.0.0.1");
      assertThat(described.assignment().topicPartitions()).containsExactly(ONE);
      ClassicGroupDescription classic = classic();
      assertThat(classic.state()).isEqualTo(ClassicGroupState.STABLE);
      assertThat(classic.protocol()).isEqualTo("consumer");
      assertThat(classic.protocolData()).isEqualTo("range");
      restart();
      assertThat(consumers().members()).isEqualTo(group.members());
      assertThat(consumers().groupState()).isEqualTo(GroupState.STABLE);
    }
  }

  @Test
  void groupsAreListed() {
    assertThat(list(every())).isEmpty();
    try (Consumer<String, String> _ = member(Map.of())) {
      GroupListing listed = Clients.done(admin.listGroups().all()).iterator().next();
      assertThat(listed.groupId()).isEqualTo(GROUP);
      assertThat(listed.protocol()).isEqualTo("consumer");
      assertThat(listed.type()).contains(GroupType.CLASSIC);
      assertThat(listed.groupState()).contains(GroupState.STABLE);
      assertThat(list(every().inGroupStates(Set.of(GroupState.EMPTY)))).isEmpty();
      assertThat(list(ListGroupsOptions.forConsumerGroups())).containsExactly(GROUP);
      assertThat(list(ListGroupsOptions.forShareGroups())).isEmpty();
      assertThat(list(every().withTypes(Set.of(GroupType.CLASSIC)))).containsExactly(GROUP);
      assertThat(list(every().withProtocolTypes(Set.of("connect")))).isEmpty();
    }
    commit(ONE);
    restart();
    assertThat(list(every().inGroupStates(Set.of(GroupState.EMPTY)))).containsExactly(GROUP);
    assertThat(list(every().inGroupStates(Set.of(GroupState.STABLE)))).isEmpty();
  }

  @Test
  void onlyAGroupWithoutMembersIsDeletedAndThenForGood() {
    assertThatThrownBy(this::consumers).isInstanceOf(GroupIdNotFoundException.class);
    assertThatThrownBy(this::classic).isInstanceOf(GroupIdNotFoundException.class);
    assertThatThrownBy(this::delete).isInstanceOf(GroupIdNotFoundException.class);
    try (Consumer<String, String> member = member(Map.of())) {
      member.commitSync(Map.of(ONE, new OffsetAndMetadata(0)));
      assertThatThrownBy(this::delete).isInstanceOf(GroupNotEmptyException.class);
    }
    assertThat(consumers().groupState()).isEqualTo(GroupState.EMPTY);
    assertThat(committed()).containsExactly(ONE);
    delete();
    assertThat(list(every())).isEmpty();
    restart();
    assertThat(list(every())).isEmpty();
    assertThat(committed()).isEmpty();
    assertThatThrownBy(this::consumers).isInstanceOf(GroupIdNotFoundException.class);
  }

  @Test
  void offsetsAreDeletedUnlessTheirTopicIsUsed() {
    assertThatThrownBy(() -> deleteOffset(ONE)).isInstanceOf(GroupIdNotFoundException.class);
    commit(ONE, TWO);
    try (Consumer<String, String> _ = member(Map.of())) {
      assertThatThrownBy(() -> deleteOffset(ONE))
          .isInstanceOf(GroupSubscribedToTopicException.class);
      assertThatThrownBy(() -> deleteOffset(new TopicPartition("none", 0)))
          .isInstanceOf(UnknownTopicOrPartitionException.class);
      deleteOffset(TWO);
      assertThat(committed()).containsExactly(ONE);
    }
    restart();
    assertThat(committed()).containsExactly(ONE);
    deleteOffset(ONE);
    assertThat(committed()).isEmpty();
  }

  @Test
  void anAdministratorRemovesMembers() {
    try (Consumer<String, String> member = member(Map.of("group.instance.id", "i"))) {
      String before = member.groupMetadata().memberId();
      var everyone = new RemoveMembersFromConsumerGroupOptions();
      Clients.done(admin.removeMembersFromConsumerGroup(GROUP, everyone).all());
      assertThat(consumers().members())
          .extracting(MemberDescription::consumerId)
          .doesNotContain(before);
    }
  }

  /// Known again by its lasting name: no new generation.
  @Test
  void aStaticMemberReturnsAfterTheBrokerDid() {
    Map<String, Object> named = Map.of("group.instance.id", "i");
    int generation;
    try (Consumer<String, String> member = member(named)) {
      generation = member.groupMetadata().generationId();
    }
    assertThat(consumers().groupState()).as("it has not left").isEqualTo(GroupState.STABLE);
    restart();
    try (Consumer<String, String> member = member(named)) {
      assertThat(member.groupMetadata().generationId()).isEqualTo(generation);
      assertThat(consumers().members())
          .extracting(MemberDescription::consumerId)
          .containsExactly(member.groupMetadata().memberId());
    }
  }
}
