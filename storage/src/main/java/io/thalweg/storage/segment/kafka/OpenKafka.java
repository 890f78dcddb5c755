package io.thalweg.storage.segment.kafka;

import io.thalweg.core.base.Check;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.segment.kafka.KafkaSegment.Part;
import io.thalweg.storage.segment.run.OpenSegment;
import io.thalweg.storage.segment.run.SegmentDamaged;
import io.thalweg.storage.segment.run.SegmentFile;
import io.thalweg.storage.segment.run.StoredRun;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A segment with one run that is being read: its log, its checksums, and its indexes once one was
/// asked for. Thread-safe.
public final class OpenKafka implements OpenSegment, StoredRun {
  private final Disk disk;
  private final SegmentInfo info;
  private @Nullable SegmentFile log;
  private @Nullable Sidecar sidecar;
  private @Nullable SparseIndex offsets;
  private @Nullable SparseIndex times;
  private volatile long memoryBytes;

  public OpenKafka(Disk disk, SegmentInfo info) {
    this.disk = disk;
    this.info = info;
  }

  @Override
  public StoredRun run(SegmentInfo run) {
    Check.that(run.id() == info.id(), "expected the segment's own run");
    return this;
  }

  @Override
  public SegmentInfo info() {
    return info;
  }

  @Override
  public String file() {
    return KafkaSegment.name(Part.LOG, info);
  }

  @Override
  public long start() {
    return 0;
  }

  @Override
  public long pieceBytes() {
    return info.bytes();
  }

  @Override
  public long positionOf(long offset) throws SegmentDamaged {
    return offset <= info.baseOffset() ? 0 : offsets().positionOf(offset);
  }

  @Override
  public long offsetBefore(long timestamp) throws SegmentDamaged {
    return times().offsetBefore(timestamp);
  }

  @Override
  public void read(ByteBuffer into, long position) throws SegmentDamaged {
    SegmentFile file = log();
    Sidecar checksums = sidecar();
    file.fill(into, position);
    checksums.pieces(Part.LOG).check(position, into.flip());
  }

  private synchronized SegmentFile log() throws SegmentDamaged {
    if (log == null) {
      log = SegmentFile.openUncached(disk, KafkaSegment.name(Part.LOG, info));
    }
    return log;
  }

  /// The segment's checksums.
  public synchronized Sidecar sidecar() throws SegmentDamaged {
    if (sidecar == null) {
      sidecar = Sidecar.decode(info, readWhole(Part.SIDECAR, -1));
      memoryBytes += sidecar.memoryBytes();
    }
    return sidecar;
  }

  private synchronized SparseIndex offsets() throws SegmentDamaged {
    if (offsets == null) {
      offsets = index(Part.INDEX);
    }
    return offsets;
  }

  private synchronized SparseIndex times() throws SegmentDamaged {
    if (times == null) {
      times = index(Part.TIME_INDEX);
    }
    return times;
  }

  private synchronized SparseIndex index(Part part) throws SegmentDamaged {
    Sidecar checksums = sidecar();
    ByteBuffer content = readWhole(part, Math.toIntExact(checksums.length(part)));
    checksums.pieces(part).check(0, content);
    SparseIndex index = new SparseIndex(info.baseOffset(), content);
    memoryBytes += index.memoryBytes();
    return index;
  }

  /// Reads `bytes` of a file, or all of a sidecar if `bytes` is -1.
  private ByteBuffer readWhole(Part part, int bytes) throws SegmentDamaged {
    try (SegmentFile file = SegmentFile.open(disk, KafkaSegment.name(part, info))) {
      long length = bytes < 0 ? file.length() : bytes;
      if (length > Sidecar.maxBytes()) {
        throw new SegmentDamaged(file.name(), Sidecar.maxBytes(), "expected the file to end here");
      }
      ByteBuffer content = ByteBuffer.allocate((int) length);
      file.fill(content, 0);
      return content.flip();
    }
  }

  @Override
  public long memoryBytes() {
    return memoryBytes;
  }

  @Override
  public synchronized void close() {
    if (log != null) {
      log.close();
      log = null;
    }
  }
}
