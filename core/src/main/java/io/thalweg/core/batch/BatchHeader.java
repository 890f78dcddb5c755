package io.thalweg.core.batch;

import java.nio.ByteBuffer;

/// The header of a Kafka RecordBatch v2 in place: static reads and patches at an offset of a
/// big-endian buffer (Kafka protocol guide, "Record Batch"). Base offset, length, leader epoch and
/// magic are outside the CRC.
public final class BatchHeader {
  /// Size of the header in bytes; records follow.
  public static final int BYTES = 61;

  /// Bytes in front of what the length field counts.
  public static final int LENGTH_OVERHEAD = 12;

  /// The only magic that is stored.
  public static final byte MAGIC = 2;

  static final int LENGTH = 8;
  static final int LEADER_EPOCH = 12;
  static final int MAGIC_AT = 16;
  public static final int CRC = 17;
  public static final int ATTRIBUTES = 21;
  static final int LAST_OFFSET_DELTA = 23;
  static final int BASE_TIMESTAMP = 27;
  public static final int MAX_TIMESTAMP = 35;
  static final int PRODUCER_ID = 43;
  static final int PRODUCER_EPOCH = 51;
  static final int BASE_SEQUENCE = 53;
  static final int COUNT = 57;

  private static final int BROKER_TIME = 8;

  private BatchHeader() {}

  public static long baseOffset(ByteBuffer in, int at) {
    return in.getLong(at);
  }

  /// The whole batch's size in bytes, header included; not checked.
  public static int bytes(ByteBuffer in, int at) {
    return in.getInt(at + LENGTH) + LENGTH_OVERHEAD;
  }

  public static byte magic(ByteBuffer in, int at) {
    return in.get(at + MAGIC_AT);
  }

  public static short attributes(ByteBuffer in, int at) {
    return in.getShort(at + ATTRIBUTES);
  }

  /// Compression codec 0..7 as in the attributes: none, gzip, snappy, lz4, zstd.
  public static int codec(ByteBuffer in, int at) {
    return attributes(in, at) & 7;
  }

  /// Whether the batch's events bear the broker's time: its largest timestamp is each one's
  /// (`LogAppendTime`).
  public static boolean brokerTime(ByteBuffer in, int at) {
    return (attributes(in, at) & BROKER_TIME) != 0;
  }

  /// The attributes with which the batch's events bear the broker's time.
  public static int stampedAttributes(ByteBuffer in, int at) {
    return attributes(in, at) | BROKER_TIME;
  }

  public static boolean transactional(ByteBuffer in, int at) {
    return (attributes(in, at) & 16) != 0;
  }

  public static boolean control(ByteBuffer in, int at) {
    return (attributes(in, at) & 32) != 0;
  }

  public static int lastOffsetDelta(ByteBuffer in, int at) {
    return in.getInt(at + LAST_OFFSET_DELTA);
  }

  /// The offset after the batch's last event.
  public static long nextOffset(ByteBuffer in, int at) {
    return baseOffset(in, at) + lastOffsetDelta(in, at) + 1;
  }

  public static long baseTimestamp(ByteBuffer in, int at) {
    return in.getLong(at + BASE_TIMESTAMP);
  }

  public static long maxTimestamp(ByteBuffer in, int at) {
    return in.getLong(at + MAX_TIMESTAMP);
  }

  public static long producerId(ByteBuffer in, int at) {
    return in.getLong(at + PRODUCER_ID);
  }

  public static short producerEpoch(ByteBuffer in, int at) {
    return in.getShort(at + PRODUCER_EPOCH);
  }

  public static int baseSequence(ByteBuffer in, int at) {
    return in.getInt(at + BASE_SEQUENCE);
  }

  public static int count(ByteBuffer in, int at) {
    return in.getInt(at + COUNT);
  }

  /// Gives the batch its place: base offset and leader epoch, both outside the CRC.
  public static void place(ByteBuffer out, int at, long baseOffset, int leaderEpoch) {
    out.putLong(at, baseOffset);
    out.putInt(at + LEADER_EPOCH, leaderEpoch);
  }

  /// Whether the CRC32C of the `bytes`-long batch at `at` is right. For many batches, keep a
  /// [BatchCrc].
  public static boolean crcHolds(ByteBuffer in, int at, int bytes) {
    return new BatchCrc().holds(in, at, bytes);
  }

  /// The CRC32C that the batch should have. For many batches, keep a [BatchCrc].
  public static int crc(ByteBuffer in, int at, int bytes) {
    return new BatchCrc().of(in, at, bytes);
  }
}
