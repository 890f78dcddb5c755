package io.thalweg.storage.segment.kafka;

import io.thalweg.core.base.Check;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.disk.DiskFile;
import io.thalweg.storage.segment.kafka.KafkaSegment.Part;
import io.thalweg.storage.segment.run.NewRun;
import io.thalweg.storage.segment.run.SegmentWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes the files of a segment that holds one run.
public final class KafkaWriter extends SegmentWriter {
  private final Disk disk;
  private final long segment;
  private final long partition;
  private final long baseOffset;
  private final SidecarWriter sidecar;
  private final SparseIndexWriter index;
  private @Nullable NewRun run;

  /// For a run of about `bytes`; `buffer` as [SegmentWriter] wants it.
  public KafkaWriter(
      Disk disk, long segment, long partition, long baseOffset, long bytes, ByteBuffer buffer) {
    super(disk, segment, false, Part.LOG.number, buffer);
    Check.within(1, bytes, KafkaSegment.MAX_BYTES, "bytes of a segment");
    this.disk = disk;
    this.segment = segment;
    this.partition = partition;
    this.baseOffset = baseOffset;
    this.sidecar = new SidecarWriter(segment, pieces());
    this.index = new SparseIndexWriter(baseOffset, bytes);
  }

  @Override
  protected List<String> names() {
    return KafkaSegment.names(segment, partition, baseOffset);
  }

  @Override
  protected void began(NewRun begun, long position) {
    Check.that(run == null, "expected one run");
    Check.that(
        begun.partition() == partition && begun.baseOffset() == baseOffset, "expected that run");
    long offsets = begun.endOffset() - baseOffset;
    Check.within(1, offsets, Integer.MAX_VALUE, "offsets of a segment");
    run = begun;
  }

  @Override
  protected void added(ByteBuffer in, int at, long position) {
    index.add(in, at, position);
  }

  @Override
  protected int complete() throws IOException {
    Check.within(1, bytes(), KafkaSegment.MAX_BYTES, "bytes of a segment");
    ByteBuffer offsets = index.offsets();
    sidecar.of(Part.INDEX).cover(offsets);
    writeWhole(Part.INDEX, offsets);
    ByteBuffer times = index.times();
    sidecar.of(Part.TIME_INDEX).cover(times);
    writeWhole(Part.TIME_INDEX, times);
    ByteBuffer checksums = sidecar.encode(Check.present(run, "a run"));
    int checksum = Sidecar.checksum(checksums);
    writeWhole(Part.SIDECAR, checksums);
    return checksum;
  }

  private void writeWhole(Part part, ByteBuffer content) throws IOException {
    String name = KafkaSegment.name(part, segment, partition, baseOffset);
    try (DiskFile file = disk.create(name)) {
      file.truncate(content.remaining());
      file.write(content, 0);
      file.sync();
    }
  }
}
