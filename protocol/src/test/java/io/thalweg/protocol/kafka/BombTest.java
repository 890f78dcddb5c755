package io.thalweg.protocol.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.utils.internals.ByteBufferOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Batches that open to much more than they are: a search by timestamp, which is what opens
/// batches, stops at its bound and answers the first offset.
@Timeout(60)
class BombTest {
  private static final String TOPIC = "events";
  private static final int MIB = 1 << 20;
  private static final int HEADER_BYTES = 61;
  private static final int LENGTH_AT = 8;
  private static final int LENGTH_OVERHEAD = 12;
  private static final int CRC_AT = 17;
  private static final int ATTRIBUTES_AT = 21;
  private static final int LAST_DELTA_AT = 23;
  private static final int MAX_TIMESTAMP_AT = 35;
  private static final int COUNT_AT = 57;

  /// The largest batch that a topic takes here.
  private static final int MOST_BYTES = MIB;

  /// What a search may take at most: a bomb of Snappy is one chunk, the decompressors' own buffers
  /// come on top.
  private static final long MOST_ALLOCATED = 32L * MIB;

  private static final long FIRST_MILLIS = 1000;
  private static final long LAST_MILLIS = 9000;

  private final MemoryBroker broker = new MemoryBroker(8 * MIB);
  private final KafkaPeer peer = new KafkaPeer(broker);

  BombTest() {
    peer.create(TOPIC, 1);
  }

  /// A batch of two events, of which the first claims to have `claimed` bytes and `zeros` follow.
  private static MemoryRecords bomb(CompressionType codec, int claimed, int zeros) {
    ByteBufferOutputStream out = new ByteBufferOutputStream(MIB);
    try (OutputStream packed = Compression.of(codec).build().wrapForOutput(out, (byte) 2)) {
      packed.write(zigzag(claimed));
      byte[] some = new byte[MIB];
      for (int i = 0; i < zeros / MIB; i++) {
        packed.write(some);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ByteBuffer records = out.buffer().flip();
    byte[] bytes = new byte[records.remaining()];
    records.get(bytes);
    return batch(codec, bytes);
  }

  private static byte[] zigzag(int value) {
    ByteBuffer out = ByteBuffer.allocate(10);
    long left = (long) value << 1;
    while (left > 0x7f) {
      out.put((byte) (left | 0x80));
      left >>>= 7;
    }
    return Arrays.copyOf(out.put((byte) left).array(), out.position());
  }

  private static MemoryRecords batch(CompressionType codec, byte[] records) {
    var model =
        MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(FIRST_MILLIS, new byte[1]));
    ByteBuffer batch = ByteBuffer.allocate(HEADER_BYTES + records.length);
    batch.put(model.buffer().slice(0, HEADER_BYTES)).put(records).flip();
    batch.putInt(LENGTH_AT, batch.limit() - LENGTH_OVERHEAD);
    batch.putShort(ATTRIBUTES_AT, (short) codec.id);
    batch.putInt(LAST_DELTA_AT, 1).putInt(COUNT_AT, 2).putLong(MAX_TIMESTAMP_AT, LAST_MILLIS);
    CRC32C crc = new CRC32C();
    crc.update(batch.slice(ATTRIBUTES_AT, batch.limit() - ATTRIBUTES_AT));
    batch.putInt(CRC_AT, (int) crc.getValue());
    assertThat(batch.limit()).as(codec.name).isLessThan(MOST_BYTES);
    return MemoryRecords.readableRecords(batch);
  }

  private void expectFirstOffset(MemoryRecords bomb) {
    KafkaPeer fresh = new KafkaPeer(broker);
    assertThat(fresh.produce(TOPIC, 0, bomb)).isZero();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    var found = find();
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_ALLOCATED);
    assertThat(found.errorCode()).isZero();
    assertThat(found.offset()).isZero();
    assertThat(found.timestamp()).isEqualTo(FIRST_MILLIS);
    fresh.session().closed();
  }

  private ListOffsetsPartitionResponse find() {
    var partition = new ListOffsetsPartition().setPartitionIndex(0).setTimestamp(LAST_MILLIS - 1);
    var asked = new ListOffsetsTopic().setName(TOPIC).setPartitions(List.of(partition));
    var request = new ListOffsetsRequestData().setReplicaId(-1).setTopics(List.of(asked));
    var response = (ListOffsetsResponseData) peer.ask(request, 7);
    return response.topics().getFirst().partitions().getFirst();
  }

  @Test
  void gzip() {
    expectFirstOffset(bomb(CompressionType.GZIP, Integer.MAX_VALUE, 512 * MIB));
  }

  @Test
  void snappy() {
    expectFirstOffset(bomb(CompressionType.SNAPPY, Integer.MAX_VALUE, 18 * MIB));
  }

  @Test
  void lz4() {
    expectFirstOffset(bomb(CompressionType.LZ4, Integer.MAX_VALUE, 200 * MIB));
  }

  @Test
  void zstd() {
    expectFirstOffset(bomb(CompressionType.ZSTD, Integer.MAX_VALUE, 2000 * MIB));
  }

  /// Each event of negative length would otherwise be room for another.
  @Test
  void eventsOfNegativeLength() {
    expectFirstOffset(bomb(CompressionType.ZSTD, -1, 200 * MIB));
  }

  /// A chunk that claims two gigabytes, framed as snappy-java does it and not framed at all.
  @Test
  void aChunkOfSnappyThatClaimsMuch() {
    byte[] claim = {-1, -1, -1, -1, 7, 0, 0, 0};
    expectFirstOffset(batch(CompressionType.SNAPPY, claim));
    ByteBuffer framed = ByteBuffer.allocate(16 + 4 + claim.length);
    framed.put(new byte[] {-126, 'S', 'N', 'A', 'P', 'P', 'Y', 0}).putInt(1).putInt(1);
    expectFirstOffset(
        batch(CompressionType.SNAPPY, framed.putInt(claim.length).put(claim).array()));
    framed.putInt(16, 400 * MIB);
    expectFirstOffset(batch(CompressionType.SNAPPY, framed.array()));
  }
}
