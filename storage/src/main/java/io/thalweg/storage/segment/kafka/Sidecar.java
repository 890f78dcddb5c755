package io.thalweg.storage.segment.kafka;

import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.storage.segment.kafka.KafkaSegment.Part;
import io.thalweg.storage.segment.run.Pieces;
import io.thalweg.storage.segment.run.SegmentDamaged;
import java.nio.ByteBuffer;

/// A segment's checksums: Kafka's own CRC covers neither base offset nor length of a batch, nor the
/// indexes. Its own checksum stands in the journal ([SegmentInfo#checksum]). Immutable.
///
/// Layout, big-endian: magic, version (`int`s); segment, partition, base offset, end offset, bytes
/// of `.log`, of `.index`, of `.timeindex` (`long`s); then a checksum ([Pieces]) for each 64 KB of
/// these files in this order.
public final class Sidecar {
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
  public static int checksum(ByteBuffer sidecar) {
    return Pieces.plain(sidecar);
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
        first += Pieces.count(length(before));
      }
    }
    return first;
  }

  /// Exact length of a file.
  public long length(Part part) {
    return bytes.getLong(LENGTHS + part.number * Long.BYTES);
  }

  /// Memory that it takes.
  public int memoryBytes() {
    return bytes.capacity();
  }

  /// The checksums of a file's pieces.
  public Pieces pieces(Part part) {
    int from = HEADER_BYTES + firstPiece(part) * Integer.BYTES;
    ByteBuffer checksums = bytes.slice(from, Pieces.count(length(part)) * Integer.BYTES);
    return new Pieces(KafkaSegment.name(part, segment), segment.id(), part.number, checksums);
  }
}
