package io.thalweg.checks.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.checks.broker.SharedBroker;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.ReplicaInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What Kafka's Admin can ask about topics, partitions, producers and quotas.
class DescribeTest {
  private static final long BASE = 1_600_000_000_000L;
  private static final int BROKER = 1;

  private final Clients clients = new Clients(SharedBroker.get().bootstrap());
  private final Admin admin = clients.admin();
  private final String topic = SharedBroker.fresh("described");
  private final TopicPartition partition = new TopicPartition(topic, 0);

  @BeforeEach
  void create() {
    clients.create(topic, 5);
  }

  @AfterEach
  void close() {
    admin.close();
  }

  /// Three events, the second of which is the newest by its timestamp.
  private void publish() {
    try (Producer<String, String> producer = clients.producer(Map.of())) {
      for (long time : new long[] {BASE, BASE + 20, BASE + 10}) {
        Clients.done(producer.send(new ProducerRecord<>(topic, 0, time, null, "event")));
      }
    }
  }

  @Test
  void topicsAreDescribedInManyPages() {
    String other = SharedBroker.fresh("described");
    clients.create(other, 3);
    var options = new DescribeTopicsOptions().partitionSizeLimitPerResponse(2);
    Map<String, TopicDescription> all =
        Clients.done(admin.describeTopics(List.of(topic, other), options).allTopicNames());
    assertThat(all.get(topic).partitions())
        .extracting(TopicPartitionInfo::partition)
        .containsExactly(0, 1, 2, 3, 4);
    assertThat(all.get(other).partitions())
        .extracting(TopicPartitionInfo::partition)
        .containsExactly(0, 1, 2);
    assertThat(all.get(topic).partitions())
        .allSatisfy(each -> assertThat(each.replicas()).containsExactly(each.leader()));
    String none = SharedBroker.fresh("none");
    assertThatThrownBy(
            () -> Clients.done(admin.describeTopics(List.of(none), options).allTopicNames()))
        .isInstanceOf(UnknownTopicOrPartitionException.class);
    assertThat(Clients.done(admin.listTopics().names())).doesNotContain(none);
  }

  @Test
  void theDataDirectoryHoldsEveryPartition() {
    publish();
    Map<String, LogDirDescription> all =
        Clients.done(admin.describeLogDirs(List.of(BROKER)).allDescriptions()).get(BROKER);
    assertThat(all).hasSize(1);
    String path = all.keySet().iterator().next();
    assertThat(Path.of(path)).isAbsolute().isDirectory();
    LogDirDescription directory = all.get(path);
    assertThat(directory.error()).isNull();
    assertThat(directory.totalBytes().getAsLong()).isPositive();
    assertThat(directory.usableBytes().getAsLong())
        .isNotNegative()
        .isLessThanOrEqualTo(directory.totalBytes().getAsLong());
    ReplicaInfo stored = directory.replicaInfos().get(partition);
    assertThat(stored.size()).isBetween(3 * 61L, 3 * 200L);
    assertThat(stored.offsetLag()).isZero();
    assertThat(stored.isFuture()).isFalse();
    assertThat(directory.replicaInfos().get(new TopicPartition(topic, 4)).size()).isZero();
  }

  @Test
  void idempotentProducersAreDescribed() {
    long before = System.currentTimeMillis();
    publish();
    List<ProducerState> active =
        Clients.done(admin.describeProducers(List.of(partition)).partitionResult(partition))
            .activeProducers();
    assertThat(active).hasSize(1);
    ProducerState only = active.getFirst();
    assertThat(only.producerId()).isNotNegative();
    assertThat(only.producerEpoch()).isZero();
    assertThat(only.lastSequence()).isEqualTo(2);
    assertThat(only.lastTimestamp()).isBetween(before, System.currentTimeMillis());
    assertThat(only.currentTransactionStartOffset()).isEmpty();
    TopicPartition empty = new TopicPartition(topic, 1);
    assertThat(
            Clients.done(admin.describeProducers(List.of(empty)).partitionResult(empty))
                .activeProducers())
        .isEmpty();
  }

  private ListOffsetsResultInfo offset(OffsetSpec spec) {
    return Clients.done(admin.listOffsets(Map.of(partition, spec)).partitionResult(partition));
  }

  @Test
  void everyKindOfOffsetIsListed() {
    publish();
    assertThat(offset(OffsetSpec.earliest()).offset()).isZero();
    assertThat(offset(OffsetSpec.earliestLocal()).offset()).isZero();
    assertThat(offset(OffsetSpec.latest()).offset()).isEqualTo(3);
    assertThat(offset(OffsetSpec.latest()).leaderEpoch()).contains(0);
    assertThat(offset(OffsetSpec.maxTimestamp()).offset()).isEqualTo(1);
    assertThat(offset(OffsetSpec.maxTimestamp()).timestamp()).isEqualTo(BASE + 20);
    assertThat(offset(OffsetSpec.forTimestamp(BASE + 5)).offset()).isEqualTo(1);
    assertThat(offset(OffsetSpec.forTimestamp(BASE + 21)).offset()).isEqualTo(-1);
    for (OffsetSpec tiered :
        List.of(OffsetSpec.latestTiered(), OffsetSpec.earliestPendingUpload())) {
      assertThat(offset(tiered).offset()).isEqualTo(-1);
      assertThat(offset(tiered).leaderEpoch()).isEmpty();
    }
  }

  @Test
  void thereAreNoQuotas() {
    Collection<?> quotas =
        Clients.done(admin.describeClientQuotas(ClientQuotaFilter.all()).entities()).keySet();
    assertThat(quotas).isEmpty();
  }
}
