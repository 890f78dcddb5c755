package io.thalweg.core.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.core.base.Check;
import org.junit.jupiter.api.Test;

/// Blocks go round, and the tail holds them while it may.
class TailTest {
  private final BlockPool pool = new BlockPool(4096, 3);
  private final Tail tail = new Tail();

  @Test
  void aPoolGivesNoMoreThanItsLimitAndTakesBack() {
    Block first = pool.take();
    Block second = pool.take();
    assertThat(pool.available()).isEqualTo(1);
    assertThat(pool.take()).isNotNull();
    assertThat(pool.take()).isNull();
    second.retain();
    second.release();
    assertThat(pool.available()).isZero();
    second.release();
    assertThat(pool.take()).isSameAs(second);
    first.release();
    assertThatThrownBy(first::release).isInstanceOf(Check.Broken.class);
    assertThatThrownBy(first::retain).isInstanceOf(Check.Broken.class);
  }

  @Test
  void theOldestBlockIsEvictedWithAllItsEntriesButNothingBeyondTheLimit() {
    tail.startAt(10);
    Block one = pool.take();
    Block two = pool.take();
    tail.add(10, one, 0);
    tail.add(11, one, 100);
    tail.add(13, two, 0);
    one.release();
    two.release();
    assertThat(tail.find(11, 5, 7)).isEqualTo(new Slice(one, 105, 7));
    assertThat(tail.find(12, 0, 1)).as("a mark").isNull();
    assertThat(tail.find(14, 0, 1)).isNull();
    assertThat(tail.evictOldest(9)).isFalse();
    assertThat(tail.evictOldest(12)).isTrue();
    assertThat(one.holders()).isZero();
    assertThat(tail.find(11, 5, 7)).isNull();
    assertThat(tail.find(13, 0, 1)).isNotNull();
    assertThat(tail.evictOldest(12)).isFalse();
    assertThat(tail.evictOldest(13)).isTrue();
    assertThat(pool.available()).isEqualTo(3);
  }

  @Test
  void theOldestLiveEntryMovesAsBatchesGo() {
    tail.startAt(0);
    for (int position = 0; position < 3_000; position++) {
      tail.add(position, null, 0);
      tail.batchAdded(position);
      tail.batchAdded(position);
    }
    assertThat(tail.liveBatches()).isEqualTo(6_000);
    for (int position = 0; position < 2_999; position++) {
      tail.batchDropped(position);
      assertThat(tail.oldestLive()).isEqualTo(position);
      tail.batchDropped(position);
      assertThat(tail.oldestLive()).isEqualTo(position + 1);
    }
    while (tail.evictOldest(2_998)) {
      // until none is held
    }
    tail.forgetBefore(5_000);
    assertThat(tail.find(0, 0, 1)).isNull();
    tail.batchDropped(2_999);
    tail.batchDropped(2_999);
    assertThat(tail.oldestLive()).as("none: the next position").isEqualTo(3_000);
    assertThatThrownBy(() -> tail.batchDropped(2_999)).isInstanceOf(Check.Broken.class);
  }
}
