package io.thalweg.storage.segment.mixed;

import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.segment.run.OpenSegment;
import io.thalweg.storage.segment.run.SegmentDamaged;
import io.thalweg.storage.segment.run.SegmentFile;
import io.thalweg.storage.segment.run.StoredRun;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A mixed segment that is being read: its file and its directory, once they were asked for.
/// Thread-safe.
public final class OpenMixed implements OpenSegment {
  private final Disk disk;
  private final String name;
  private @Nullable SegmentFile file;
  private @Nullable Directory directory;
  private volatile long memoryBytes;

  public OpenMixed(Disk disk, long segment) {
    this.disk = disk;
    this.name = MixedSegment.name(segment);
  }

  @Override
  public StoredRun run(SegmentInfo run) throws SegmentDamaged {
    Directory from = directory(run);
    return new InFile(from, from.find(run));
  }

  /// The directory, read for the sake of `run`.
  public synchronized Directory directory(SegmentInfo run) throws SegmentDamaged {
    if (directory == null) {
      directory = Directory.read(file(), run);
      memoryBytes = directory.memoryBytes();
    }
    if (directory.checksum() != run.checksum()) {
      throw new SegmentDamaged(name, 0, "expected the directory of " + run + ", but it is another");
    }
    return directory;
  }

  /// The file with the batches.
  public synchronized SegmentFile file() throws SegmentDamaged {
    if (file == null) {
      file = SegmentFile.openUncached(disk, name);
    }
    return file;
  }

  private final class InFile implements StoredRun {
    private final Directory directory;
    private final Directory.Run run;

    InFile(Directory directory, Directory.Run run) {
      this.directory = directory;
      this.run = run;
    }

    @Override
    public SegmentInfo info() {
      return run.info();
    }

    @Override
    public String file() {
      return name;
    }

    @Override
    public long start() {
      return run.start();
    }

    @Override
    public long pieceBytes() {
      return directory.pieceBytes();
    }

    @Override
    public long positionOf(long offset) throws SegmentDamaged {
      return run.positionOf(offset);
    }

    @Override
    public long offsetBefore(long timestamp) {
      return run.offsetBefore(timestamp);
    }

    @Override
    public long offsetOfLargest() {
      return run.offsetOfLargest();
    }

    @Override
    public void read(ByteBuffer into, long position) throws SegmentDamaged {
      OpenMixed.this.file().fill(into, position);
      directory.pieces().check(position, into.flip());
    }
  }

  @Override
  public long memoryBytes() {
    return memoryBytes;
  }

  @Override
  public synchronized void close() {
    if (file != null) {
      file.close();
      file = null;
    }
  }
}
