package io.thalweg.storage.segment;

import io.thalweg.core.base.Check;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Block;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.SegmentStore;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.segment.run.OpenSegment;
import io.thalweg.storage.segment.run.RunScan;
import io.thalweg.storage.segment.run.SegmentDamaged;
import io.thalweg.storage.segment.run.StoredRun;
import java.io.Closeable;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Cold reads of runs, and the deletion of segments. Reads are positional, of whole 64 KB pieces,
/// and nothing is given out that was not checked against their checksums. Blocking, for I/O
/// threads, but for [#hold]; thread-safe.
public final class SegmentReads implements Closeable {
  private final Disk disk;
  private final OpenSegments open;
  private final Consumer<String> log;

  /// Keeps at most `maxOpen` segments open and `maxMemoryBytes` of their checksums, indexes and
  /// directories (2.5 MB for a segment of 2 GB, 1.2 MB for the largest mixed one), besides those
  /// that are being read.
  ///
  /// @param log hears of files that could not be deleted
  public SegmentReads(Disk disk, int maxOpen, long maxMemoryBytes, Consumer<String> log) {
    this.disk = disk;
    this.open = new OpenSegments(disk, maxOpen, maxMemoryBytes);
    this.log = log;
  }

  private interface Reading<T> {
    T from(StoredRun run) throws SegmentDamaged;
  }

  private <T> T read(SegmentInfo run, Reading<T> reading) throws SegmentDamaged {
    OpenSegment segment = acquire(run);
    try {
      return reading.from(segment.run(run));
    } finally {
      release(run);
    }
  }

  /// The segment that `run` is in, which stays open and is not deleted until [#release].
  OpenSegment acquire(SegmentInfo run) {
    return open.acquire(run);
  }

  void release(SegmentInfo run) {
    deleteFiles(open.release(run));
  }

  /// Reads whole batches into `into`, from the one that holds `fromOffset` (or the next) on: as
  /// many as fit into `maxBytes` and the block, at least one. Empty if there is none from
  /// `fromOffset` on. The slice is part of `into`, which the caller holds; the block's other bytes
  /// are overwritten too.
  ///
  /// @throws SegmentDamaged if a file is missing, cannot be read, or holds other bytes than were
  ///   written
  public Slice read(SegmentInfo run, long fromOffset, int maxBytes, Block into)
      throws SegmentDamaged {
    Check.that(maxBytes >= 0, "expected a number of bytes to read");
    if (fromOffset >= run.endOffset()) {
      return new Slice(into, 0, 0);
    }
    return read(
        run,
        from -> {
          long position = from.positionOf(fromOffset);
          return new RunScan(from, into, maxBytes).find(position, fromOffset, Long.MIN_VALUE);
        });
  }

  /// The same from the first batch that ends behind `fromOffset` and whose largest timestamp is at
  /// least `timestamp`; or with [SegmentStore#LARGEST], of those that end there, from the first of
  /// the largest timestamp.
  ///
  /// @throws SegmentDamaged as [#read]
  public Slice readFrom(SegmentInfo run, long fromOffset, long timestamp, int maxBytes, Block into)
      throws SegmentDamaged {
    Check.that(maxBytes >= 0, "expected a number of bytes to read");
    return read(
        run,
        from -> {
          RunScan scan = new RunScan(from, into, maxBytes);
          if (timestamp == SegmentStore.LARGEST) {
            return largest(from, scan, fromOffset);
          }
          long offset = Math.max(fromOffset, from.offsetBefore(timestamp));
          return scan.find(from.positionOf(offset), offset, timestamp);
        });
  }

  private static Slice largest(StoredRun from, RunScan scan, long fromOffset)
      throws SegmentDamaged {
    long known = from.offsetOfLargest();
    if (known < Math.max(0, fromOffset)) {
      return scan.findLargest(from.positionOf(fromOffset), fromOffset);
    }
    return scan.find(from.positionOf(known), known, Long.MIN_VALUE);
  }

  /// Reads and checks all batches of the run and what leads to them, piece by piece through `by`,
  /// and returns its number of events.
  ///
  /// @throws SegmentDamaged as [#read], at the first damage
  public long verify(SegmentInfo run, Block by) throws SegmentDamaged {
    return read(
        run,
        from -> {
          from.positionOf(run.endOffset());
          from.offsetBefore(run.maxTimestamp());
          return new RunScan(from, by, by.capacity()).verify();
        });
  }

  /// Keeps the files of the segment that `run` is in from being deleted until [#letGo]. Returns at
  /// once, on any thread.
  public void hold(SegmentInfo run) {
    open.hold(run);
  }

  /// Ends what [#hold] began.
  public void letGo(SegmentInfo run) {
    deleteFiles(open.letGo(run));
  }

  /// Deletes the files of the segment that `run` is in: now, or when the last read of it has ended
  /// and nobody holds it. No read may begin but by a holder.
  public void delete(SegmentInfo run) {
    deleteFiles(open.doom(run));
  }

  private void deleteFiles(@Nullable SegmentInfo deleted) {
    if (deleted == null) {
      return;
    }
    for (String file : SegmentFiles.of(deleted)) {
      try {
        disk.delete(file);
      } catch (IOException e) {
        log.accept(file + " could not be deleted: " + e);
      }
    }
  }

  @Override
  public void close() {
    open.close();
  }
}
