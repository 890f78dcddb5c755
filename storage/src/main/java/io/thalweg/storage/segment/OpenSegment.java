package io.thalweg.storage.segment;

import io.thalweg.core.base.Check;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.disk.DiskFile;
import io.thalweg.storage.segment.KafkaSegment.Part;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/// A segment that is being read: its log, its checksums, and its indexes once one was asked for.
/// Thread-safe.
final class OpenSegment implements Closeable {
  private final Disk disk;
  private final SegmentInfo info;
  private @Nullable DiskFile log;
  private @Nullable Sidecar sidecar;
  private @Nullable SparseIndex offsets;
  private @Nullable SparseIndex times;

  OpenSegment(Disk disk, SegmentInfo info) {
    this.disk = disk;
    this.info = info;
  }

  SegmentInfo info() {
    return info;
  }

  /// A position at or before the first batch that ends behind `offset`.
  long positionOf(long offset) throws SegmentDamaged {
    return offset <= info.baseOffset() ? 0 : offsets().positionOf(offset);
  }

  /// An offset before which no batch reaches `timestamp`.
  long offsetBefore(long timestamp) throws SegmentDamaged {
    return times().offsetBefore(timestamp);
  }

  /// Fills `into` from `position` of the log (a piece's start) and checks it.
  void readLog(ByteBuffer into, long position) throws SegmentDamaged {
    DiskFile file = log();
    Sidecar checksums = sidecar();
    fill(file, into, position);
    checksums.check(Part.LOG, position, into.flip());
  }

  private synchronized DiskFile log() throws SegmentDamaged {
    if (log == null) {
      log = open(Part.LOG);
    }
    return log;
  }

  /// The segment's checksums.
  synchronized Sidecar sidecar() throws SegmentDamaged {
    if (sidecar == null) {
      sidecar = Sidecar.decode(info, readWhole(Part.SIDECAR, -1));
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

  private SparseIndex index(Part part) throws SegmentDamaged {
    Sidecar checksums = sidecar();
    ByteBuffer content = readWhole(part, Math.toIntExact(checksums.length(part)));
    checksums.check(part, 0, content);
    return new SparseIndex(info.baseOffset(), content);
  }

  /// Reads `bytes` of a file, or all of a sidecar if `bytes` is -1.
  private ByteBuffer readWhole(Part part, int bytes) throws SegmentDamaged {
    try (DiskFile file = open(part)) {
      long length = bytes < 0 ? file.length() : bytes;
      if (length > Sidecar.maxBytes()) {
        throw new SegmentDamaged(file.name(), Sidecar.maxBytes(), "expected the file to end here");
      }
      ByteBuffer content = ByteBuffer.allocate((int) length);
      fill(file, content, 0);
      return content.flip();
    } catch (SegmentDamaged e) {
      throw e;
    } catch (IOException e) {
      throw unreadable(part, 0, e);
    }
  }

  private DiskFile open(Part part) throws SegmentDamaged {
    String name = KafkaSegment.name(part, info);
    try {
      return part == Part.LOG ? disk.openUncached(name) : disk.open(name);
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw new SegmentDamaged(name, 0, "the file is missing");
    } catch (IOException e) {
      throw unreadable(part, 0, e);
    }
  }

  private void fill(DiskFile file, ByteBuffer into, long position) throws SegmentDamaged {
    Check.equal(0, into.position(), "position of a buffer to be filled");
    int read;
    try {
      read = file.read(into, position);
    } catch (IOException e) {
      throw new SegmentDamaged(file.name(), position, "the file cannot be read: " + e);
    }
    if (into.hasRemaining()) {
      throw new SegmentDamaged(
          file.name(),
          position + Math.max(read, 0),
          "expected " + into.remaining() + " more bytes, but the file ends");
    }
  }

  private SegmentDamaged unreadable(Part part, long position, IOException why) {
    return new SegmentDamaged(
        KafkaSegment.name(part, info), position, "the file cannot be read: " + why);
  }

  /// Memory that checksums and indexes take.
  synchronized long memoryBytes() {
    long bytes = sidecar == null ? 0 : sidecar.memoryBytes();
    bytes += offsets == null ? 0 : offsets.memoryBytes();
    bytes += times == null ? 0 : times.memoryBytes();
    return bytes;
  }

  @Override
  public synchronized void close() throws IOException {
    if (log != null) {
      log.close();
      log = null;
    }
  }
}
