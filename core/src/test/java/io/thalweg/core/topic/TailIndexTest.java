package io.thalweg.core.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Chance;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A tail's index does what a list does.
class TailIndexTest {
  private record Batch(long base, int bytes, long timestamp) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void itDoesWhatAListDoes(long seed) {
    Chance chance = new Chance(seed);
    TailIndex index = new TailIndex();
    List<Batch> model = new ArrayList<>();
    long dropped = 0;
    long base = 0;
    for (int step = 0; step < 5_000; step++) {
      if (chance.nextInt(10) < 5 + step / 500 % 2 * 2 - 1) {
        int bytes = 1 + chance.nextInt(100);
        long timestamp = chance.nextInt(100_000);
        index.add(base, step, step * 2, bytes, timestamp, step * 4L);
        model.add(new Batch(base, bytes, timestamp));
        base += 1 + chance.nextInt(4);
      } else if (!model.isEmpty()) {
        index.dropFirst();
        model.removeFirst();
        dropped++;
      }
      assertThat(index.size()).isEqualTo(model.size());
      assertThat(index.first()).isEqualTo(dropped);
      assertThat(index.next()).isEqualTo(dropped + model.size());
      assertThat(index.bytes()).isEqualTo(bytesFrom(model, 0));
      if (!model.isEmpty()) {
        int at = chance.nextInt(model.size());
        long entry = dropped + at;
        assertThat(index.baseOffset(entry)).isEqualTo(model.get(at).base);
        assertThat(index.length(entry)).isEqualTo(model.get(at).bytes);
        assertThat(index.brokerTime(entry)).isEqualTo(index.position(entry) * 4);
        assertThat(index.bytesFrom(entry)).isEqualTo(bytesFrom(model, at));
        long wanted = model.get(at).base + chance.nextInt(3);
        assertThat(index.find(wanted)).isEqualTo(found(model, wanted, dropped));
        int from = chance.nextInt(at + 1);
        long start = dropped + from;
        List<Batch> some = model.subList(from, at);
        long time = model.get(at).timestamp + chance.nextInt(3) - 1;
        assertThat(index.findTimestamp(time, start, entry)).isEqualTo(reaching(some, time, start));
        assertThat(index.findTimestamp(95_000, start, entry))
            .isEqualTo(reaching(some, 95_000, start));
        assertThat(index.maxTimestamp(start, entry))
            .isEqualTo(some.stream().mapToLong(Batch::timestamp).max().orElse(-1));
      }
    }
  }

  private static long bytesFrom(List<Batch> model, int at) {
    return model.subList(at, model.size()).stream().mapToLong(Batch::bytes).sum();
  }

  private static long reaching(List<Batch> model, long timestamp, long dropped) {
    for (int i = 0; i < model.size(); i++) {
      if (model.get(i).timestamp >= timestamp) {
        return dropped + i;
      }
    }
    return -1;
  }

  private static long found(List<Batch> model, long wanted, long dropped) {
    long found = -1;
    for (int i = 0; i < model.size(); i++) {
      found = model.get(i).base <= wanted ? dropped + i : found;
    }
    return found;
  }
}
