package io.thalweg.core.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.batch.Batches;
import io.thalweg.core.batch.EventCursor;
import io.thalweg.core.topic.TopicCommand.InitProducer;
import io.thalweg.core.topic.TopicCommand.ProducerIs;
import io.thalweg.core.topic.TopicSettings.Cleanup;
import io.thalweg.core.topic.TopicSettings.Compaction;
import io.thalweg.core.topic.TopicSettings.Timestamps;
import io.thalweg.core.turn.Problem;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Batches are stored, or refused; an idempotent producer's exactly once and in order.
class AppendTest {
  private static final long PRODUCER = 77;

  private final TopicScenario broker = new TopicScenario();
  private final PartitionView partition = broker.partition();

  @AfterEach
  void replayEqualsLife() {
    broker.checkReplay();
    broker.restateAll();
    broker.checkReplay();
  }

  private TopicCommand.Appended append(int epoch, int sequence, int events) {
    return broker.append(partition.id(), Batches.by(PRODUCER, epoch, sequence, events));
  }

  private void stored(long at, TopicCommand.Appended reply) {
    assertThat(reply).isEqualTo(new TopicCommand.Appended(Problem.NONE, at, partition.logStart()));
  }

  private void refused(Problem why, TopicCommand.Appended reply) {
    assertThat(reply).isEqualTo(new TopicCommand.Appended(why, -1, partition.logStart()));
  }

  @Test
  void offsetsAreDense() {
    assertThat(broker.append(partition, 3)).isZero();
    assertThat(broker.append(partition, 1)).isEqualTo(3);
    assertThat(broker.append(partition, 5)).isEqualTo(4);
    assertThat(partition.nextOffset()).isEqualTo(9);
    assertThat(partition.tailNext() - partition.tailFirst()).isEqualTo(3);
    assertThat(partition.bytes()).isEqualTo(partition.tailBytesFrom(partition.tailFirst()));
  }

  @Test
  void theStoredBatchIsTheClientsButForItsPlace() {
    broker.append(partition, 2);
    ByteBuffer batch = Batches.at(1234, 3);
    broker.append(partition.id(), batch);
    ByteBuffer stored = broker.journal.getLast().body();
    assertThat(stored.getLong(0)).isEqualTo(2);
    assertThat(stored.getInt(12)).as("leader epoch").isZero();
    assertThat(stored.slice(16, stored.limit() - 16))
        .isEqualTo(batch.slice(16, batch.limit() - 16));
    assertThat(batch.getLong(0)).as("lent bytes are not changed").isZero();
  }

  private PartitionView stamped(Timestamps timestamps) {
    return broker.partition(
        new TopicSettings(-1, -1, 1 << 20, Cleanup.DELETE, Compaction.DEFAULT, timestamps, 0));
  }

  @Test
  void eventsBearTheBrokersTimeIfTheirTopicSaysSo() {
    PartitionView stamped = stamped(new Timestamps(true, 0, 0));
    broker.append(stamped, 2);
    ByteBuffer batch = Batches.by(PRODUCER, 0, 0, 3);
    ByteBuffer before = ByteBuffer.allocate(batch.limit()).put(0, batch, 0, batch.limit());
    TopicCommand.Appended reply = broker.append(stamped.id(), batch);
    assertThat(reply).isEqualTo(new TopicCommand.Appended(Problem.NONE, 2, 0, broker.now));
    assertThat(batch).as("lent bytes are not changed").isEqualTo(before);
    ByteBuffer stored = broker.journal.getLast().body();
    assertThat(BatchHeader.brokerTime(stored, 0)).isTrue();
    assertThat(BatchHeader.maxTimestamp(stored, 0)).isEqualTo(broker.now);
    assertThat(BatchHeader.crcHolds(stored, 0, stored.limit())).isTrue();
    assertThat(stamped.tailMaxTimestamp(1)).isEqualTo(broker.now);
    EventCursor cursor = new EventCursor().over(stored, 0);
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.timestamp()).isEqualTo(broker.now);
    assertThat(broker.append(stamped.id(), batch).baseOffset()).as("a duplicate").isEqualTo(2);
  }

  @Test
  void aClientsTimeMayBeLimited() {
    PartitionView limited = stamped(new Timestamps(false, 1_000, 500));
    for (long early : new long[] {0, broker.now - 1_001}) {
      refusedAt(limited.id(), Batches.at(early, 2), Problem.INVALID_TIMESTAMP);
    }
    for (long late : new long[] {broker.now + 501, Long.MAX_VALUE}) {
      refusedAt(limited.id(), Batches.at(late, 2), Problem.INVALID_TIMESTAMP);
    }
    for (long fine : new long[] {-1, broker.now - 1_000, broker.now, broker.now + 500}) {
      assertThat(broker.append(limited.id(), Batches.at(fine, 2)).problem())
          .as("%d", fine)
          .isEqualTo(Problem.NONE);
    }
  }

  @Test
  void aDuplicateIsToldAlsoWhenItsTimeIsTooOldNow() {
    PartitionView limited = stamped(new Timestamps(false, broker.now, 0));
    TopicCommand.Appended first = broker.append(limited.id(), Batches.by(PRODUCER, 0, 0, 1));
    broker.pass(10_000);
    assertThat(broker.append(limited.id(), Batches.by(PRODUCER, 0, 0, 1))).isEqualTo(first);
    refusedAt(limited.id(), Batches.by(PRODUCER, 0, 1, 1), Problem.INVALID_TIMESTAMP);
  }

  @Test
  void anUnknownPartitionIsSaidFirst() {
    refusedAt(partition.id() + 1, ByteBuffer.allocate(0), Problem.UNKNOWN_PARTITION);
  }

  private void refusedAt(long at, ByteBuffer batch, Problem why) {
    TopicCommand.Appended reply = broker.append(at, batch);
    assertThat(reply.problem()).isEqualTo(why);
    assertThat(reply.baseOffset()).isEqualTo(-1);
  }

  @Test
  void aDamagedBatchIsRefusedBeforeItsProducerIsLookedAt() {
    append(5, 0, 1);
    ByteBuffer stale = Batches.by(PRODUCER, 4, 0, 1);
    stale.put(stale.limit() - 1, (byte) 99);
    refusedAt(partition.id(), stale, Problem.CORRUPT_BATCH);
  }

  @Test
  void theTopicsLargestBatchIsTheLimit() {
    ByteBuffer batch = Batches.sized(500);
    PartitionView small = broker.partition(new TopicSettings(-1, -1, batch.limit()));
    assertThat(broker.append(small.id(), batch).problem()).isEqualTo(Problem.NONE);
    refusedAt(small.id(), Batches.sized(501), Problem.BATCH_TOO_LARGE);
  }

  @Test
  void aRefusedBatchTakesNoOffset() {
    append(0, 0, 2);
    refused(Problem.OUT_OF_ORDER_SEQUENCE, append(0, 5, 2));
    assertThat(partition.nextOffset()).isEqualTo(2);
  }

  @Test
  void oneOfTheLastFiveBatchesIsAcknowledgedAgainWithItsOffset() {
    for (int i = 0; i < 6; i++) {
      stored(i * 2L, append(0, i * 2, 2));
    }
    int written = broker.journal.size();
    for (int i = 1; i < 6; i++) {
      stored(i * 2L, append(0, i * 2, 2));
    }
    refused(Problem.OUT_OF_ORDER_SEQUENCE, append(0, 0, 2));
    assertThat(broker.journal).as("nothing is stored twice").hasSize(written);
  }

  @Test
  void aPartOfAKnownBatchIsNoDuplicate() {
    append(0, 0, 4);
    refused(Problem.OUT_OF_ORDER_SEQUENCE, append(0, 0, 3));
    refused(Problem.OUT_OF_ORDER_SEQUENCE, append(0, 1, 3));
    refused(Problem.OUT_OF_ORDER_SEQUENCE, append(0, 0, 5));
  }

  @Test
  void aGapIsRefusedAndClosesWhenFilled() {
    append(0, 0, 1);
    refused(Problem.OUT_OF_ORDER_SEQUENCE, append(0, 2, 1));
    stored(1, append(0, 1, 1));
    stored(2, append(0, 2, 1));
  }

  @Test
  void aNewEpochStartsAtZeroAndFencesTheOld() {
    append(0, 0, 3);
    refused(Problem.OUT_OF_ORDER_SEQUENCE, append(1, 3, 1));
    stored(3, append(1, 0, 1));
    refused(Problem.STALE_PRODUCER_EPOCH, append(0, 3, 1));
    refused(Problem.STALE_PRODUCER_EPOCH, append(0, 0, 3));
    stored(4, append(1, 1, 1));
    stored(3, append(1, 0, 1));
  }

  @Test
  void sequencesWrapTo0Behind2To31() {
    int last = Integer.MAX_VALUE;
    stored(0, append(0, last - 1, 1));
    stored(1, append(0, last, 3));
    refused(Problem.OUT_OF_ORDER_SEQUENCE, append(0, 3, 1));
    stored(4, append(0, 2, 1));
    stored(1, append(0, last, 3));
  }

  @Test
  void aBatchThatEndsAtTheLastSequenceIsFollowedBy0() {
    stored(0, append(0, Integer.MAX_VALUE - 1, 2));
    stored(2, append(0, 0, 1));
  }

  @Test
  void anUnknownProducerIsAcceptedAtAnySequence() {
    stored(0, append(3, 1234, 2));
    stored(2, append(3, 1236, 1));
    refused(Problem.OUT_OF_ORDER_SEQUENCE, append(3, 1238, 1));
  }

  @Test
  void producersDoNotMixAcrossPartitions() {
    PartitionView other = broker.partition();
    stored(0, append(0, 0, 1));
    assertThat(broker.append(other.id(), Batches.by(PRODUCER, 0, 0, 1)).baseOffset()).isZero();
    assertThat(other.nextOffset()).isEqualTo(1);
  }

  @Test
  void theProducerThatWroteLongestAgoIsEvictedWhenThereAreTooMany() {
    for (int producer = 0; producer < PartitionState.MAX_PRODUCERS; producer++) {
      broker.append(partition.id(), Batches.by(1000 + producer, 0, 0, 1));
      broker.pass(1);
    }
    broker.append(partition.id(), Batches.by(1000, 0, 1, 1));
    broker.append(partition.id(), Batches.by(999_999, 0, 0, 1));
    refusedAt(
        partition.id(), Batches.by(1000, 0, 7, 1), Problem.OUT_OF_ORDER_SEQUENCE); // remembered
    assertThat(broker.append(partition.id(), Batches.by(1001, 0, 7, 1)).problem())
        .as("evicted, so unknown: accepted at any sequence")
        .isEqualTo(Problem.NONE);
  }

  @Test
  void amongProducersOfTheSameTimeTheSmallestIdIsEvicted() {
    for (int producer = PartitionState.MAX_PRODUCERS; producer > 0; producer--) {
      broker.append(partition.id(), Batches.by(producer, 0, 0, 1));
    }
    broker.append(partition.id(), Batches.by(999_999, 0, 0, 1));
    assertThat(partition.checkProducer(1, (short) 0, 7, 7)).isEqualTo(ProducerWindow.NEXT);
    assertThat(partition.checkProducer(2, (short) 0, 7, 7)).isEqualTo(ProducerWindow.OUT_OF_ORDER);
  }

  @Test
  void aSilentProducerIsForgottenWhenItsPartitionIsStatedAgain() {
    append(0, 0, 1);
    broker.pass(PartitionStated.PRODUCER_EXPIRY_MILLIS - 1);
    broker.restateAll();
    refused(Problem.OUT_OF_ORDER_SEQUENCE, append(0, 7, 1));
    broker.pass(1);
    broker.restateAll();
    stored(1, append(0, 7, 1));
  }

  @Test
  void aProducerGetsAnIdOfItsOwn() {
    ProducerIs first = init(-1, -1);
    ProducerIs second = init(-1, -1);
    assertThat(first.epoch()).isZero();
    assertThat(second.producer()).isNotEqualTo(first.producer());
    assertThat(broker.replayed().nextId()).isGreaterThan(second.producer());
  }

  private ProducerIs init(long producer, int epoch) {
    return broker.get(ProducerIs.class, new InitProducer(producer, (short) epoch));
  }

  @Test
  void aProducerWithAnIdGetsTheNextEpoch() {
    long id = init(-1, -1).producer();
    assertThat(init(id, 0)).isEqualTo(new ProducerIs(Problem.NONE, id, (short) 1));
    assertThat(init(id, 32_765)).isEqualTo(new ProducerIs(Problem.NONE, id, (short) 32_766));
  }

  @Test
  void aNewIdIsGivenWhereEpochsEndOrTheIdWasNeverGiven() {
    long id = init(-1, -1).producer();
    assertThat(init(id, 32_766).producer()).isGreaterThan(id);
    assertThat(init(id, Short.MAX_VALUE).producer()).isGreaterThan(id);
    long never = broker.state.nextId() + 10;
    assertThat(init(never, 3).producer()).isNotEqualTo(never);
    assertThat(init(id, -1).epoch()).isZero();
  }
}
