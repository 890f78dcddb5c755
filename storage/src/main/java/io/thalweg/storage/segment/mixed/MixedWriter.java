package io.thalweg.storage.segment.mixed;

import io.thalweg.core.base.Check;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.segment.run.NewRun;
import io.thalweg.storage.segment.run.Pieces;
import io.thalweg.storage.segment.run.SegmentWriter;
import java.nio.ByteBuffer;
import java.util.List;

/// Writes the file of a mixed segment. Runs come in the order of their partitions.
public final class MixedWriter extends SegmentWriter {
  private final long segment;
  private final DirectoryWriter directory;
  private int checksum;

  /// `buffer` as [SegmentWriter] wants it.
  public MixedWriter(Disk disk, long segment, ByteBuffer buffer) {
    super(disk, segment, true, MixedSegment.FILE_NUMBER, buffer);
    this.segment = segment;
    this.directory = new DirectoryWriter(segment);
  }

  @Override
  protected List<String> names() {
    return List.of(MixedSegment.name(segment));
  }

  @Override
  protected void began(NewRun run, long position) {
    directory.began(run, position);
  }

  @Override
  protected void added(ByteBuffer in, int at, long position) {
    directory.added(in, at, position);
  }

  @Override
  protected void ended(long bytes) {
    directory.ended(bytes);
  }

  @Override
  protected ByteBuffer footer() {
    Check.within(1, pieces().bytes(), MixedSegment.MAX_BYTES, "bytes of a segment");
    ByteBuffer encoded = directory.encode(pieces());
    checksum = Pieces.plain(encoded);
    return encoded;
  }

  @Override
  protected int complete() {
    return checksum;
  }
}
