package io.thalweg.core.batch;

import static io.thalweg.core.batch.Batches.AT;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.turn.Problem;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class BatchCheckTest {
  private static final int MAX = 1000;

  private final BatchCheck check = new BatchCheck();

  private Problem check(ByteBuffer batch) {
    return check.check(batch, AT, Batches.length(batch), MAX);
  }

  private Problem changed(Consumer<ByteBuffer> change) {
    ByteBuffer batch = Batches.of("one", "two", "three");
    change.accept(batch);
    Batches.seal(batch);
    return check(batch);
  }

  @Test
  void aGoodBatchPasses() {
    assertThat(check(Batches.of("one", "two"))).isEqualTo(Problem.NONE);
    assertThat(changed(_ -> {})).isEqualTo(Problem.NONE);
  }

  @Test
  void placingABatchKeepsItGood() {
    ByteBuffer batch = Batches.of("one", "two");
    BatchHeader.place(batch, AT, 1L << 40, 3);
    assertThat(check(batch)).isEqualTo(Problem.NONE);
    assertThat(BatchHeader.nextOffset(batch, AT)).isEqualTo((1L << 40) + 2);
  }

  @Test
  void aBatchCutAnywhereIsRefusedWithoutReadingBeyondIt() {
    ByteBuffer batch = Batches.of("one", "two");
    for (int length = 0; length < Batches.length(batch); length++) {
      ByteBuffer cut = batch.duplicate().limit(AT + length);
      assertThat(check.check(cut, AT, length, MAX)).isEqualTo(Problem.CORRUPT_BATCH);
    }
  }

  @Test
  void aFlipAnywhereIsRefusedExceptWhereTheBrokerWrites() {
    ByteBuffer batch = Batches.of("one", "two");
    for (int bit = 0; bit < 8 * Batches.length(batch); bit++) {
      int at = AT + bit / 8;
      batch.put(at, (byte) (batch.get(at) ^ (1 << bit % 8)));
      boolean baseOffset = bit < 8 * BatchHeader.LENGTH;
      boolean leaderEpoch = bit >= 8 * BatchHeader.LEADER_EPOCH && bit < 8 * BatchHeader.MAGIC_AT;
      if (baseOffset || leaderEpoch) {
        assertThat(check(batch)).isEqualTo(Problem.NONE);
      } else {
        assertThat(check(batch)).as("bit " + bit).isNotEqualTo(Problem.NONE);
      }
      batch.put(at, (byte) (batch.get(at) ^ (1 << bit % 8)));
    }
  }

  @Test
  void bytesBehindTheBatchAreRefused() {
    ByteBuffer batch = Batches.of("one");
    int length = Batches.length(batch);
    batch.limit(AT + length + 61);
    assertThat(check.check(batch, AT, length + 61, MAX)).isEqualTo(Problem.INVALID_BATCH);
  }

  @Test
  void aLyingLengthIsCorrupt() {
    for (int lie : new int[] {Integer.MIN_VALUE, -1, 0, 48, 1 << 20, Integer.MAX_VALUE}) {
      assertThat(changed(b -> b.putInt(AT + BatchHeader.LENGTH, lie)))
          .isEqualTo(Problem.CORRUPT_BATCH);
    }
  }

  @Test
  void oldFormatsAreNamed() {
    assertThat(changed(b -> b.put(AT + BatchHeader.MAGIC_AT, (byte) 0)))
        .isEqualTo(Problem.OLD_BATCH_FORMAT);
    assertThat(changed(b -> b.put(AT + BatchHeader.MAGIC_AT, (byte) 1)))
        .isEqualTo(Problem.OLD_BATCH_FORMAT);
    assertThat(changed(b -> b.put(AT + BatchHeader.MAGIC_AT, (byte) 3)))
        .isEqualTo(Problem.CORRUPT_BATCH);
  }

  @Test
  void tooLargeIsNamed() {
    ByteBuffer batch = Batches.of("one");
    int length = Batches.length(batch);
    assertThat(check.check(batch, AT, length, length)).isEqualTo(Problem.NONE);
    assertThat(check.check(batch, AT, length, length - 1)).isEqualTo(Problem.BATCH_TOO_LARGE);
  }

  @Test
  void theCountMustFitOffsetsAndSize() {
    for (int count : new int[] {Integer.MIN_VALUE, -1, 0, 2, 4, Integer.MAX_VALUE}) {
      assertThat(changed(b -> b.putInt(AT + BatchHeader.COUNT, count)))
          .isEqualTo(Problem.INVALID_BATCH);
      assertThat(changed(b -> b.putInt(AT + BatchHeader.LAST_OFFSET_DELTA, count)))
          .isEqualTo(count == 2 ? Problem.NONE : Problem.INVALID_BATCH);
    }
    assertThat(changed(b -> claim(b, 100))).isEqualTo(Problem.INVALID_BATCH);
    assertThat(changed(b -> claim(attributes(b, 1), 100))).isEqualTo(Problem.NONE);
    assertThat(changed(b -> claim(attributes(b, 1), BatchCheck.MAX_EVENTS + 1)))
        .isEqualTo(Problem.INVALID_BATCH);
  }

  @Test
  void attributesDecide() {
    for (int codec = 0; codec < 8; codec++) {
      int attributes = codec;
      assertThat(changed(b -> attributes(b, attributes)))
          .isEqualTo(codec <= 4 ? Problem.NONE : Problem.INVALID_BATCH);
    }
    assertThat(changed(b -> attributes(b, 8))).isEqualTo(Problem.INVALID_TIMESTAMP);
    assertThat(changed(b -> attributes(b, 16))).isEqualTo(Problem.UNSUPPORTED);
    assertThat(changed(b -> attributes(b, 32))).isEqualTo(Problem.INVALID_BATCH);
    assertThat(changed(b -> attributes(b, 48))).isEqualTo(Problem.INVALID_BATCH);
    assertThat(changed(b -> attributes(b, 64))).isEqualTo(Problem.INVALID_BATCH);
    assertThat(changed(b -> attributes(b, 0x8000))).isEqualTo(Problem.INVALID_BATCH);
  }

  @Test
  void aProducerHasEpochAndSequence() {
    assertThat(changed(b -> producer(b, 5, 0, 0))).isEqualTo(Problem.NONE);
    assertThat(changed(b -> producer(b, 5, -1, 0))).isEqualTo(Problem.INVALID_BATCH);
    assertThat(changed(b -> producer(b, 5, 0, -1))).isEqualTo(Problem.INVALID_BATCH);
  }

  private static void producer(ByteBuffer batch, long id, int epoch, int sequence) {
    batch.putLong(AT + BatchHeader.PRODUCER_ID, id);
    batch.putShort(AT + BatchHeader.PRODUCER_EPOCH, (short) epoch);
    batch.putInt(AT + BatchHeader.BASE_SEQUENCE, sequence);
  }

  private static ByteBuffer attributes(ByteBuffer batch, int attributes) {
    return batch.putShort(AT + BatchHeader.ATTRIBUTES, (short) attributes);
  }

  private static void claim(ByteBuffer batch, int count) {
    batch.putInt(AT + BatchHeader.COUNT, count);
    batch.putInt(AT + BatchHeader.LAST_OFFSET_DELTA, count - 1);
  }
}
