package io.thalweg.core.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A LongMap does what a TreeMap does.
class LongMapTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void itDoesWhatATreeMapDoes(long seed) {
    Chance chance = new Chance(seed);
    LongMap<String> map = new LongMap<>();
    TreeMap<Long, String> model = new TreeMap<>();
    for (int step = 0; step < 20_000; step++) {
      long key = (long) chance.nextInt(300) << (seed % 2 * 20);
      if (chance.nextInt(5) < 2 + step / 5_000 % 2) {
        map.put(key, "v" + step);
        model.put(key, "v" + step);
      } else {
        assertThat(map.remove(key)).isEqualTo(model.remove(key));
      }
      assertThat(map.size()).isEqualTo(model.size());
      assertThat(map.get(key)).isEqualTo(model.get(key));
      assertThat(map.has(key ^ 1)).isEqualTo(model.containsKey(key ^ 1));
    }
    assertThat(map.sorted(String[]::new)).containsExactly(model.values().toArray(String[]::new));
    List<String> each = new ArrayList<>();
    map.forEach(each::add);
    assertThat(each).containsExactlyInAnyOrderElementsOf(model.values());
  }

  @Test
  void aNegativeKeyIsNotThere() {
    LongMap<String> map = new LongMap<>();
    map.put(1, "one");
    assertThat(map.has(-1)).isFalse();
    assertThat(map.get(-1)).isNull();
    assertThat(map.remove(-1)).isNull();
    assertThat(map.size()).isEqualTo(1);
  }
}
