package io.thalweg.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistogramTest {
  private static final double[] SHARES = {0, 0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999, 1};

  private final Histogram histogram = new Histogram();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 99, 1000, 50_000})
  void percentilesAreTheExactOnesOrLittleMore(int count) {
    SplittableRandom chance = new SplittableRandom(count);
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] = chance.nextLong() >>> (2 + chance.nextInt(62)); // of every magnitude
      histogram.add(values[i]);
    }
    Arrays.sort(values);
    for (double share : SHARES) {
      long exact = values[Math.max(0, (int) Math.ceil(share * count) - 1)];
      assertThat(histogram.percentile(share))
          .as("%s of %s", share, count)
          .isBetween(exact, exact + exact / 128);
    }
    assertThat(histogram.max()).isEqualTo(values[count - 1]).isEqualTo(histogram.percentile(1));
    assertThat(histogram.count()).isEqualTo(count);
  }

  @Test
  void smallValuesAreExact() {
    for (int i = 0; i < 256; i++) {
      histogram.add(i);
    }
    assertThat(histogram.percentile(0.5)).isEqualTo(127);
    assertThat(histogram.percentile(0.25)).isEqualTo(63);
  }

  @Test
  void everyLongHasItsPlace() {
    histogram.add(Long.MAX_VALUE);
    histogram.add(-5);
    assertThat(histogram.percentile(1)).isEqualTo(Long.MAX_VALUE);
    assertThat(histogram.percentile(0.5)).isZero();
  }

  @Test
  void nothingIsZeroAndSoIsWhatWasCleared() {
    assertThat(histogram.percentile(0.99)).isZero();
    histogram.add(1000);
    histogram.clear();
    assertThat(histogram.percentile(0.99)).isZero();
    assertThat(histogram.max()).isZero();
    assertThat(histogram.count()).isZero();
  }
}
