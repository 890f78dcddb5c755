package io.thalweg.checks.fuzz;

import io.thalweg.core.base.Chance;
import io.thalweg.core.batch.BatchHeader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.utils.internals.ByteBufferOutputStream;

/// Record batches of every codec: sound ones, ones whose checksum tells, and ones whose checksum
/// holds over nonsense, so that they are taken and whoever opens them later must cope.
final class Batches {
  private static final CompressionType[] CODECS = {
    CompressionType.NONE,
    CompressionType.GZIP,
    CompressionType.SNAPPY,
    CompressionType.LZ4,
    CompressionType.ZSTD
  };

  private static final int[] FIELDS_OF_4 = {8, 12, 17, 23, 53, 57};
  private static final int[] FIELDS_OF_8 = {0, 27, 35, 43};

  /// Bytes in which the decompressed zeros of a bomb are written.
  private static final byte[] ZEROS = new byte[1 << 16];

  private static final int EPOCH_AT = 51;
  private static final int SEQUENCE_AT = 53;
  private static final int PRODUCER_AT = 43;

  private static final List<byte[]> SOUND = sound();
  private static final List<byte[]> BOMBS = bombs();

  private Batches() {}

  private static List<byte[]> sound() {
    List<byte[]> all = new ArrayList<>();
    for (CompressionType codec : CODECS) {
      for (int events : new int[] {1, 3, 60}) {
        SimpleRecord[] records = new SimpleRecord[events];
        for (int i = 0; i < events; i++) {
          byte[] key = i % 3 == 0 ? null : ("key" + i).getBytes(StandardCharsets.UTF_8);
          Header[] headers = {new RecordHeader("h" + i, key)};
          records[i] = new SimpleRecord(1000 + i * 50L, key, new byte[40], headers);
        }
        all.add(bytes(MemoryRecords.withRecords(Compression.of(codec).build(), records)));
      }
    }
    return all;
  }

  private static byte[] bytes(MemoryRecords records) {
    byte[] bytes = new byte[records.buffer().remaining()];
    records.buffer().duplicate().get(bytes);
    return bytes;
  }

  private static List<byte[]> bombs() {
    return List.of(
        bomb(CompressionType.GZIP, 128 << 20),
        bomb(CompressionType.SNAPPY, 16 << 20),
        bomb(CompressionType.LZ4, 128 << 20),
        bomb(CompressionType.ZSTD, 512 << 20),
        bomb(CompressionType.ZSTD, Integer.MAX_VALUE),
        batch(CompressionType.SNAPPY, new byte[] {-1, -1, -1, -1, 7, 0, 0, 0}));
  }

  /// A batch whose first record decompresses to so many zeros.
  private static byte[] bomb(CompressionType codec, int claimed) {
    int opened = Math.min(claimed, 512 << 20);
    ByteBufferOutputStream out = new ByteBufferOutputStream(1 << 20);
    try (OutputStream packed = Compression.of(codec).build().wrapForOutput(out, (byte) 2)) {
      packed.write(zigzag(claimed));
      for (int left = opened; left > 0; left -= ZEROS.length) {
        packed.write(ZEROS);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return batch(codec, Arrays.copyOf(out.buffer().array(), out.position()));
  }

  /// A batch that claims to hold two events in `payload`.
  private static byte[] batch(CompressionType codec, byte[] payload) {
    ByteBuffer batch = ByteBuffer.allocate(BatchHeader.BYTES + payload.length);
    batch.put(SOUND.getFirst(), 0, BatchHeader.BYTES).put(payload).flip();
    batch.putInt(8, batch.capacity() - BatchHeader.LENGTH_OVERHEAD);
    batch.putShort(BatchHeader.ATTRIBUTES, (short) codec.id);
    batch.putInt(23, 1).putLong(35, 9000).putInt(57, 2);
    return checked(batch.array());
  }

  private static byte[] zigzag(int value) {
    ByteBuffer out = ByteBuffer.allocate(10);
    long left = (long) value << 1;
    while (left > 0x7f) {
      out.put((byte) (left | 0x80));
      left >>>= 7;
    }
    out.put((byte) left);
    return Arrays.copyOf(out.array(), out.position());
  }

  /// With its checksum put right.
  private static byte[] checked(byte[] batch) {
    ByteBuffer bytes = ByteBuffer.wrap(batch);
    return bytes.putInt(BatchHeader.CRC, BatchHeader.crc(bytes, 0, batch.length)).array();
  }

  /// A batch that should be taken.
  static byte[] valid(World world, Chance chance) {
    byte[] batch = SOUND.get(chance.nextInt(SOUND.size())).clone();
    if (chance.nextInt(3) == 0) {
      ByteBuffer bytes = ByteBuffer.wrap(batch).putLong(PRODUCER_AT, world.producer(chance));
      bytes.putShort(EPOCH_AT, (short) 0).putInt(SEQUENCE_AT, chance.nextInt(4));
      return checked(batch);
    }
    return batch;
  }

  /// A batch that should not be taken, or should not have been.
  static byte[] evil(World world, Chance chance) {
    if (chance.nextInt(60) == 0) {
      return BOMBS.get(chance.nextInt(BOMBS.size()));
    }
    byte[] batch = valid(world, chance);
    ByteBuffer bytes = ByteBuffer.wrap(batch);
    int inRecords = BatchHeader.BYTES + chance.nextInt(batch.length - BatchHeader.BYTES);
    switch (chance.nextInt(10)) {
      case 0 -> batch[chance.nextInt(batch.length)] ^= (byte) (1 << chance.nextInt(8));
      case 1 -> bytes.putInt(field(FIELDS_OF_4, chance), (int) Evil.number(chance));
      case 2 -> bytes.putLong(field(FIELDS_OF_8, chance), Evil.number(chance));
      case 3 -> bytes.putShort(BatchHeader.ATTRIBUTES, (short) chance.nextInt(64));
      case 4 -> {
        int count = 1 + chance.nextInt(1 << 24);
        bytes.putInt(23, count - 1).putInt(57, count);
      }
      case 5 -> bytes.putLong(inRecordsForLong(inRecords, batch), Evil.number(chance));
      case 6 -> Arrays.fill(batch, inRecords, batch.length, (byte) chance.nextLong());
      case 7 -> {
        for (int i = inRecords; i < batch.length; i++) {
          batch[i] = (byte) chance.nextLong();
        }
      }
      case 8 -> batch = resized(batch, chance);
      default -> {
        return twice(batch);
      }
    }
    return chance.nextInt(4) == 0 ? batch : checked(batch);
  }

  private static int field(int[] of, Chance chance) {
    return of[chance.nextInt(of.length)];
  }

  private static int inRecordsForLong(int at, byte[] batch) {
    return Math.max(0, Math.min(at, batch.length - Long.BYTES));
  }

  /// Cut short or longer, with a length that is right.
  private static byte[] resized(byte[] batch, Chance chance) {
    int bytes = BatchHeader.BYTES + chance.nextInt(2 * (batch.length - BatchHeader.BYTES));
    byte[] other = Arrays.copyOf(batch, bytes);
    ByteBuffer.wrap(other).putInt(8, bytes - BatchHeader.LENGTH_OVERHEAD);
    return other;
  }

  private static byte[] twice(byte[] batch) {
    byte[] both = Arrays.copyOf(batch, 2 * batch.length);
    System.arraycopy(batch, 0, both, batch.length, batch.length);
    return both;
  }
}
