package io.thalweg.checks.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.checks.broker.SharedBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Consumer groups: members come and go while they consume.
class GroupTest {
  private static final int PARTITIONS = 6;

  private final Clients clients = new Clients(SharedBroker.get().bootstrap());
  private final String topic = SharedBroker.fresh("group");
  private final String group = topic;

  private Consumer<String, String> member(Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(Map.of("group.id", group));
    settings.put("heartbeat.interval.ms", 100); // how soon a member learns of a rebalance
    settings.putAll(more);
    Consumer<String, String> member = clients.consumer(settings);
    member.subscribe(List.of(topic));
    return member;
  }

  /// One that takes what comes and commits it, on a thread of its own until it is closed.
  private final class Worker {
    private final Consumer<String, String> consumer;
    private final ConcurrentLinkedQueue<String> taken = new ConcurrentLinkedQueue<>();
    private final Set<Integer> partitions = ConcurrentHashMap.newKeySet();
    private final Thread thread = new Thread(this::work, "worker");
    private volatile boolean stopped;
    private volatile Throwable failure;

    Worker(Class<?> assignor) {
      consumer = member(Map.of("partition.assignment.strategy", assignor.getName()));
      thread.start();
    }

    private void work() {
      try (consumer) {
        while (!stopped) {
          for (ConsumerRecord<String, String> event : consumer.poll(Duration.ofMillis(50))) {
            taken.add(event.value());
          }
          commit();
          Set<Integer> now =
              consumer.assignment().stream()
                  .map(TopicPartition::partition)
                  .collect(Collectors.toSet());
          partitions.retainAll(now);
          partitions.addAll(now);
        }
      } catch (RuntimeException | Error e) {
        failure = e;
      }
    }

    /// Refused while partitions change hands: then whoever has them reads once more.
    private void commit() {
      try {
        consumer.commitSync();
      } catch (CommitFailedException | RebalanceInProgressException e) {
        assertThat(e).hasMessageContaining("rebalance");
      }
    }

    void close() throws InterruptedException {
      stopped = true;
      thread.join();
      assertThat(failure).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(classes = {RangeAssignor.class, CooperativeStickyAssignor.class})
  void membersComeAndGoAndEveryEventIsDelivered(Class<?> assignor) throws Exception {
    clients.create(topic, PARTITIONS);
    try (Producer<String, String> producer = clients.producer(Map.of())) {
      Worker first = new Worker(assignor);
      publish(producer, 0, 300);
      share(first);
      Worker second = new Worker(assignor);
      publish(producer, 300, 600);
      share(first, second);
      Worker third = new Worker(assignor);
      publish(producer, 600, 900);
      share(first, second, third);
      first.close();
      publish(producer, 900, 1_200);
      share(second, third);
      awaitAll(1_200, first, second, third);
      second.close();
      third.close();
    }
    try (Consumer<String, String> later = member(Map.of())) {
      Map<TopicPartition, OffsetAndMetadata> committed = later.committed(partitions());
      assertThat(committed.values().stream().mapToLong(OffsetAndMetadata::offset).sum())
          .isEqualTo(1_200);
    }
  }

  /// What a member keeps is never taken from it while another joins.
  @Test
  void whoJoinsCooperativelyTakesNoMoreThanItsShare() {
    clients.create(topic, PARTITIONS);
    Map<String, Object> cooperative =
        Map.of("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
    List<TopicPartition> revoked = new ArrayList<>();
    try (Consumer<String, String> first = member(cooperative)) {
      first.subscribe(List.of(topic), noting(revoked));
      awaitCounts(Map.of(first, PARTITIONS));
      assertThat(revoked).isEmpty();
      Set<TopicPartition> before = Set.copyOf(first.assignment());
      try (Consumer<String, String> second = member(cooperative)) {
        awaitCounts(Map.of(first, PARTITIONS / 2, second, PARTITIONS / 2));
        assertThat(revoked).hasSize(PARTITIONS / 2).doesNotContainAnyElementsOf(first.assignment());
        assertThat(before).containsAll(first.assignment());
        assertThat(second.assignment()).isEqualTo(Set.copyOf(revoked));
      }
    }
  }

  private static ConsumerRebalanceListener noting(List<TopicPartition> revoked) {
    return new ConsumerRebalanceListener() {
      @Override
      public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        revoked.addAll(partitions);
      }

      @Override
      public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}
    };
  }

  private static void awaitCounts(Map<Consumer<String, String>, Integer> wanted) {
    Clients.await(
        () -> {
          wanted.keySet().forEach(member -> member.poll(Duration.ofMillis(50)));
          return wanted.entrySet().stream()
              .allMatch(each -> each.getKey().assignment().size() == each.getValue());
        },
        () ->
            "expected "
                + wanted.values()
                + " partitions, but "
                + wanted.keySet().stream().map(Consumer::assignment).toList());
  }

  private void publish(Producer<String, String> producer, int from, int to) {
    for (int i = from; i < to; i++) {
      var _ = producer.send(new ProducerRecord<>(topic, i % PARTITIONS, null, "" + i));
    }
    producer.flush();
  }

  private Set<TopicPartition> partitions() {
    return IntStream.range(0, PARTITIONS)
        .mapToObj(partition -> new TopicPartition(topic, partition))
        .collect(Collectors.toSet());
  }

  /// Waits until the workers hold all partitions among them, each some and none twice.
  private static void share(Worker... workers) {
    Clients.await(
        () -> {
          List<Integer> held = new ArrayList<>();
          Stream.of(workers).forEach(worker -> held.addAll(worker.partitions));
          return held.size() == PARTITIONS
              && new HashSet<>(held).size() == PARTITIONS
              && Stream.of(workers).noneMatch(worker -> worker.partitions.isEmpty());
        },
        () ->
            "expected each partition with one of all workers, but they have "
                + Stream.of(workers)
                    .map(worker -> worker.partitions + " " + worker.failure)
                    .toList());
  }

  private static void awaitAll(int count, Worker... workers) {
    Set<String> wanted =
        IntStream.range(0, count).mapToObj(Integer::toString).collect(Collectors.toSet());
    Set<String> missing = new HashSet<>(wanted);
    Clients.await(
        () -> {
          Stream.of(workers).forEach(worker -> missing.removeAll(worker.taken));
          return missing.isEmpty();
        },
        () -> "expected every event, but these are missing: " + missing);
    assertThat(Stream.of(workers).flatMap(worker -> worker.taken.stream()))
        .allMatch(wanted::contains);
  }

  @Test
  void whoComesBackGoesOnWhereItCommitted() {
    clients.create(topic, 1);
    clients.publish(topic, 0, 10);
    TopicPartition partition = new TopicPartition(topic, 0);
    try (Consumer<String, String> consumer = member(Map.of())) {
      Clients.take(consumer, 10);
      consumer.commitSync(Map.of(partition, new OffsetAndMetadata(4, "four")));
    }
    try (Consumer<String, String> consumer = member(Map.of())) {
      OffsetAndMetadata committed = consumer.committed(Set.of(partition)).get(partition);
      assertThat(committed.offset()).isEqualTo(4);
      assertThat(committed.metadata()).isEqualTo("four");
      assertThat(Clients.values(Clients.take(consumer, 6))).startsWith("4").endsWith("9");
    }
    try (Consumer<String, String> other = clients.consumer(Map.of("group.id", group + "-other"))) {
      assertThat(other.committed(Set.of(partition)).get(partition)).isNull();
    }
  }

  @Test
  void whatIsCommittedByItselfCountsToo() {
    clients.create(topic, 1);
    clients.publish(topic, 0, 10);
    try (Consumer<String, String> consumer = member(Map.of("enable.auto.commit", true))) {
      Clients.take(consumer, 10);
    }
    clients.publish(topic, 0, 10, 12);
    try (Consumer<String, String> consumer = member(Map.of("enable.auto.commit", true))) {
      assertThat(Clients.values(Clients.take(consumer, 2))).containsExactly("10", "11");
    }
  }

  /// A static member that returns gets its partitions back at once, while the others go on: no
  /// rebalance reaches them.
  @Test
  void aStaticMemberReturnsToItsPartitions() {
    clients.create(topic, 2);
    try (Consumer<String, String> stays = member(Map.of("group.instance.id", "a"))) {
      Consumer<String, String> leaves = member(Map.of("group.instance.id", "b"));
      awaitAssigned(stays, leaves);
      Set<TopicPartition> before = leaves.assignment();
      int generation = stays.groupMetadata().generationId();
      leaves.close();
      try (Consumer<String, String> returns = member(Map.of("group.instance.id", "b"))) {
        awaitAssigned(stays, returns);
        assertThat(returns.assignment()).isEqualTo(before);
        assertThat(stays.groupMetadata().generationId()).isEqualTo(generation);
        assertThat(returns.groupMetadata().generationId()).isEqualTo(generation);
      }
    }
  }

  private static void awaitAssigned(Consumer<String, String> one, Consumer<String, String> other) {
    Clients.await(
        () -> {
          one.poll(Duration.ofMillis(50));
          other.poll(Duration.ofMillis(50));
          return one.assignment().size() == 1 && other.assignment().size() == 1;
        },
        () -> "expected one partition each, but " + one.assignment() + other.assignment());
  }

  @Test
  void twoOfTheSameInstanceCannotBothBeMembers() {
    clients.create(topic, 1);
    try (Consumer<String, String> first = member(Map.of("group.instance.id", "a"))) {
      Clients.await(
          () -> {
            first.poll(Duration.ofMillis(50));
            return !first.assignment().isEmpty();
          },
          () -> "expected the partition");
      try (Consumer<String, String> second = member(Map.of("group.instance.id", "a"))) {
        Clients.await(
            () -> {
              second.poll(Duration.ofMillis(50));
              return !second.assignment().isEmpty();
            },
            () -> "expected the partition");
        assertThatThrownBy(() -> Clients.take(first, 1))
            .isInstanceOf(FencedInstanceIdException.class);
      }
    }
  }
}
