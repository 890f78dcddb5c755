package io.thalweg.core.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Chance;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TallyTest {
  @Test
  void itCountsAsAMapWould() {
    Tally tally = new Tally();
    Chance chance = new Chance(5);
    for (int round = 0; round < 50; round++) {
      tally.clear();
      Map<Long, Long> sums = new HashMap<>();
      Map<Long, Integer> events = new HashMap<>();
      int keys = 1 + chance.nextInt(400);
      for (int i = 0; i < 1_000; i++) {
        long key = (long) chance.nextInt(keys) << (round % 3 * 20);
        int more = chance.nextInt(100);
        int at = tally.find(key);
        assertThat(tally.events(at)).isEqualTo(events.getOrDefault(key, 0));
        assertThat(tally.bytes(at)).isEqualTo(sums.getOrDefault(key, 0L));
        tally.add(at, more);
        events.merge(key, 1, Integer::sum);
        sums.merge(key, (long) more, Long::sum);
      }
    }
  }
}
