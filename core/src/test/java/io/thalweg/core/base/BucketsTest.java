package io.thalweg.core.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BucketsTest {
  @Test
  void aBoundBelongsToItsBucket() {
    Buckets sizes = Buckets.growing(4, 4, 3);
    assertThat(sizes.bounds()).containsExactly(4, 16, 64);
    for (long size : new long[] {0, 4, 5, 16, 17, 64, 65, 1_000}) {
      sizes.add(size);
    }
    assertThat(sizes.counts()).containsExactly(2, 2, 2, 2);
    assertThat(sizes.sum()).isEqualTo(1_171);
  }

  @Test
  void boundsOfTimesAscend() {
    assertThat(Buckets.ofNanos().bounds()).isSorted().startsWith(50_000).endsWith(10_000_000_000L);
  }
}
