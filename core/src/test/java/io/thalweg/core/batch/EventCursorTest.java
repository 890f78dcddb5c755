package io.thalweg.core.batch;

import static io.thalweg.core.batch.Batches.AT;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Chance;
import io.thalweg.core.turn.Problem;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventCursorTest {
  private final EventCursor cursor = new EventCursor();

  @Test
  void whatWasBuiltIsRead() {
    ByteBuffer out = ByteBuffer.allocateDirect(4096).position(AT);
    EventHeaders headers = new EventHeaders(1000);
    headers.add("h", "1".getBytes(StandardCharsets.UTF_8));
    headers.add("null", null);
    BatchBuilder builder = new BatchBuilder().begin(out);
    builder.add(5000, Batches.bytes("key"), Batches.bytes("value"), headers);
    builder.add(4000, null, null);
    builder.add(Long.MAX_VALUE - 6000, Batches.bytes(""), Batches.bytes("x".repeat(300)));
    int bytes = builder.end();
    BatchHeader.place(out, AT, 42, 0);

    assertThat(BatchHeader.bytes(out, AT)).isEqualTo(bytes);
    assertThat(BatchHeader.maxTimestamp(out, AT)).isEqualTo(Long.MAX_VALUE - 6000);
    cursor.over(out, AT);
    assertThat(cursor.next()).isTrue();
    assertThat(event(out)).isEqualTo("42 @5000 key=value [h=1, null=null]");
    assertThat(cursor.next()).isTrue();
    assertThat(event(out)).isEqualTo("43 @4000 null=null []");
    assertThat(cursor.next()).isTrue();
    assertThat(event(out))
        .isEqualTo("44 @" + (Long.MAX_VALUE - 6000) + " =" + "x".repeat(300) + " []");
    assertThat(cursor.next()).isFalse();
    assertThat(cursor.next()).isFalse();
    assertThat(cursor.malformed()).isFalse();
  }

  /// Batches, some with bits flipped, also such that offsets are missing: from every event on,
  /// every later offset is found where looking at one event after the other finds it.
  @Test
  void whatIsSoughtIsFoundAsByGoingThroughAll() {
    for (int seed = 0; seed < 400; seed++) {
      Chance chance = new Chance(seed);
      ByteBuffer out = ByteBuffer.allocate(1 << 10).position(AT);
      BatchBuilder builder = new BatchBuilder().begin(out);
      int count = 1 + chance.nextInt(12);
      for (int i = 0; i < count; i++) {
        builder.add(1, Batches.bytes("k"), Batches.bytes("v".repeat(chance.nextInt(80))));
      }
      int bytes = builder.end();
      BatchHeader.place(out, AT, 100, 0);
      if (chance.nextInt(2) == 0) {
        out.putInt(AT + BatchHeader.LAST_OFFSET_DELTA, count + 3);
      }
      for (int flips = chance.nextInt(3); flips > 0; flips--) {
        int at = AT + BatchHeader.BYTES + chance.nextInt(bytes - BatchHeader.BYTES);
        out.put(at, (byte) (out.get(at) ^ (2 << chance.nextInt(3))));
      }
      boolean whole = !wentThrough(out, 0, 100).equals("malformed");
      for (int from = 0; whole && from < count; from++) { // else nonsense need not be noticed
        isFoundFrom(from, out, count, "seed " + seed);
      }
    }
  }

  private void isFoundFrom(int from, ByteBuffer in, int count, String name) {
    for (int to = from; to < count; to++) {
      assertThat(sought(in, from, to))
          .as("%s, from %d to %d", name, from, to)
          .isEqualTo(wentThrough(in, from, to));
    }
  }

  private String sought(ByteBuffer in, int events, long offset) {
    cursor.over(in, AT);
    for (int i = 0; i < events; i++) {
      cursor.next();
    }
    if (cursor.offset() < 100 + offset) {
      cursor.seek(100 + offset);
    }
    return cursor.malformed() ? "malformed" : event(in);
  }

  private String wentThrough(ByteBuffer in, int events, long offset) {
    cursor.over(in, AT);
    for (int i = 0; i < events; i++) {
      cursor.next();
    }
    while (cursor.offset() < 100 + offset && cursor.next()) {
      // one after the other
    }
    return cursor.malformed() ? "malformed" : event(in);
  }

  @Test
  void aHeaderSectionIsCarriedOver() {
    EventHeaders headers = new EventHeaders(1000);
    headers.add("a", new byte[] {65});
    headers.add("b", new byte[0]);
    ByteBuffer first = ByteBuffer.allocate(500).position(AT);
    BatchBuilder builder = new BatchBuilder().begin(first);
    builder.add(1, null, null, headers);
    builder.end();
    cursor.over(first, AT).next();

    headers.clear();
    headers.addEncoded(
        cursor.headerCount(), first.slice(cursor.headersAt(), cursor.headersLength()));
    headers.add("c", null);
    ByteBuffer second = ByteBuffer.allocate(500).position(AT);
    builder.begin(second).add(1, null, null, headers);
    builder.end();
    cursor.over(second, AT).next();
    assertThat(event(second)).isEqualTo("0 @1 null=null [a=A, b=, c=null]");
  }

  @Test
  void whatDoesNotFitChangesNothing() {
    ByteBuffer out = ByteBuffer.allocate(BatchHeader.BYTES + 20);
    BatchBuilder builder = new BatchBuilder().begin(out);
    assertThat(builder.add(0, null, Batches.bytes("x".repeat(14)))).isFalse();
    assertThat(builder.add(0, null, Batches.bytes("x".repeat(13)))).isTrue();
    assertThat(builder.add(0, null, null)).isFalse();
    assertThat(builder.count()).isEqualTo(1);
    assertThat(builder.end()).isEqualTo(out.capacity());
    EventHeaders headers = new EventHeaders(5);
    assertThat(headers.add("ab", new byte[2])).isFalse();
    assertThat(headers.add("ab", new byte[1])).isTrue();
    assertThat(headers.add("", null)).isFalse();
  }

  @Test
  void nonsenseWithARightCrcEndsAsMalformed() {
    Chance chance = new Chance(1);
    int malformed = 0;
    for (int round = 0; round < 200_000; round++) {
      ByteBuffer batch = Batches.of("one", "two", "", "four");
      int changes = 1 + chance.nextInt(4);
      for (int i = 0; i < changes; i++) {
        int records = Batches.length(batch) - BatchHeader.BYTES;
        batch.put(AT + BatchHeader.BYTES + chance.nextInt(records), (byte) chance.nextLong());
      }
      cursor.over(batch, AT);
      int events = 0;
      while (cursor.next()) {
        events++;
        event(batch); // must not leave the batch
      }
      assertThat(events).isLessThanOrEqualTo(4);
      assertThat(cursor.malformed() || events == 4).isTrue();
      malformed += cursor.malformed() ? 1 : 0;
    }
    assertThat(malformed).isGreaterThan(100_000);
  }

  @Test
  void aCountLargerThanTheEventsIsMalformed() {
    ByteBuffer batch = Batches.of("one");
    batch.putInt(AT + BatchHeader.COUNT, 2);
    cursor.over(batch, AT);
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.next()).isFalse();
    assertThat(cursor.malformed()).isTrue();
  }

  @Test
  void aCountSmallerThanTheEventsIsMalformed() {
    ByteBuffer batch = Batches.of("one", "two");
    batch.putInt(AT + BatchHeader.COUNT, 1);
    cursor.over(batch, AT);
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.next()).isFalse();
    assertThat(cursor.malformed()).isTrue();
  }

  @Test
  void checkingAndReadingAllocateNothing() {
    ByteBuffer out = ByteBuffer.allocateDirect(1 << 16);
    ByteBuffer value = Batches.bytes("x".repeat(100));
    BatchBuilder builder = new BatchBuilder();
    BatchCheck check = new BatchCheck();
    long sum = 0;
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 100; i++) {
        builder.begin(out.clear());
        for (int event = 0; event < 100; event++) {
          builder.add(event, null, value);
        }
        sum += check.check(out, 0, builder.end(), 1 << 20) == Problem.NONE ? 0 : 1;
        cursor.over(out, 0);
        while (cursor.next()) {
          sum += cursor.valueLength();
        }
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(sum).isEqualTo(20L * 100 * 100 * 100);
    assertThat(least).isLessThan(100);
  }

  private String event(ByteBuffer in) {
    List<String> headers = new ArrayList<>();
    String text =
        cursor.offset()
            + " @"
            + cursor.timestamp()
            + " "
            + text(in, cursor.keyAt(), cursor.keyLength())
            + "="
            + text(in, cursor.valueAt(), cursor.valueLength());
    while (cursor.nextHeader()) {
      headers.add(
          text(in, cursor.nameAt(), cursor.nameLength())
              + "="
              + text(in, cursor.headerValueAt(), cursor.headerValueLength()));
    }
    return text + " " + headers;
  }

  private static String text(ByteBuffer in, int at, int length) {
    return length < 0 ? "null" : Batches.text(in, at, length);
  }
}
