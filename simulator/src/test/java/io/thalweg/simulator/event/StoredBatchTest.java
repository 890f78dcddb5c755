package io.thalweg.simulator.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.core.batch.BatchBuilder;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.batch.BatchSieve;
import io.thalweg.simulator.told.HistoryFailed;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A reader of its own sees what the broker's builder and sieve have written.
class StoredBatchTest {
  private static final int TIME = 1_000_007;
  private static final long BASE = 40;

  private final Map<Integer, Event> all = new TreeMap<>();

  private static ByteBuffer bytes(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length);
    for (int value : values) {
      bytes.put((byte) value);
    }
    return bytes.flip();
  }

  private byte[] sent(boolean packed) {
    add(bytes(), bytes(1));
    add(bytes(1), null);
    add(null, bytes(2, 3));
    ByteBuffer out = ByteBuffer.allocate(1000);
    BatchBuilder builder = new BatchBuilder().begin(out).producer(9, (short) 0, 5);
    all.values().forEach(event -> builder.add(TIME, event.key(), event.value()));
    byte[] sent = new byte[builder.end()];
    out.get(0, sent);
    if (packed) {
      Packing.pack(sent);
    }
    return sent;
  }

  private void add(@Nullable ByteBuffer key, @Nullable ByteBuffer value) {
    all.put(all.size(), new Event(key, value));
  }

  private static ByteBuffer stored(byte[] sent) {
    ByteBuffer stored = ByteBuffer.wrap(sent.clone());
    BatchHeader.place(stored, 0, BASE, 0);
    return stored;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void itIsWhatWasSent(boolean packed) {
    byte[] sent = sent(packed);
    StoredBatch read = StoredBatch.at(stored(sent), 0);
    assertThat(read.events()).isEqualTo(all);
    assertThat(read.base()).isEqualTo(BASE);
    assertThat(read.end()).isEqualTo(BASE + 3);
    assertThat(read.timestamp()).isEqualTo(TIME);
    assertThat(read.isLeftOf(sent, all)).isTrue();
    all.put(1, new Event(bytes(1), bytes()));
    assertThat(read.isLeftOf(sent, all)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void itIsWhatCompactionLeaves(boolean packed) {
    byte[] sent = sent(packed);
    BatchSieve sieve = new BatchSieve(new Packing(), 1 << 20);
    sieve.sift(stored(sent), 0, event -> event.offset() == BASE + 1, 5_000);
    StoredBatch read = StoredBatch.at(sieve.batch(), 0);
    assertThat(read.events()).isEqualTo(Map.of(1, new Event(bytes(1), null)));
    assertThat(read.end()).isEqualTo(BASE + 3);
    assertThat(read.timestamp()).isEqualTo(TIME);
    assertThat(read.isLeftOf(sent, all)).isTrue();
    sieve.empty(stored(sent), 0);
    assertThat(StoredBatch.at(sieve.batch(), 0).events()).isEmpty();
  }

  @Test
  void everyChangeIsSeen() {
    byte[] sent = sent(false);
    for (int at = Long.BYTES; at < sent.length; at++) {
      ByteBuffer changed = stored(sent);
      changed.put(at, (byte) (changed.get(at) ^ 1));
      assertThatThrownBy(() -> StoredBatch.at(changed, 0))
          .as("byte %d", at)
          .isInstanceOf(HistoryFailed.class);
    }
  }
}
