package io.thalweg.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Many histories. `-Dsimulator.histories=5000` runs more of them, `-Dsimulator.first=7` from
/// another seed on, `-Dsimulator.seed=42` that one only.
class HistoriesTest {
  private static final int HISTORIES = Integer.getInteger("simulator.histories", 500);
  private static final long FIRST = Long.getLong("simulator.first", 1);
  private static final long SEED = Long.getLong("simulator.seed", -1);
  private static final int TOLD_EVERY = 500;

  @Test
  void nothingAcknowledgedIsMissingChangedOrTwice() {
    if (SEED >= 0) {
      new History(SEED, Variant.SOUND, new Counts()).run();
      return;
    }
    Counts counts = new Counts();
    long began = System.nanoTime();
    for (long seed = FIRST; seed < FIRST + HISTORIES; seed++) {
      new History(seed, Variant.SOUND, counts).run();
      if (counts.histories % TOLD_EVERY == 0) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
        System.out.printf("%d s, %d crashes; %s%n", seconds, counts.crashes(), counts);
      }
    }
    assertThat(counts.crashes()).isGreaterThan(3L * HISTORIES);
    assertThat(
            LongStream.of(
                counts.cutWhileOpening,
                counts.failuresWhileOpening,
                counts.journalFailures,
                counts.tornEnds,
                counts.wraps,
                counts.restatements,
                counts.flushes,
                counts.segmentsDeleted,
                counts.journalReads,
                counts.segmentReads,
                counts.resent,
                counts.repeated,
                counts.refusedGaps,
                counts.committed,
                counts.topicsChanged,
                counts.topicsDeleted,
                counts.trims,
                counts.replaysCompared))
        .as("%s", counts)
        .allMatch(count -> count > HISTORIES / 50);
  }

  /// Each of these found something once.
  @ParameterizedTest
  @ValueSource(longs = {2, 7, 22, 70, 247, 317, 402, 417, 850, 1386, 1783, 101_002})
  void whatWasFoundOnceStaysFixed(long seed) {
    new History(seed, Variant.SOUND, new Counts()).run();
  }

  @Test
  void aSeedGivesTheSameBytesAgain() {
    for (long seed = 1; seed <= 10; seed++) {
      long once = new History(seed, Variant.SOUND, new Counts()).run();
      long again = new History(seed, Variant.SOUND, new Counts()).run();
      assertThat(again).as("checksum of all that was written, seed %d", seed).isEqualTo(once);
    }
  }
}
