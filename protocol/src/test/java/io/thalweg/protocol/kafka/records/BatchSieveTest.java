package io.thalweg.protocol.kafka.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.batch.BatchOpener;
import io.thalweg.core.batch.BatchSieve;
import io.thalweg.core.batch.BatchSieve.Left;
import io.thalweg.core.batch.EventCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecords.RecordFilter;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.utils.internals.BufferSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What is left of batches is what Kafka's own filter leaves of them.
class BatchSieveTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final long TOMBSTONES_STAY = 86_400_000;
  private static final int MOST_BYTES = 1 << 20;

  private final BatchSieve sieve = new BatchSieve(new KafkaCodecs(), MOST_BYTES);

  static IntStream seeds() {
    return IntStream.range(0, 400);
  }

  /// A batch with some of everything that there can be.
  private static ByteBuffer batch(Random chance) {
    CompressionType codec = CompressionType.forId(chance.nextInt(5));
    boolean stamped = chance.nextInt(4) == 0;
    boolean producer = chance.nextBoolean();
    int room = 1 << 16;
    MemoryRecordsBuilder builder =
        new MemoryRecordsBuilder(
            ByteBuffer.allocate(room),
            RecordBatch.CURRENT_MAGIC_VALUE,
            Compression.of(codec).build(),
            stamped ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME,
            chance.nextInt(1 << 30),
            stamped ? NOW - 5 : RecordBatch.NO_TIMESTAMP,
            producer ? 77 : RecordBatch.NO_PRODUCER_ID,
            producer ? 3 : RecordBatch.NO_PRODUCER_EPOCH,
            producer ? 12 : RecordBatch.NO_SEQUENCE,
            false,
            false,
            0,
            room);
    int events = 1 + chance.nextInt(12);
    for (int i = 0; i < events; i++) {
      Header[] headers = new Header[chance.nextInt(3)];
      for (int h = 0; h < headers.length; h++) {
        headers[h] = new RecordHeader("h" + h, chance.nextBoolean() ? null : bytes(chance));
      }
      builder.append(
          NOW - chance.nextInt(1 << 20),
          chance.nextInt(10) == 0 ? null : bytes(chance),
          chance.nextInt(3) == 0 ? null : bytes(chance),
          headers);
    }
    return builder.build().buffer();
  }

  private static byte @Nullable [] bytes(Random chance) {
    byte[] bytes = new byte[chance.nextInt(100)];
    chance.nextBytes(bytes);
    return bytes;
  }

  private static ByteBuffer asKafka(ByteBuffer batch, RecordFilter filter) {
    ByteBuffer into = ByteBuffer.allocate(1 << 18);
    MemoryRecords.readableRecords(batch.duplicate())
        .filterTo(filter, into, BufferSupplier.NO_CACHING, Integer.MAX_VALUE);
    return into.flip();
  }

  private static RecordFilter keeping(List<Long> kept, boolean empty) {
    return new RecordFilter(NOW, TOMBSTONES_STAY) {
      @Override
      protected BatchRetentionResult checkBatchRetention(RecordBatch batch) {
        BatchRetention retention =
            empty ? BatchRetention.RETAIN_EMPTY : BatchRetention.DELETE_EMPTY;
        return new BatchRetentionResult(retention, false);
      }

      @Override
      protected boolean shouldRetainRecord(RecordBatch batch, Record event) {
        return kept.contains(event.offset());
      }
    };
  }

  private ByteBuffer sifted(ByteBuffer batch, List<Long> kept) {
    Left left = sieve.sift(batch, 0, event -> kept.contains(event.offset()), NOW + TOMBSTONES_STAY);
    return switch (left) {
      case ALL -> batch;
      case SOME -> sieve.batch();
      case NONE -> ByteBuffer.allocate(0);
      case UNCHANGEABLE -> throw new AssertionError("expected a batch that can be read");
    };
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsLeftIsWhatKafkaLeaves(int seed) {
    Random chance = new Random(seed);
    ByteBuffer batch = batch(chance);
    boolean[] none = new boolean[] {chance.nextInt(8) == 0, chance.nextInt(8) == 0};
    List<Long> kept = new ArrayList<>();
    for (Record event : MemoryRecords.readableRecords(batch.duplicate()).records()) {
      if (!none[0] && (none[1] || chance.nextBoolean())) {
        kept.add(event.offset());
      }
    }
    ByteBuffer ours = sifted(batch, kept);
    same(ours, asKafka(batch, keeping(kept, false)));
    if (ours.hasRemaining()) {
      // again: now it has its horizon, which stays
      List<Long> fewer = kept.subList(0, chance.nextInt(kept.size() + 1));
      ByteBuffer before = ByteBuffer.allocate(ours.remaining()).put(ours.duplicate()).flip();
      same(sifted(before, fewer), asKafka(before, keeping(fewer, false)));
    }
  }

  private static void same(ByteBuffer ours, ByteBuffer kafkas) {
    var left = MemoryRecords.readableRecords(ours.duplicate()).batches().iterator();
    for (MutableRecordBatch expected : MemoryRecords.readableRecords(kafkas).batches()) {
      MutableRecordBatch found = left.next();
      found.ensureValid();
      assertThat(header(found)).isEqualTo(header(expected));
      assertThat(events(found)).isEqualTo(events(expected));
    }
    assertThat(left.hasNext()).isFalse();
  }

  private static List<Object> header(MutableRecordBatch batch) {
    return List.of(
        batch.baseOffset(),
        batch.lastOffset(),
        batch.compressionType(),
        batch.timestampType(),
        batch.maxTimestamp(),
        batch.deleteHorizonMs(),
        batch.producerId(),
        batch.producerEpoch(),
        batch.baseSequence(),
        batch.lastSequence(),
        batch.partitionLeaderEpoch(),
        batch.countOrNull());
  }

  private static List<String> events(MutableRecordBatch batch) {
    List<String> events = new ArrayList<>();
    for (Record event : batch) {
      events.add(
          event.offset()
              + " "
              + event.timestamp()
              + " "
              + text(event.key())
              + " "
              + text(event.value())
              + " "
              + List.of(event.headers()));
      event.ensureValid();
    }
    return events;
  }

  private static String text(@Nullable ByteBuffer bytes) {
    if (bytes == null) {
      return "-";
    }
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return HexFormat.of().formatHex(copy);
  }

  @Test
  void anEmptyBatchHasItsPlaceOnly() {
    ByteBuffer batch = batch(new Random(1));
    sieve.empty(batch, 0);
    MutableRecordBatch empty =
        MemoryRecords.readableRecords(sieve.batch()).batches().iterator().next();
    empty.ensureValid();
    assertThat(empty.countOrNull()).isZero();
    assertThat(empty.iterator().hasNext()).isFalse();
    assertThat(empty.baseOffset()).isEqualTo(BatchHeader.baseOffset(batch, 0));
    assertThat(empty.nextOffset()).isEqualTo(BatchHeader.nextOffset(batch, 0));
    assertThat(empty.producerId()).isEqualTo(BatchHeader.producerId(batch, 0));
    assertThat(empty.maxTimestamp()).isEqualTo(-1);
    ByteBuffer again = ByteBuffer.allocate(100).put(sieve.batch()).flip();
    assertThat(sieve.sift(again, 0, _ -> true, NOW)).isEqualTo(Left.NONE);
  }

  @ParameterizedTest
  @EnumSource(CompressionType.class)
  void whatCannotBeReadStays(CompressionType codec) throws IOException {
    ByteBuffer batch = ByteBuffer.allocate(BatchHeader.BYTES + 40);
    for (int at = 0; at < batch.limit(); at++) {
      batch.put(at, (byte) 0x7f);
    }
    batch.putInt(8, batch.limit() - BatchHeader.LENGTH_OVERHEAD);
    batch.putShort(BatchHeader.ATTRIBUTES, (short) codec.id);
    assertThat(sieve.sift(batch, 0, _ -> false, NOW)).isEqualTo(Left.UNCHANGEABLE);
  }

  @Test
  void whatWouldBecomeTooLargeStays() {
    SimpleRecord[] events = {new SimpleRecord(1, new byte[9]), new SimpleRecord(2, new byte[9])};
    ByteBuffer batch = MemoryRecords.withRecords(Compression.NONE, events).buffer();
    BatchSieve narrow = new BatchSieve(new KafkaCodecs(), BatchHeader.BYTES + 3);
    long last = BatchHeader.nextOffset(batch, 0) - 1;
    assertThat(narrow.sift(batch, 0, event -> event.offset() == last, NOW))
        .isEqualTo(Left.UNCHANGEABLE);
  }

  @ParameterizedTest
  @EnumSource(CompressionType.class)
  void largeBatchesAreOpenedAndPacked(CompressionType codec) throws IOException {
    int room = 1 << 21;
    MemoryRecordsBuilder builder =
        MemoryRecords.builder(
            ByteBuffer.allocate(room),
            Compression.of(codec).build(),
            TimestampType.CREATE_TIME,
            5_000_000_000L);
    byte[] value = new byte[codec == CompressionType.NONE ? 100 : 3000];
    for (int i = 0; i < 5000; i++) {
      builder.append(NOW, new byte[] {(byte) i, (byte) (i >> 8)}, value);
    }
    ByteBuffer batch = builder.build().buffer();
    assertThat(sieve.sift(batch, 0, event -> event.offset() % 2 == 0, NOW)).isEqualTo(Left.SOME);
    EventCursor events = new BatchOpener(new KafkaCodecs()).open(sieve.batch(), 0);
    int seen = 0;
    while (events.next()) {
      assertThat(events.offset()).isEqualTo(5_000_000_000L + 2L * seen);
      assertThat(events.valueLength()).isEqualTo(value.length);
      seen++;
    }
    assertThat(events.malformed()).isFalse();
    assertThat(seen).isEqualTo(2500);
  }
}
