package io.thalweg.storage.segment.run;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// CRC32C of the pieces of a segment's files, bound to segment, file and position: a piece that the
/// disk gives for another is found out too. Not thread-safe.
final class PieceCrc {
  private final CRC32C crc = new CRC32C();
  private final ByteBuffer place = ByteBuffer.allocate(Long.BYTES + Integer.BYTES + Long.BYTES);
  private final long segment;
  private final int file;

  /// For the file with that number among the segment's.
  PieceCrc(long segment, int file) {
    this.segment = segment;
    this.file = file;
  }

  /// The checksum of the bytes between `piece`'s position and limit, which stand at `position` of
  /// the file.
  int of(long position, ByteBuffer piece) {
    place.clear().putLong(segment).putInt(file).putLong(position).flip();
    crc.reset();
    crc.update(place);
    crc.update(piece);
    return (int) crc.getValue();
  }
}
