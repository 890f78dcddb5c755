package io.thalweg.storage.compact;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.batch.BatchBuilder;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.batch.BatchOpener;
import io.thalweg.core.batch.BatchSieve;
import io.thalweg.core.batch.Codecs;
import io.thalweg.core.batch.EventCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What compaction leaves of batches, compared with a list of events.
class CompactionTest {
  private static final long NOW = 1_000_000;
  private static final long STAY = 1_000;

  private record Event(long offset, @Nullable String key, @Nullable String value) {}

  private static List<Event> events(ByteBuffer batches) throws IOException {
    BatchOpener opener = new BatchOpener(Codecs.NONE);
    List<Event> events = new ArrayList<>();
    for (int at = 0; at < batches.limit(); at += BatchHeader.bytes(batches, at)) {
      assertThat(BatchHeader.crcHolds(batches, at, BatchHeader.bytes(batches, at))).isTrue();
      EventCursor event = opener.open(batches, at);
      while (event.next()) {
        String key = text(event.buffer(), event.keyAt(), event.keyLength());
        String value = text(event.buffer(), event.valueAt(), event.valueLength());
        events.add(new Event(event.offset(), key, value));
      }
      assertThat(event.malformed()).isFalse();
    }
    return events;
  }

  private static @Nullable String text(ByteBuffer in, int at, int length) {
    if (length < 0) {
      return null;
    }
    byte[] bytes = new byte[length];
    in.get(at, bytes);
    return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
  }

  private static @Nullable ByteBuffer bytes(@Nullable String text) {
    return text == null
        ? null
        : ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /// Adds a batch of events behind those in `out`; a value of `-` is none.
  private static void add(ByteBuffer out, long offset, String... keysAndValues) {
    int at = out.position();
    BatchBuilder batch = new BatchBuilder().begin(out);
    for (String each : keysAndValues) {
      String[] parts = each.split("=", -1);
      String key = parts[0].isEmpty() ? null : parts[0];
      String value = "-".equals(parts[1]) ? null : parts[1];
      batch.add(NOW - 50, bytes(key), bytes(value));
    }
    batch.end();
    BatchHeader.place(out, at, offset, 0);
  }

  private static ByteBuffer batches(String... all) {
    ByteBuffer out = ByteBuffer.allocate(1 << 16);
    long offset = 0;
    for (String batch : all) {
      String[] events = batch.split(" ", -1);
      add(out, offset, events);
      offset += events.length;
    }
    return out.flip();
  }

  private static NewestKeys keys(ByteBuffer batches, long from, long to, int maxBytes) {
    NewestKeys keys = new NewestKeys(Codecs.NONE, from, to, maxBytes);
    keys.add(batches);
    return keys;
  }

  private static ByteBuffer compacted(ByteBuffer batches, NewestKeys keys, long now) {
    Compaction compaction = new Compaction(Codecs.NONE, keys, now, STAY);
    ByteBuffer out = ByteBuffer.allocate(1 << 16);
    for (int at = 0; at < batches.limit(); at += BatchHeader.bytes(batches, at)) {
      int bytes = BatchHeader.bytes(batches, at);
      switch (compaction.filter(batches, at, at + bytes == batches.limit())) {
        case ALL, UNCHANGEABLE -> out.put(batches.slice(at, bytes));
        case SOME -> out.put(compaction.batch());
        case NONE -> {}
      }
    }
    return out.flip();
  }

  private static String shown(ByteBuffer batches) throws IOException {
    StringBuilder out = new StringBuilder();
    for (Event event : events(batches)) {
      String value = event.value() == null ? "-" : event.value();
      String key = event.key() == null ? "" : event.key();
      out.append(event.offset()).append(':').append(key).append('=').append(value).append(' ');
    }
    return out.toString().trim();
  }

  @Test
  void ofEachKeyTheNewestIsLeft() throws IOException {
    ByteBuffer batches = batches("a=1 b=1 a=2", "c=1 c=2", "b=2", "a=3 d=1");
    try (NewestKeys keys = keys(batches, 0, 8, 1 << 16)) {
      assertThat(shown(compacted(batches, keys, NOW))).isEqualTo("4:c=2 5:b=2 6:a=3 7:d=1");
    }
  }

  @Test
  void eventsBehindTheRangeStayAndDoNotCount() throws IOException {
    ByteBuffer batches = batches("a=1 b=1", "a=2 b=2", "a=3");
    try (NewestKeys keys = keys(batches, 0, 3, 1 << 16)) {
      assertThat(keys.to()).isEqualTo(3);
      assertThat(shown(compacted(batches, keys, NOW))).isEqualTo("1:b=1 2:a=2 3:b=2 4:a=3");
    }
  }

  @Test
  void whatWasCompactedBeforeGoesByTheKeysOfWhatIsNew() throws IOException {
    ByteBuffer batches = batches("a=1", "b=1", "a=2 c=1", "=x c=2");
    try (NewestKeys keys = keys(batches, 2, 6, 1 << 16)) {
      assertThat(shown(compacted(batches, keys, NOW))).isEqualTo("1:b=1 2:a=2 5:c=2");
    }
  }

  @Test
  void tombstonesStayForTheirTimeFromTheFirstCompaction() throws IOException {
    ByteBuffer batches = batches("a=1 b=1", "a=- b=2", "c=1");
    try (NewestKeys keys = keys(batches, 0, 5, 1 << 16)) {
      ByteBuffer once = compacted(batches, keys, NOW);
      assertThat(shown(once)).isEqualTo("2:a=- 3:b=2 4:c=1");
      assertThat(BatchSieve.horizon(once, 0)).isEqualTo(NOW + STAY);
      ByteBuffer twice = compacted(once, keys, NOW + STAY - 1);
      assertThat(twice).isEqualTo(once);
      ByteBuffer thrice = compacted(twice, keys, NOW + STAY);
      assertThat(shown(thrice)).isEqualTo("3:b=2 4:c=1");
      EventCursor left = new BatchOpener(Codecs.NONE).open(thrice, 0);
      left.next();
      assertThat(left.timestamp()).isEqualTo(NOW - 50);
    }
  }

  @Test
  void tombstonesThatAreBehindTheRangeGetNoTime() throws IOException {
    ByteBuffer batches = batches("a=1", "a=- b=1");
    try (NewestKeys keys = keys(batches, 0, 2, 1 << 16)) {
      ByteBuffer left = compacted(batches, keys, NOW);
      assertThat(shown(left)).isEqualTo("1:a=- 2:b=1");
      assertThat(BatchSieve.horizon(left, 0)).isEqualTo(BatchSieve.NO_HORIZON);
    }
  }

  @Test
  void theLastBatchOfARunIsLeftWithoutEvents() throws IOException {
    ByteBuffer run = batches("a=1", "b=1 a=2");
    ByteBuffer all = batches("a=1", "b=1 a=2", "a=3 b=2");
    try (NewestKeys keys = keys(all, 0, 5, 1 << 16)) {
      ByteBuffer left = compacted(run, keys, NOW);
      assertThat(left.limit()).isEqualTo(BatchHeader.BYTES);
      assertThat(BatchHeader.nextOffset(left, 0)).isEqualTo(3);
      assertThat(events(left)).isEmpty();
      assertThat(compacted(left, keys, NOW)).as("again").isEqualTo(left);
    }
  }

  @Test
  void whatDoesNotFitIsLeftForAnotherTime() throws IOException {
    ByteBuffer out = ByteBuffer.allocate(1 << 16);
    String[] events = new String[100];
    for (int i = 0; i < events.length; i++) {
      events[i] = (i < 3 ? "k0" : "k" + i) + "=" + i;
    }
    add(out, 0, events);
    out.flip();
    // room for 48 keys: 0 is there thrice
    try (NewestKeys keys = keys(out, 0, 100, 1)) {
      assertThat(keys.to()).isEqualTo(50);
      ByteBuffer left = compacted(out, keys, NOW);
      assertThat(events(left)).extracting(Event::offset).startsWith(2L, 3L, 4L).hasSize(98);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void roundAfterRoundItEqualsTheModel(int seed) throws IOException {
    Random chance = new Random(seed);
    ByteBuffer log = ByteBuffer.allocate(1 << 20);
    List<Event> written = new ArrayList<>();
    long cleanedTo = 0;
    for (int round = 0; round < 20; round++) {
      for (int batch = 0; batch < 10; batch++) {
        String[] some = new String[1 + chance.nextInt(5)];
        for (int i = 0; i < some.length; i++) {
          String value = chance.nextInt(4) == 0 ? "-" : "v" + chance.nextInt(1000);
          some[i] = "k" + chance.nextInt(30) + "=" + value;
        }
        long offset = written.size();
        add(log, offset, some);
        for (String each : some) {
          String[] parts = each.split("=", -1);
          String value = "-".equals(parts[1]) ? null : parts[1];
          written.add(new Event(written.size(), parts[0], value));
        }
      }
      long end = written.size();
      ByteBuffer batches = log.duplicate().flip();
      try (NewestKeys keys = keys(batches, cleanedTo, end, 1 << 16)) {
        log = ByteBuffer.allocate(1 << 20).put(compacted(batches, keys, NOW + round));
      }
      cleanedTo = end;
      Map<String, Event> newest = new HashMap<>();
      written.forEach(event -> newest.put(String.valueOf(event.key()), event));
      assertThat(events(log.duplicate().flip())).hasSameElementsAs(newest.values());
    }
  }
}
