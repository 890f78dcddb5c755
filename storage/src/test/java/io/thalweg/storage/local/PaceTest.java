package io.thalweg.storage.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final int STEP = 1 << 20;

  private long now;
  private final Pace pace = new Pace(64 << 20, () -> now);

  /// Does as much as is allowed for so many milliseconds, looking once in each; returns the bytes.
  private long work(int millis) {
    long bytes = 0;
    for (int i = 0; i < millis; i++) {
      now += TimeUnit.MILLISECONDS.toNanos(1);
      pace.is(true);
      while (pace.allows()) {
        pace.spend(STEP);
        bytes += STEP;
      }
    }
    return bytes;
  }

  private void idle(int millis) {
    pace.is(false);
    now += TimeUnit.MILLISECONDS.toNanos(millis);
    pace.is(false);
  }

  @Test
  void aShortMergeIsSlow() {
    assertThat(work(100)).isBetween(6L << 20, 8L << 20);
  }

  @Test
  void itGetsFasterAsLongAsThereIsAlwaysMore() {
    long first = work(1000);
    long second = work(1000);
    assertThat(second).isBetween(first * 19 / 10, first * 21 / 10);
    work(5000);
    assertThat(work(1000)).isBetween((2000L << 20), (2100L << 20));
  }

  @Test
  void itGetsSlowerWhileThereIsNothing() {
    long first = work(1000);
    idle(1000);
    assertThat(work(1000)).isBetween(first * 9 / 10, first * 12 / 10);
  }

  @Test
  void pausesAreNotSavedUp() {
    for (int i = 0; i < 20; i++) {
      idle(1000);
    }
    assertThat(work(1)).isLessThanOrEqualTo(5L << 20);
  }

  @Test
  void itIsPressedOnlyAfterSeconds() {
    work(2900);
    assertThat(pace.isPressed()).isFalse();
    work(200);
    assertThat(pace.isPressed()).isTrue();
    idle(1000);
    assertThat(pace.isPressed()).isFalse();
  }

  @Test
  void withoutALimitNoClockIsAsked() {
    Pace unlimited =
        new Pace(
            Long.MAX_VALUE,
            () -> {
              throw new AssertionError("expected no look at the clock");
            });
    unlimited.is(true);
    unlimited.spend(Long.MAX_VALUE);
    assertThat(unlimited.allows()).isTrue();
    assertThat(unlimited.isPressed()).isFalse();
  }
}
