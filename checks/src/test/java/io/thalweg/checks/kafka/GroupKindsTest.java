package io.thalweg.checks.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.checks.broker.SharedBroker;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ClassicGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.ClassicGroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Groups whose members are no consumers.
class GroupKindsTest {
  private final Clients clients = new Clients(SharedBroker.get().bootstrap());
  private final String group = SharedBroker.fresh("kind");

  private KindMember member(String type) {
    return new KindMember(SharedBroker.get().bootstrap(), group, type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"connect", "sr"})
  void membersOfAnyKindFindEachOther(String type) {
    clients.create(group, 1);
    TopicPartition partition = new TopicPartition(group, 0);
    try (Admin admin = clients.admin()) {
      Clients.done(
          admin
              .alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(1)))
              .all());
      try (KindMember first = member(type)) {
        awaitMembers(admin, type, 1, first);
        try (KindMember second = member(type)) {
          awaitMembers(admin, type, 2, first, second);
          assertThatThrownBy(
                  () ->
                      Clients.done(
                          admin.deleteConsumerGroupOffsets(group, Set.of(partition)).all()))
              .isInstanceOf(GroupNotEmptyException.class);
        }
        awaitMembers(admin, type, 1, first);
      }
      assertThat(describe(admin).state()).isEqualTo(ClassicGroupState.EMPTY);
      Clients.done(admin.deleteConsumerGroupOffsets(group, Set.of(partition)).all());
      Clients.done(admin.deleteConsumerGroups(List.of(group)).all());
    }
  }

  private ClassicGroupDescription describe(Admin admin) {
    return Clients.done(admin.describeClassicGroups(List.of(group)).all()).get(group);
  }

  /// Waits until the group is stable with so many members, all of one generation, and each has what
  /// is its own.
  private void awaitMembers(Admin admin, String type, int count, KindMember... members) {
    Clients.await(
        () -> {
          ClassicGroupDescription now = describe(admin);
          List<String> ids = now.members().stream().map(MemberDescription::consumerId).toList();
          return now.state() == ClassicGroupState.STABLE
              && now.protocol().equals(type)
              && now.protocolData().equals("own")
              && ids.size() == count
              && List.of(members).stream().mapToInt(KindMember::generation).distinct().count() == 1
              && List.of(members).stream()
                  .allMatch(
                      each ->
                          ids.stream()
                              .map(id -> type + "/" + id)
                              .anyMatch(each.assigned()::equals));
        },
        () ->
            "expected "
                + count
                + " members, but there is "
                + describe(admin)
                + List.of(members).stream().map(each -> each.assigned() + each.failure()).toList());
  }
}
