package io.thalweg.storage.segment;

import io.thalweg.storage.segment.KafkaSegment.Part;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// CRC32C of the pieces of a segment's files, bound to segment, file and position: a piece that the
/// disk gives for another is found out too. Not thread-safe.
final class PieceCrc {
  /// Size of a piece; a file's last one may be shorter.
  static final int BYTES = 64 * 1024;

  private final CRC32C crc = new CRC32C();
  private final ByteBuffer place = ByteBuffer.allocate(Long.BYTES + Integer.BYTES + Long.BYTES);
  private final long segment;

  PieceCrc(long segment) {
    this.segment = segment;
  }

  /// Pieces that a file of `bytes` has.
  static int count(long bytes) {
    return Math.toIntExact((bytes + BYTES - 1) / BYTES);
  }

  /// The checksum of the bytes between `piece`'s position and limit, which stand at `position` of
  /// the file.
  int of(Part part, long position, ByteBuffer piece) {
    place.clear().putLong(segment).putInt(part.number).putLong(position).flip();
    crc.reset();
    crc.update(place);
    crc.update(piece);
    return (int) crc.getValue();
  }
}
