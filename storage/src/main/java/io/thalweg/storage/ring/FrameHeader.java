package io.thalweg.storage.ring;

import io.thalweg.core.journal.JournalWriter;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// The 64 bytes in front of each payload, in place.
///
/// | at | bytes | field |
/// |---|---|---|
/// | 0 | 3 | magic |
/// | 3 | 1 | version of the format: [JournalRing#FORMAT] of the build that wrote it |
/// | 4 | 4 | CRC32C of the version and bytes 8 to 55 |
/// | 8 | 8 | sequence: the dense position |
/// | 16 | 8 | log start: the oldest sequence that is needed |
/// | 24 | 8 | the durable sequence known when this was written |
/// | 32 | 4 | epoch that appended it |
/// | 36 | 4 | CRC of the previous sequence's header: the chain |
/// | 40 | 4 | length of the payload |
/// | 44 | 4 | CRC32C of the payload |
/// | 48 | 4 | 1 for a mark, which carries nothing |
/// | 56 | 4 | epoch that wrote this copy |
/// | 60 | 4 | its complement |
final class FrameHeader {
  static final int BYTES = JournalWriter.HEADROOM;

  /// What this build writes. It reads that and everything older.
  static final int VERSION = JournalRing.FORMAT;

  private static final int MAGIC = 0x54574A00;
  private static final int MAGIC_MASK = 0xffffff00;
  private static final int RETIRED = 0x54575200;
  private static final int CRC = 4;
  private static final int CRC_FROM = 8;
  private static final int CRC_TO = 56;
  private static final int SEQUENCE = 8;
  private static final int LOG_START = 16;
  private static final int DURABLE = 24;
  private static final int EPOCH = 32;
  private static final int PREVIOUS = 36;
  private static final int LENGTH = 40;
  private static final int PAYLOAD_CRC = 44;
  private static final int MARK = 48;
  private static final int COPY_EPOCH = 56;

  private FrameHeader() {}

  /// What a header says besides its place in the chain.
  record Fields(
      long sequence, long logStart, long durable, int epoch, int previousCrc, boolean mark) {}

  /// Writes the header at `at`, whose payload of `length` bytes follows it; returns its CRC.
  static int write(ByteBuffer out, int at, int length, Fields fields) {
    out.putInt(at, MAGIC | VERSION);
    out.putLong(at + SEQUENCE, fields.sequence());
    out.putLong(at + LOG_START, fields.logStart());
    out.putLong(at + DURABLE, fields.durable());
    out.putInt(at + EPOCH, fields.epoch());
    out.putInt(at + PREVIOUS, fields.previousCrc());
    out.putInt(at + LENGTH, length);
    out.putInt(at + PAYLOAD_CRC, crc(out, at + BYTES, length));
    out.putLong(at + MARK, fields.mark() ? 1L << 32 : 0);
    int crc = ownCrc(out, at);
    out.putInt(at + CRC, crc);
    copiedBy(out, at, fields.epoch());
    return crc;
  }

  /// Names the epoch that writes this copy.
  static void copiedBy(ByteBuffer out, int at, int epoch) {
    out.putInt(at + COPY_EPOCH, epoch);
    out.putInt(at + COPY_EPOCH + 4, ~epoch);
  }

  /// Writes, in the place of a file's first header, that no frame in the file counts any more.
  static void retire(ByteBuffer out, int at) {
    out.putInt(at, RETIRED | VERSION);
    out.putInt(at + CRC, ownCrc(out, at));
  }

  /// Whether [#retire] wrote it.
  static boolean isRetired(ByteBuffer in, int at) {
    return (in.getInt(at) & MAGIC_MASK) == RETIRED
        && isKnown(version(in, at))
        && in.getInt(at + CRC) == ownCrc(in, at);
  }

  private static boolean isKnown(int version) {
    return version > 0 && version <= VERSION;
  }

  private static boolean hasMagic(ByteBuffer in, int at) {
    return (in.getInt(at) & MAGIC_MASK) == MAGIC;
  }

  static int version(ByteBuffer in, int at) {
    return in.get(at + 3) & 0xff;
  }

  /// Whether magic, version and header CRC are right.
  static boolean holds(ByteBuffer in, int at) {
    return hasMagic(in, at) && isKnown(version(in, at)) && in.getInt(at + CRC) == ownCrc(in, at);
  }

  /// Whether it is a whole header that a newer version wrote.
  static boolean isNewer(ByteBuffer in, int at) {
    return hasMagic(in, at) && version(in, at) > VERSION && in.getInt(at + CRC) == ownCrc(in, at);
  }

  private static int ownCrc(ByteBuffer in, int at) {
    CRC32C crc = new CRC32C();
    crc.update(version(in, at));
    crc.update(in.slice(at + CRC_FROM, CRC_TO - CRC_FROM));
    return (int) crc.getValue();
  }

  /// Whether the payload behind a header that holds is right; it must be in the buffer.
  static boolean payloadHolds(ByteBuffer in, int at) {
    return in.getInt(at + PAYLOAD_CRC) == crc(in, at + BYTES, length(in, at));
  }

  static int headerCrc(ByteBuffer in, int at) {
    return in.getInt(at + CRC);
  }

  static Fields fields(ByteBuffer in, int at) {
    return new Fields(
        sequence(in, at),
        in.getLong(at + LOG_START),
        in.getLong(at + DURABLE),
        in.getInt(at + EPOCH),
        in.getInt(at + PREVIOUS),
        in.getLong(at + MARK) != 0);
  }

  static long sequence(ByteBuffer in, int at) {
    return in.getLong(at + SEQUENCE);
  }

  static int length(ByteBuffer in, int at) {
    return in.getInt(at + LENGTH);
  }

  /// Epoch of this copy; 0 if its field is damaged.
  static int copyEpoch(ByteBuffer in, int at) {
    int epoch = in.getInt(at + COPY_EPOCH);
    return epoch == ~in.getInt(at + COPY_EPOCH + 4) ? epoch : 0;
  }

  /// Bytes that a frame with such a payload takes in the file.
  static int frameBytes(int length) {
    return (BYTES + length + JournalWriter.ALIGNMENT - 1) & -JournalWriter.ALIGNMENT;
  }

  private static int crc(ByteBuffer in, int at, int length) {
    CRC32C crc = new CRC32C();
    crc.update(in.slice(at, length));
    return (int) crc.getValue();
  }
}
