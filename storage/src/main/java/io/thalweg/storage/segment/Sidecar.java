package io.thalweg.storage.segment;

import io.thalweg.core.base.Damage;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.storage.segment.KafkaSegment.Part;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// A segment's checksums: Kafka's own CRC covers neither base offset nor length of a batch, nor the
/// indexes. Its own checksum stands in the journal ([SegmentInfo#checksum]). Immutable.
///
/// Layout, big-endian: magic, version (`int`s); segment, partition, base offset, end offset, bytes
/// of `.log`, of `.index`, of `.timeindex` (`long`s); then a [PieceCrc] for each 64 KB of these
/// files in this order.
final class Sidecar {
  static final int MAGIC = 0x54574c43;
  static final int VERSION = 1;
  static final int HEADER_BYTES = 2 * Integer.BYTES + 7 * Long.BYTES;

  private static final int LENGTHS = 2 * Integer.BYTES + 4 * Long.BYTES;

  private final SegmentInfo segment;
  private final ByteBuffer bytes;

  private Sidecar(SegmentInfo segment, ByteBuffer bytes) {
    this.segment = segment;
    this.bytes = bytes;
  }

  /// What the journal keeps of a sidecar.
  static int checksum(ByteBuffer sidecar) {
    CRC32C crc = new CRC32C();
    crc.update(sidecar.duplicate());
    return (int) crc.getValue();
  }

  /// Size that no sidecar and no index of a segment reaches.
  static int maxBytes() {
    return 4 << 20;
  }

  /// Takes `bytes`, read from the sidecar of `segment`.
  static Sidecar decode(SegmentInfo segment, ByteBuffer bytes) throws SegmentDamaged {
    String file = KafkaSegment.name(Part.SIDECAR, segment);
    int checksum = checksum(bytes);
    if (checksum != segment.checksum()) {
      throw new SegmentDamaged(
          file,
          0,
          String.format(
              "expected checksum %08x of the sidecar, but it is %08x",
              segment.checksum(), checksum));
    }
    Sidecar sidecar = new Sidecar(segment, bytes);
    if (bytes.remaining() < HEADER_BYTES
        || bytes.getInt(0) != MAGIC
        || bytes.getInt(Integer.BYTES) != VERSION
        || bytes.remaining() != sidecar.expectedBytes()
        || sidecar.length(Part.LOG) != segment.bytes()) {
      throw new SegmentDamaged(file, 0, "expected a sidecar of version 1 of " + segment);
    }
    return sidecar;
  }

  private long expectedBytes() {
    return HEADER_BYTES + (long) Integer.BYTES * firstPiece(Part.SIDECAR);
  }

  private int firstPiece(Part part) {
    int first = 0;
    for (Part before : Part.values()) {
      if (before.number < part.number) {
        first += PieceCrc.count(length(before));
      }
    }
    return first;
  }

  /// Exact length of a file.
  long length(Part part) {
    return bytes.getLong(LENGTHS + part.number * Long.BYTES);
  }

  /// What is wrong with the one piece of a file between position and limit, read from `position`;
  /// or null.
  @Nullable Damage wrong(Part part, long position, ByteBuffer piece) {
    try {
      check(part, position, piece);
      return null;
    } catch (SegmentDamaged e) {
      return e.damage();
    }
  }

  /// Memory that it takes.
  int memoryBytes() {
    return bytes.capacity();
  }

  /// Compares the bytes between position and limit, read from `position` of the file (a piece's
  /// start) up to a piece's end.
  void check(Part part, long position, ByteBuffer read) throws SegmentDamaged {
    PieceCrc crc = new PieceCrc(segment.id());
    int piece = firstPiece(part) + (int) (position / PieceCrc.BYTES);
    long at = position;
    for (int from = read.position(); from < read.limit(); from += PieceCrc.BYTES) {
      int length = Math.min(PieceCrc.BYTES, read.limit() - from);
      int expected = bytes.getInt(HEADER_BYTES + piece * Integer.BYTES);
      int actual = crc.of(part, at, read.slice(from, length));
      if (actual != expected) {
        throw new SegmentDamaged(
            KafkaSegment.name(part, segment),
            at,
            String.format(
                "expected checksum %08x of the next %d bytes, but it is %08x",
                expected, length, actual));
      }
      piece++;
      at += length;
    }
  }
}
