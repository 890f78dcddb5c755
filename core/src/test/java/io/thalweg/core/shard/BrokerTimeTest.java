package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BrokerTimeTest {
  private final BrokerTime time = new BrokerTime();

  BrokerTimeTest() {
    time.opened(10_000);
  }

  @Test
  void itIsTheClocks() {
    time.advance(10_500);
    assertThat(time.millis()).isEqualTo(10_500);
    assertThat(time.onTheClock(11_000)).isEqualTo(11_000);
    assertThat(time.onTheClock(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aClockThatIsSetBackHoldsNothingUp() {
    time.advance(4_000);
    assertThat(time.millis()).isEqualTo(10_000);
    for (long wall = 4_001; wall <= 5_000; wall++) {
      time.advance(wall);
    }
    assertThat(time.millis()).as("half of what passed").isEqualTo(10_500);
    assertThat(time.onTheClock(11_000)).isEqualTo(6_000);
    time.advance(6_000);
    assertThat(time.millis()).isEqualTo(11_000);
  }

  @Test
  void theClockCatchesUp() {
    time.advance(9_000);
    assertThat(time.onTheClock(20_000)).as("after it has").isEqualTo(20_000);
    time.advance(11_000);
    assertThat(time.millis()).isEqualTo(11_000);
    time.advance(11_100);
    assertThat(time.millis()).isEqualTo(11_100);
  }

  @Test
  void afterARestartItGoesOnFromTheJournals() {
    BrokerTime next = new BrokerTime();
    next.seen(50_000);
    next.opened(20_000);
    assertThat(next.millis()).isEqualTo(50_000);
    next.advance(21_000);
    assertThat(next.millis()).isEqualTo(50_500);
  }
}
