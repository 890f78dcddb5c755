package io.thalweg.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Chance;
import java.util.BitSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A set of offsets is what a set of bits is, whether it has few ranges, many, or all.
class OffsetSetTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 100, 3_000})
  void itIsASetOfBits(int longest) {
    Chance chance = new Chance(longest);
    OffsetSet set = new OffsetSet();
    BitSet bits = new BitSet();
    for (int step = 0; !set.isFull() && step < 200_000; step++) {
      int from = chance.nextInt(OffsetSet.SIZE);
      int to = Math.min(OffsetSet.SIZE, from + 1 + chance.nextInt(longest));
      int before = bits.cardinality();
      bits.set(from, to);
      assertThat(set.add(from, to)).isEqualTo(bits.cardinality() - before);
      assertThat(set.count()).isEqualTo(bits.cardinality());
      int any = chance.nextInt(OffsetSet.SIZE);
      assertThat(set.contains(any)).isEqualTo(bits.get(any));
      assertThat(set.nextAbsent(any)).isEqualTo(Math.min(OffsetSet.SIZE, bits.nextClearBit(any)));
      int present = bits.nextSetBit(any);
      assertThat(set.nextPresent(any)).isEqualTo(present < 0 ? OffsetSet.SIZE : present);
      assertThat(set.countBefore(any)).isEqualTo(bits.get(0, any).cardinality());
    }
    set.add(0, OffsetSet.SIZE);
    assertThat(set.isFull()).isTrue();
    assertThat(set.bytes()).as("all of them is one range").isLessThan(16);
  }
}
