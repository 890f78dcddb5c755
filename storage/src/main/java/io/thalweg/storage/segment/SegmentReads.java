package io.thalweg.storage.segment;

import io.thalweg.core.base.Check;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Block;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.SegmentStore;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.segment.KafkaSegment.Part;
import java.io.Closeable;
import java.io.IOException;

/// Cold reads of segments, and their deletion. Reads are positional, of whole 64 KB pieces, and
/// nothing is given out that was not checked against the sidecar. Blocking, for I/O threads;
/// thread-safe.
public final class SegmentReads implements Closeable {
  private final Disk disk;
  private final OpenSegments open;

  /// Keeps at most `maxOpen` segments open and `maxMemoryBytes` of their checksums and indexes (2.5
  /// MB for a segment of 2 GB), besides those that are being read.
  public SegmentReads(Disk disk, int maxOpen, long maxMemoryBytes) {
    this.disk = disk;
    this.open = new OpenSegments(disk, maxOpen, maxMemoryBytes);
  }

  /// Reads whole batches into `into`, from the one that holds `fromOffset` (or the next) on: as
  /// many as fit into `maxBytes` and the block, at least one. Empty if there is none from
  /// `fromOffset` on. The slice is part of `into`, which the caller holds; the block's other bytes
  /// are overwritten too.
  ///
  /// @throws SegmentDamaged if a file is missing, cannot be read, or holds other bytes than were
  ///   written
  public Slice read(SegmentInfo segment, long fromOffset, int maxBytes, Block into)
      throws SegmentDamaged {
    Check.that(maxBytes >= 0, "expected a number of bytes to read");
    OpenSegment from = open.acquire(segment);
    try {
      if (fromOffset >= segment.endOffset()) {
        return new Slice(into, 0, 0);
      }
      long position = from.positionOf(fromOffset);
      return new SegmentScan(from, into, maxBytes).find(position, fromOffset, Long.MIN_VALUE);
    } finally {
      open.release(from);
    }
  }

  /// The same from the first batch that ends behind `fromOffset` and whose largest timestamp is at
  /// least `timestamp`; or with [SegmentStore#LARGEST], of those that end there, from the first of
  /// the largest timestamp.
  ///
  /// @throws SegmentDamaged as [#read]
  public Slice readFrom(
      SegmentInfo segment, long fromOffset, long timestamp, int maxBytes, Block into)
      throws SegmentDamaged {
    Check.that(maxBytes >= 0, "expected a number of bytes to read");
    OpenSegment from = open.acquire(segment);
    try {
      SegmentScan scan = new SegmentScan(from, into, maxBytes);
      if (timestamp == SegmentStore.LARGEST) {
        return scan.findLargest(from.positionOf(fromOffset), fromOffset);
      }
      long offset = Math.max(fromOffset, from.offsetBefore(timestamp));
      return scan.find(from.positionOf(offset), offset, timestamp);
    } finally {
      open.release(from);
    }
  }

  /// Reads and checks all of the segment's files, piece by piece through `by`, and returns its
  /// number of events.
  ///
  /// @throws SegmentDamaged as [#read], at the first damage
  public long verify(SegmentInfo segment, Block by) throws SegmentDamaged {
    OpenSegment from = open.acquire(segment);
    try {
      from.positionOf(segment.endOffset());
      from.offsetBefore(segment.maxTimestamp());
      return new SegmentScan(from, by, by.capacity()).verify();
    } finally {
      open.release(from);
    }
  }

  /// Deletes the segment's files, when no read of it is under way any more; waits for that. None
  /// may begin.
  public void delete(SegmentInfo segment) throws IOException {
    open.forget(segment);
    for (Part part : Part.values()) {
      disk.delete(KafkaSegment.name(part, segment));
    }
  }

  @Override
  public void close() {
    open.close();
  }
}
