package io.thalweg.storage.segment;

import io.thalweg.core.base.Check;
import io.thalweg.core.journal.JournalWriter;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.segment.kafka.KafkaWriter;
import io.thalweg.storage.segment.mixed.MixedSegment;
import io.thalweg.storage.segment.mixed.MixedWriter;
import io.thalweg.storage.segment.run.Pieces;
import io.thalweg.storage.segment.run.SegmentWriter;
import java.nio.ByteBuffer;

/// Gives writers of either kind, one at a time, which share a buffer.
final class SegmentWriters {
  /// Room for a large write of whole pieces, or for the largest batch behind what is left of a
  /// piece.
  private static final int BUFFER_BYTES =
      (int) Pieces.roundUp(JournalWriter.MAX_PAYLOAD) + Pieces.BYTES;

  private final Disk disk;
  private final ByteBuffer buffer = aligned(BUFFER_BYTES);

  SegmentWriters(Disk disk) {
    this.disk = disk;
  }

  /// Memory for reads and writes that go past the page cache.
  static ByteBuffer aligned(int bytes) {
    int alignment = JournalWriter.ALIGNMENT;
    return ByteBuffer.allocateDirect(bytes + alignment).alignedSlice(alignment).slice(0, bytes);
  }

  /// A writer of a mixed segment with `runs` runs of about `bytes` altogether.
  SegmentWriter mixed(long segment, int runs, long bytes) {
    Check.within(1, runs, MixedSegment.MAX_RUNS, "runs of a segment");
    Check.within(1, bytes, MixedSegment.MAX_BYTES, "bytes of a segment");
    return new MixedWriter(disk, segment, buffer);
  }

  /// A writer of a segment with one run, of about `bytes`.
  SegmentWriter kafka(long segment, long partition, long baseOffset, long bytes) {
    return new KafkaWriter(disk, segment, partition, baseOffset, bytes, buffer);
  }
}
