package io.thalweg.storage.compact;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyOffsetsTest {
  private static ByteBuffer key(int number) {
    return ByteBuffer.allocate(6).putInt(1, number);
  }

  private static boolean put(KeyOffsets offsets, int number, long offset) {
    return offsets.put(key(number), 1, 4, offset);
  }

  private static long newest(KeyOffsets offsets, int number) {
    return offsets.newest(key(number), 1, 4);
  }

  @Test
  void theNewestOffsetOfEachKeyIsKnown() {
    Random chance = new Random(1);
    Map<Integer, Long> model = new HashMap<>();
    try (KeyOffsets offsets = new KeyOffsets(5000, 1 << 20)) {
      for (long offset = 0; offset < 20_000; offset++) {
        int number = chance.nextInt(4000);
        assertThat(put(offsets, number, offset)).isTrue();
        model.put(number, offset);
      }
      assertThat(offsets.keys()).isEqualTo(model.size());
      for (int number = 0; number < 4100; number++) {
        assertThat(newest(offsets, number)).isEqualTo(model.getOrDefault(number, -1L));
      }
    }
  }

  @Test
  void memoryIsBoundedAndAsLargeAsNeeded() {
    try (KeyOffsets few = new KeyOffsets(3, 1 << 20);
        KeyOffsets many = new KeyOffsets(Long.MAX_VALUE / 2, 1 << 20)) {
      assertThat(few.bytes()).isLessThan(4096);
      assertThat(many.bytes()).isLessThanOrEqualTo(1 << 20);
      int number = 0;
      while (put(many, number, number)) {
        number++;
      }
      assertThat(number).isEqualTo(many.keys()).isBetween(32_000, 33_000);
      assertThat(newest(many, number)).isEqualTo(-1);
      assertThat(put(many, 7, number)).as("a key that is there").isTrue();
      assertThat(newest(many, 7)).isEqualTo(number);
    }
  }

  @Test
  void anEmptyKeyIsAKey() {
    try (KeyOffsets offsets = new KeyOffsets(3, 1 << 20)) {
      assertThat(offsets.put(key(1), 0, 0, 0)).isTrue();
      assertThat(offsets.newest(key(2), 3, 0)).isZero();
      assertThat(newest(offsets, 1)).isEqualTo(-1);
    }
  }
}
