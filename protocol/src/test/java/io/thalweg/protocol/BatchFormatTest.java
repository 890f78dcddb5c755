package io.thalweg.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Chance;
import io.thalweg.core.batch.BatchBuilder;
import io.thalweg.core.batch.BatchCheck;
import io.thalweg.core.batch.EventCursor;
import io.thalweg.core.batch.EventHeaders;
import io.thalweg.core.turn.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;

/// Our batches and Kafka's are the same bytes.
class BatchFormatTest {
  @Test
  void bothBuildTheSameBytesAndReadTheSameEvents() {
    Chance chance = new Chance(7);
    for (int round = 0; round < 300; round++) {
      List<SimpleRecord> events = events(chance);
      MemoryRecords theirs =
          MemoryRecords.withIdempotentRecords(
              0L, Compression.NONE, round, (short) 3, 77, -1, events.toArray(new SimpleRecord[0]));
      ByteBuffer ours = ByteBuffer.allocate(theirs.sizeInBytes());
      BatchBuilder builder = new BatchBuilder().begin(ours).producer(round, (short) 3, 77);
      for (SimpleRecord event : events) {
        assertThat(builder.add(event.timestamp(), event.key(), event.value(), headers(event)))
            .isTrue();
      }
      assertThat(builder.end()).isEqualTo(theirs.sizeInBytes());
      assertThat(ours.flip()).isEqualTo(theirs.buffer());
      assertThat(new BatchCheck().check(ours, 0, ours.limit(), 1 << 24)).isEqualTo(Problem.NONE);
      compare(theirs.firstBatch(), ours);
    }
  }

  @Test
  void theirCompressedBatchesPass() {
    for (Compression compression :
        List.of(
            Compression.gzip().build(),
            Compression.snappy().build(),
            Compression.lz4().build(),
            Compression.zstd().build())) {
      MemoryRecords theirs =
          MemoryRecords.withRecords(
              compression, events(new Chance(9)).toArray(new SimpleRecord[0]));
      ByteBuffer in = theirs.buffer();
      assertThat(new BatchCheck().check(in, 0, in.limit(), 1 << 24)).isEqualTo(Problem.NONE);
    }
  }

  private static void compare(RecordBatch theirs, ByteBuffer ours) {
    EventCursor cursor = new EventCursor().over(ours, 0);
    for (Record record : theirs) {
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.offset()).isEqualTo(record.offset());
      assertThat(cursor.timestamp()).isEqualTo(record.timestamp());
      assertThat(range(ours, cursor.keyAt(), cursor.keyLength())).isEqualTo(record.key());
      assertThat(range(ours, cursor.valueAt(), cursor.valueLength())).isEqualTo(record.value());
      assertThat(cursor.headerCount()).isEqualTo(record.headers().length);
      for (Header header : record.headers()) {
        assertThat(cursor.nextHeader()).isTrue();
        assertThat(range(ours, cursor.nameAt(), cursor.nameLength()))
            .isEqualTo(ByteBuffer.wrap(header.key().getBytes(StandardCharsets.UTF_8)));
        ByteBuffer value = range(ours, cursor.headerValueAt(), cursor.headerValueLength());
        assertThat(value)
            .isEqualTo(header.value() == null ? null : ByteBuffer.wrap(header.value()));
      }
      assertThat(cursor.nextHeader()).isFalse();
    }
    assertThat(cursor.next()).isFalse();
    assertThat(cursor.malformed()).isFalse();
  }

  private static ByteBuffer range(ByteBuffer in, int at, int length) {
    return length < 0 ? null : in.slice(at, length);
  }

  private static List<SimpleRecord> events(Chance chance) {
    List<SimpleRecord> events = new ArrayList<>();
    int count = 1 + chance.nextInt(200);
    for (int i = 0; i < count; i++) {
      Header[] headers = new Header[chance.nextInt(3)];
      for (int h = 0; h < headers.length; h++) {
        headers[h] = new RecordHeader("h\u00e9" + h, bytes(chance));
      }
      long timestamp = chance.nextLong() >>> (1 + chance.nextInt(60));
      events.add(new SimpleRecord(timestamp, bytes(chance), bytes(chance), headers));
    }
    return events;
  }

  private static byte[] bytes(Chance chance) {
    return chance.nextInt(4) == 0 ? null : new byte[chance.nextInt(1 << chance.nextInt(12))];
  }

  private static EventHeaders headers(SimpleRecord event) {
    EventHeaders headers = new EventHeaders(1 << 16);
    for (Header header : event.headers()) {
      headers.add(header.key(), header.value());
    }
    return headers;
  }
}
