package io.thalweg.storage.segment;

import io.thalweg.core.base.Check;
import io.thalweg.core.journal.JournalWriter;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.core.read.FlushPlan.Extent;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.disk.DiskFile;
import io.thalweg.storage.segment.KafkaSegment.Part;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Writes flush plans to new segments. One thread at a time.
public final class SegmentFlusher {
  /// Room for a large write of whole pieces, or for the largest batch behind what is left of a
  /// piece.
  private static final int BUFFER_BYTES = roundUp(JournalWriter.MAX_PAYLOAD) + PieceCrc.BYTES;

  private static final int ALIGNMENT = JournalWriter.ALIGNMENT;

  private final Disk disk;
  private final EntrySource source;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(BUFFER_BYTES + ALIGNMENT)
          .alignedSlice(ALIGNMENT)
          .limit(BUFFER_BYTES)
          .slice();

  /// `source` gives the batches that are no longer in memory.
  public SegmentFlusher(Disk disk, EntrySource source) {
    this.disk = disk;
    this.source = source;
  }

  private static int roundUp(int bytes) {
    return PieceCrc.count(bytes) * PieceCrc.BYTES;
  }

  /// Writes `plan`. When this returns, the segment survives a power loss; until a journal record
  /// names it, it is an orphan. The plan's slices stay held: they are the caller's to release.
  ///
  /// @throws IOException if a file could not be written or a batch could not be read as planned;
  ///   the segment's files are deleted (as far as the disk lets us), and `plan` may be tried again
  public SegmentInfo flush(FlushPlan plan) throws IOException {
    long bytes = check(plan);
    try {
      return write(plan, bytes);
    } catch (IOException e) {
      discard(plan, e);
      throw e;
    }
  }

  private static long check(FlushPlan plan) {
    Check.that(!plan.extents().isEmpty(), "expected a flush plan with batches");
    long bytes = 0;
    for (Extent extent : plan.extents()) {
      bytes += extent.length();
    }
    Check.within(1, bytes, KafkaSegment.MAX_BYTES, "bytes of a segment");
    long offsets = plan.endOffset() - plan.baseOffset();
    Check.within(1, offsets, Integer.MAX_VALUE, "offsets of a segment");
    return bytes;
  }

  private SegmentInfo write(FlushPlan plan, long bytes) throws IOException {
    SidecarWriter sidecar = new SidecarWriter(plan);
    SparseIndexWriter index = new SparseIndexWriter(plan.baseOffset(), bytes);
    try (DiskFile file = disk.createUncached(name(plan, Part.LOG))) {
      new LogWriter(plan, source, file, buffer, sidecar, index).write();
    }
    ByteBuffer offsets = index.offsets();
    sidecar.cover(Part.INDEX, offsets);
    writeWhole(plan, Part.INDEX, offsets);
    ByteBuffer times = index.times();
    sidecar.cover(Part.TIME_INDEX, times);
    writeWhole(plan, Part.TIME_INDEX, times);
    ByteBuffer checksums = sidecar.encode();
    int checksum = Sidecar.checksum(checksums);
    writeWhole(plan, Part.SIDECAR, checksums);
    disk.syncDirectory();
    return new SegmentInfo(
        plan.segment(),
        plan.partition(),
        plan.baseOffset(),
        plan.endOffset(),
        bytes,
        checksum,
        plan.maxTimestamp(),
        plan.brokerTime());
  }

  private void writeWhole(FlushPlan plan, Part part, ByteBuffer content) throws IOException {
    try (DiskFile file = create(plan, part)) {
      file.truncate(content.remaining());
      file.write(content, 0);
      file.sync();
    }
  }

  private DiskFile create(FlushPlan plan, Part part) throws IOException {
    return disk.create(name(plan, part));
  }

  private void discard(FlushPlan plan, IOException why) {
    for (Part part : Part.values()) {
      try {
        disk.delete(name(plan, part));
      } catch (IOException e) {
        why.addSuppressed(e); // an orphan, deleted at the next start
      }
    }
  }

  private static String name(FlushPlan plan, Part part) {
    return KafkaSegment.name(part, plan.segment(), plan.partition(), plan.baseOffset());
  }
}
