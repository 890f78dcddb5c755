package io.thalweg.protocol.kafka.fetch;

import io.thalweg.core.batch.BatchHeader;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;

/// Finds the first event at or after a timestamp in stored batches, decompressing no more than it
/// must.
final class TimestampSearch {
  /// A batch that grows beyond this when opened is not opened further: its first offset is
  /// answered.
  private static final long MAX_OPENED_BYTES = 64L << 20;

  private TimestampSearch() {}

  /// Sets offset and timestamp of the first event in `batches` at or after `timestamp`, if there is
  /// one.
  static void find(ByteBuffer batches, long timestamp, ListOffsetsPartitionResponse into) {
    int at = 0;
    while (at < batches.limit()) {
      if (BatchHeader.maxTimestamp(batches, at) >= timestamp) {
        findInBatch(batches, at, timestamp, into);
        return;
      }
      at += BatchHeader.bytes(batches, at);
    }
  }

  private static void findInBatch(
      ByteBuffer in, int at, long timestamp, ListOffsetsPartitionResponse into) {
    long base = BatchHeader.baseOffset(in, at);
    long baseTimestamp = BatchHeader.baseTimestamp(in, at);
    if (BatchHeader.brokerTime(in, at)) {
      into.setOffset(base).setTimestamp(BatchHeader.maxTimestamp(in, at));
      return;
    }
    into.setOffset(base).setTimestamp(baseTimestamp);
    byte[] records = new byte[BatchHeader.bytes(in, at) - BatchHeader.BYTES];
    in.get(at + BatchHeader.BYTES, records);
    try (InputStream opened =
        Decompression.open(BatchHeader.codec(in, at), new ByteArrayInputStream(records))) {
      DataInputStream data = new DataInputStream(opened);
      long left = MAX_OPENED_BYTES;
      for (int i = 0; i < BatchHeader.count(in, at) && left > 0; i++) {
        int length = (int) varlong(data);
        data.readByte();
        long deltaTimestamp = varlong(data);
        long deltaOffset = varlong(data);
        if (baseTimestamp + deltaTimestamp >= timestamp) {
          into.setOffset(base + deltaOffset).setTimestamp(baseTimestamp + deltaTimestamp);
          return;
        }
        int read = 1 + varlongBytes(deltaTimestamp) + varlongBytes(deltaOffset);
        data.skipNBytes(Math.max(0, length - read));
        left -= length;
      }
    } catch (IOException | RuntimeException e) {
      // a client's batch that cannot be opened: its first offset is the best answer there is
      into.setOffset(base).setTimestamp(baseTimestamp);
    }
  }

  /// VARLONG, zigzag.
  private static long varlong(DataInputStream in) throws IOException {
    long raw = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException();
      }
      raw |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return (raw >>> 1) ^ -(raw & 1);
      }
    }
    throw new IOException("expected a varint of at most ten bytes");
  }

  private static int varlongBytes(long value) {
    long raw = (value << 1) ^ (value >> 63);
    return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(raw) + 6) / 7);
  }
}
