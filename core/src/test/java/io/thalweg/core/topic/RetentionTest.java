package io.thalweg.core.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Ids;
import io.thalweg.core.batch.Batches;
import io.thalweg.core.topic.TopicCommand.Trim;
import io.thalweg.core.topic.TopicCommand.Trimmed;
import io.thalweg.core.topic.TopicSettings.Cleanup;
import io.thalweg.core.topic.TopicSettings.Compaction;
import io.thalweg.core.turn.Problem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The start of a partition moves on request, by time and by size; segments come and go.
class RetentionTest {
  private static final long INTERVAL = TopicLimits.DEFAULT.retentionCheckMillis();
  private static final long HOUR = 3_600_000;

  private final TopicScenario broker = new TopicScenario();

  @AfterEach
  void replayEqualsLife() {
    broker.checkReplay();
    broker.restateAll();
    broker.checkReplay();
  }

  private PartitionView keptFor(long millis) {
    return broker.partition(new TopicSettings(millis, -1, 1 << 20));
  }

  private PartitionView keptUpTo(long bytes) {
    return broker.partition(new TopicSettings(-1, bytes, 1 << 20));
  }

  @Test
  void eventsGoWhenBrokerTimeSaysSo() {
    PartitionView partition = keptFor(HOUR);
    broker.append(partition, 2);
    broker.pass(HOUR / 2);
    broker.append(partition, 3);
    broker.pass(HOUR / 2);
    assertThat(partition.logStart()).isZero();
    broker.pass(INTERVAL);
    assertThat(partition.logStart()).isEqualTo(2);
    broker.pass(HOUR);
    assertThat(partition.logStart()).isEqualTo(5);
    assertThat(partition.nextOffset()).isEqualTo(5);
    assertThat(partition.bytes()).isZero();
    assertThat(broker.append(partition, 1)).isEqualTo(5);
  }

  @Test
  void theClientsTimeDoesNotCount() {
    PartitionView partition = keptFor(HOUR);
    broker.append(partition.id(), Batches.at(1, 1));
    broker.append(partition.id(), Batches.at(Long.MAX_VALUE / 2, 1));
    broker.pass(HOUR - INTERVAL);
    assertThat(partition.logStart()).isZero();
    broker.pass(2 * INTERVAL);
    assertThat(partition.logStart()).isEqualTo(2);
  }

  @Test
  void eventsGoWhenThereAreTooManyBytes() {
    int each = Batches.at(1000, 1).limit();
    PartitionView partition = keptUpTo(3L * each);
    for (int i = 0; i < 5; i++) {
      broker.append(partition, 1);
    }
    broker.pass(INTERVAL);
    assertThat(partition.logStart()).isEqualTo(2);
    assertThat(partition.bytes()).isEqualTo(3L * each);
  }

  @Test
  void aBatchThatIsHalfTooMuchStays() {
    int each = Batches.at(1000, 1).limit();
    PartitionView partition = keptUpTo(3L * each - 1);
    for (int i = 0; i < 4; i++) {
      broker.append(partition, 1);
    }
    broker.pass(INTERVAL);
    assertThat(partition.logStart()).isEqualTo(1);
  }

  @Test
  void withoutALimitNothingGoes() {
    PartitionView partition = keptFor(-1);
    broker.append(partition, 1);
    broker.pass(1000 * HOUR);
    assertThat(partition.logStart()).isZero();
  }

  @Test
  void whatIsCompactedKnowsNoRetention() {
    var clients = TopicSettings.Timestamps.CLIENTS;
    PartitionView kept =
        broker.partition(
            new TopicSettings(HOUR, 1, 1 << 20, Cleanup.COMPACT, Compaction.DEFAULT, clients, 0));
    PartitionView both =
        broker.partition(
            new TopicSettings(
                HOUR, -1, 1 << 20, Cleanup.COMPACT_AND_DELETE, Compaction.DEFAULT, clients, 0));
    broker.append(kept, 2);
    broker.append(kept, 2);
    broker.append(both, 2);
    broker.flushed(kept, 0, 2, 500, broker.now);
    broker.pass(2 * HOUR);
    assertThat(kept.logStart()).isZero();
    assertThat(both.logStart()).isEqualTo(2);
    assertThat(broker.trim(kept, 3)).isEqualTo(Problem.NONE);
    assertThat(kept.logStart()).isEqualTo(3);
    assertThat(broker.state.segments()).isZero();
  }

  @Test
  void otherSettingsCountFromTheNextSweepOn() {
    PartitionView partition = keptFor(-1);
    broker.append(partition, 2);
    broker.pass(2 * HOUR);
    long topic = Ids.topicOf(partition.id());
    broker.ask(new TopicCommand.Configure(topic, _ -> new TopicSettings(HOUR, -1, 9), false));
    broker.pass(INTERVAL);
    assertThat(partition.logStart()).isEqualTo(2);
  }

  @Test
  void trimmingAnswersTheFirstOffsetThatIsLeft() {
    PartitionView partition = broker.partition();
    broker.append(partition, 5);
    broker.held = true;
    broker.append(partition, 5);
    assertThat(broker.trimmed(partition, 3)).isEqualTo(new Trimmed(Problem.NONE, 3));
    assertThat(broker.trimmed(partition, 1)).isEqualTo(new Trimmed(Problem.NONE, 3));
    for (long beyond : new long[] {6, Long.MAX_VALUE, -2, Long.MIN_VALUE}) {
      assertThat(broker.trimmed(partition, beyond))
          .isEqualTo(new Trimmed(Problem.OFFSET_OUT_OF_RANGE, -1));
    }
    assertThat(broker.trimmed(partition, Trim.TO_THE_END)).isEqualTo(new Trimmed(Problem.NONE, 5));
    assertThat(partition.nextOffset()).isEqualTo(10);
  }

  @Test
  void aStartMovesOverAnyNumberOfSegments() {
    PartitionView partition = broker.partition();
    int many = 2_010;
    for (int i = 0; i < many; i++) {
      broker.append(partition, 1);
      broker.flushed(partition, i, i + 1, 100, broker.now);
    }
    assertThat(broker.trimmed(partition, many - 1)).isEqualTo(new Trimmed(Problem.NONE, many - 1));
    assertThat(broker.state.segments()).isEqualTo(1);
    assertThat(partition.logStart()).isEqualTo(many - 1);
    broker.checkReplay();
  }

  @Test
  void whatIsNotDurableStays() {
    PartitionView partition = keptFor(HOUR);
    broker.append(partition, 2);
    broker.held = true;
    broker.append(partition, 2);
    broker.pass(2 * HOUR);
    assertThat(partition.logStart()).isEqualTo(2);
    broker.state.durable(partition.id(), 4);
    broker.pass(INTERVAL);
    assertThat(partition.logStart()).isEqualTo(4);
  }

  @Test
  void expiredSegmentsGoAndTheTailStays() {
    PartitionView partition = keptFor(HOUR);
    long first = broker.now;
    broker.append(partition, 10);
    broker.pass(HOUR / 2);
    broker.append(partition, 10);
    broker.append(partition, 1);
    assertThat(broker.flushed(partition, 0, 10, 500, first)).isEqualTo(Problem.NONE);
    assertThat(broker.flushed(partition, 10, 20, 500, broker.now)).isEqualTo(Problem.NONE);
    broker.pass(HOUR / 2 + INTERVAL);
    assertThat(partition.logStart()).isEqualTo(10);
    assertThat(broker.removed).extracting("baseOffset").containsExactly(0L);
    assertThat(partition.segmentFor(5)).isNull();
    assertThat(partition.segmentFor(10)).isEqualTo(partition.runs().getFirst());
  }

  @Test
  void segmentsAndTailCountTogetherForSize() {
    int each = Batches.at(1000, 1).limit();
    PartitionView partition = keptUpTo(1000 + each);
    broker.append(partition, 10);
    broker.append(partition, 10);
    broker.flushed(partition, 0, 10, 1000, broker.now);
    broker.flushed(partition, 10, 20, 1000, broker.now);
    broker.append(partition, 1);
    broker.pass(INTERVAL);
    assertThat(partition.logStart()).isEqualTo(10);
    assertThat(partition.bytes()).isEqualTo(1000 + each);
  }

  @Test
  void manyExpiredSegmentsGoWithoutTakingLiveOnesAlong() {
    int segments = 2_500;
    PartitionView partition = broker.partition(new TopicSettings(HOUR, 600_000, 1 << 20));
    long old = broker.now;
    for (int i = 0; i < segments; i++) {
      broker.append(partition, 1);
      broker.flushed(partition, i, i + 1, 100, old);
    }
    broker.pass(HOUR + 1);
    for (int i = 0; i < 10; i++) {
      broker.append(partition, 1);
      broker.flushed(partition, segments + i, segments + i + 1, 50_000, broker.now);
    }
    for (int i = 0; i < 5; i++) {
      broker.pass(INTERVAL);
    }
    assertThat(partition.logStart()).isEqualTo(segments);
    assertThat(broker.state.segments()).isEqualTo(10);
    assertThat(broker.removed).hasSize(segments);
  }

  @Test
  void aSweepVisitsABoundedNumberOfPartitionsInOneTurn() {
    broker.create("many", 1000, new TopicSettings(HOUR, -1, 1 << 20));
    long topic = broker.state.named("many").id();
    for (int i = 0; i < 1000; i++) {
      broker.append(broker.state.partition(topic << 20 | i), 1);
    }
    broker.pass(HOUR);
    int before = broker.journal.size();
    broker.now += INTERVAL;
    broker.ask(new TopicCommand.Retain());
    assertThat(broker.journal.size() - before).isBetween(1, 256);
    broker.pass(INTERVAL);
    assertThat(broker.journal.size() - before).isEqualTo(1000);
  }

  @Test
  void trimmingMovesTheStartAndDropsWhatLiesBeforeIt() {
    PartitionView partition = broker.partition();
    broker.append(partition, 10);
    broker.append(partition, 10);
    assertThat(broker.trim(partition, 15)).isEqualTo(Problem.NONE);
    assertThat(partition.logStart()).isEqualTo(15);
    assertThat(partition.tailBase(partition.tailFirst())).isEqualTo(10);
    assertThat(broker.trim(partition, 12)).as("the start never goes back").isEqualTo(Problem.NONE);
    assertThat(partition.logStart()).isEqualTo(15);
    assertThat(broker.trim(partition, 20)).isEqualTo(Problem.NONE);
    assertThat(partition.tailFirst()).isEqualTo(partition.tailNext());
    assertThat(broker.append(partition, 1)).isEqualTo(20);
  }

  @Test
  void trimmingIsRefusedOutsideOfWhatIsDurable() {
    PartitionView partition = broker.partition();
    broker.append(partition, 10);
    broker.held = true;
    broker.append(partition, 10);
    assertThat(broker.trim(partition, 11)).isEqualTo(Problem.OFFSET_OUT_OF_RANGE);
    assertThat(broker.trim(partition, -2)).isEqualTo(Problem.OFFSET_OUT_OF_RANGE);
    assertThat(broker.trim(partition, 10)).isEqualTo(Problem.NONE);
    var unknown = new TopicCommand.Trim(partition.id() + 1, 0);
    assertThat(broker.get(Trimmed.class, unknown))
        .isEqualTo(new Trimmed(Problem.UNKNOWN_PARTITION, -1));
  }

  @Test
  void aSegmentTakesItsRangeOutOfTheTail() {
    PartitionView partition = broker.partition();
    broker.append(partition, 10);
    broker.append(partition, 10);
    broker.append(partition, 10);
    assertThat(broker.flushed(partition, 0, 20, 777, broker.now)).isEqualTo(Problem.NONE);
    assertThat(partition.tailBase(partition.tailFirst())).isEqualTo(20);
    assertThat(partition.segmentFor(19)).isEqualTo(partition.newestSegment());
    assertThat(partition.segmentFor(20)).isNull();
    assertThat(partition.tailFind(19)).isEqualTo(-1);
    assertThat(partition.tailFind(29)).isEqualTo(partition.tailFirst());
    assertThat(partition.tailFind(30)).isEqualTo(-1);
  }

  @Test
  void aSegmentThatLeavesAGapOrLiesBeforeTheStartIsRefused() {
    PartitionView partition = broker.partition();
    broker.append(partition, 10);
    broker.append(partition, 10);
    broker.append(partition, 10);
    assertThat(broker.flushed(partition, 10, 20, 1, 0)).isEqualTo(Problem.UNKNOWN_PARTITION);
    broker.flushed(partition, 0, 10, 1, broker.now);
    assertThat(broker.flushed(partition, 20, 30, 1, 0)).isEqualTo(Problem.UNKNOWN_PARTITION);
    var older = TopicScenario.run(1, partition, 0, 10, 1, 0);
    assertThat(broker.added(older)).isEqualTo(Problem.UNKNOWN_PARTITION);
    broker.trim(partition, 20);
    assertThat(broker.flushed(partition, 10, 20, 1, 0)).isEqualTo(Problem.UNKNOWN_PARTITION);
    assertThat(broker.flushed(partition, 20, 30, 1, 0)).isEqualTo(Problem.NONE);
  }

  @Test
  void aSegmentMayBeginBeforeTheStart() {
    PartitionView partition = broker.partition();
    broker.append(partition, 10);
    broker.trim(partition, 5);
    assertThat(broker.flushed(partition, 0, 10, 1, broker.now)).isEqualTo(Problem.NONE);
    assertThat(partition.segmentFor(5)).isNotNull();
    assertThat(partition.logStart()).isEqualTo(5);
    broker.trim(partition, 10);
    assertThat(broker.removed).hasSize(1);
  }

  @Test
  void aSegmentOfADeletedTopicIsRefused() {
    PartitionView partition = broker.partition();
    broker.append(partition, 10);
    broker.ask(new TopicCommand.Delete(partition.id() >> 20));
    assertThat(broker.flushed(partition, 0, 10, 1, 0)).isEqualTo(Problem.UNKNOWN_PARTITION);
  }
}
