package io.thalweg.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long MILLI = 1_000_000;

  private final FakeClock clock = new FakeClock();

  private static final class FakeClock implements Pace.Clock {
    private long now = 77 * MILLI;

    @Override
    public long nanos() {
      return now;
    }

    @Override
    public void sleep(long nanos) {
      now += nanos;
    }
  }

  private long await(Pace pace) {
    return pace.await(() -> false);
  }

  @Test
  void eventsAreDueAtEqualDistances() {
    Pace pace = new Pace(1000, clock);
    for (int i = 0; i < 5; i++) {
      assertThat(await(pace)).isEqualTo(clock.now).isEqualTo((77 + i) * MILLI);
    }
    assertThat(pace.outcome()).isEqualTo(new Pace.Outcome(1000, true, 0, 0));
  }

  @Test
  void aStallIsMadeUpFor() {
    Pace pace = new Pace(100, clock);
    await(pace);
    clock.now += 1005 * MILLI; // while a hundred events are due
    for (int i = 1; i <= 100; i++) {
      assertThat(await(pace)).isEqualTo((77 + 10L * i) * MILLI);
    }
    assertThat(clock.now).as("nobody slept").isEqualTo((77 + 1005) * MILLI);
    await(pace);
    assertThat(clock.now).as("the pace is found again").isEqualTo((77 + 1010) * MILLI);
    assertThat(pace.outcome()).isEqualTo(new Pace.Outcome(100, true, 0, 995));
    assertThat(pace.outcome().tooSlow(99)).isNull();
  }

  @Test
  void whoIsLateAtTheEndHasNotKeptTheRate() {
    Pace pace = new Pace(10, clock);
    await(pace);
    clock.now += 1600 * MILLI;
    await(pace);
    assertThat(pace.outcome()).isEqualTo(new Pace.Outcome(10, false, 1500, 1500));
    assertThat(pace.outcome().tooSlow(1.25))
        .isEqualTo("could not keep 10 events/s: reached 1.3, and the last event left 1.50 s late");
  }

  @Test
  void longRunsAddNoErrorAndSlowOnesHaveFractions() {
    Pace pace = new Pace(3, clock);
    for (int i = 0; i < 3_000_000; i++) {
      await(pace);
    }
    assertThat(pace.nextDue()).isEqualTo(77 * MILLI + 1_000_000_000L * 1_000_000);
    Pace slow = new Pace(0.5, clock);
    long first = await(slow);
    assertThat(await(slow) - first).isEqualTo(2_000 * MILLI);
  }

  @Test
  void whoIsToldToStopWaitsNoLonger() {
    Pace pace = new Pace(0.001, clock);
    await(pace);
    long before = clock.now;
    var _ = pace.await(() -> clock.now > before);
    assertThat(clock.now - before).isEqualTo(100 * MILLI);
  }
}
