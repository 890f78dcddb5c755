package io.thalweg.storage.segment.run;

import io.thalweg.core.base.Check;
import io.thalweg.core.batch.BatchCrc;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.memory.Block;
import io.thalweg.core.memory.Slice;
import java.nio.ByteBuffer;

/// Goes through a run with a block as its window: what it looks at was read in whole pieces and
/// checked. Positions are those in the file.
public final class RunScan {
  private final StoredRun run;
  private final Block block;
  private final ByteBuffer bytes;
  private final int maxBytes;
  private final long runEnd;
  private long start;
  private long end;

  /// For an answer of `maxBytes`, or of one larger batch, which fits into `into` behind a piece.
  public RunScan(StoredRun run, Block into, int maxBytes) {
    Check.that(into.capacity() >= 2 * Pieces.BYTES, "expected a block of two pieces at least");
    this.run = run;
    this.block = into;
    this.bytes = into.bytes();
    this.maxBytes = maxBytes;
    this.runEnd = run.end();
  }

  /// Whole batches, beginning with the first from `position` on that ends behind `offset` and
  /// reaches `timestamp`; empty if there is none.
  public Slice find(long position, long offset, long timestamp) throws SegmentDamaged {
    long at = position;
    while (at < runEnd) {
      int size = batch(at);
      int index = (int) (at - start);
      if (BatchHeader.nextOffset(bytes, index) > offset
          && BatchHeader.maxTimestamp(bytes, index) >= timestamp) {
        need(at, size);
        return take(at, size);
      }
      at += size;
    }
    return new Slice(block, 0, 0);
  }

  /// The same from the first that has the largest timestamp of those that end behind `offset`.
  public Slice findLargest(long position, long offset) throws SegmentDamaged {
    long best = -1;
    long largest = -1;
    long at = position;
    while (at < runEnd) {
      int size = batch(at);
      int index = (int) (at - start);
      long timestamp = BatchHeader.maxTimestamp(bytes, index);
      if (BatchHeader.nextOffset(bytes, index) > offset && (best < 0 || timestamp > largest)) {
        best = at;
        largest = timestamp;
      }
      at += size;
    }
    if (best < 0) {
      return new Slice(block, 0, 0);
    }
    int size = batch(best);
    need(best, size);
    return take(best, size);
  }

  private Slice take(long from, int firstSize) throws SegmentDamaged {
    long at = from + firstSize;
    while (at + BatchHeader.BYTES <= Math.min(end, runEnd)) {
      int size = batch(at);
      if (at + size > end || at + size - from > maxBytes) {
        break;
      }
      at += size;
    }
    return new Slice(block, (int) (from - start), (int) (at - from));
  }

  /// Goes through all batches, checks their order and their own CRC, and returns the number of
  /// events.
  public long verify() throws SegmentDamaged {
    BatchCrc crc = new BatchCrc();
    long next = run.info().baseOffset();
    long events = 0;
    long at = run.start();
    while (at < runEnd) {
      int size = batch(at);
      need(at, size);
      int index = (int) (at - start);
      if (BatchHeader.baseOffset(bytes, index) < next || !crc.holds(bytes, index, size)) {
        throw damaged(at, "expected a valid batch from offset " + next + " on");
      }
      next = BatchHeader.nextOffset(bytes, index);
      events += BatchHeader.count(bytes, index);
      at += size;
    }
    return events;
  }

  /// Brings the header at `at` into the window and returns its batch's size.
  private int batch(long at) throws SegmentDamaged {
    need(at, BatchHeader.BYTES);
    int index = (int) (at - start);
    int size = BatchHeader.bytes(bytes, index);
    long base = BatchHeader.baseOffset(bytes, index);
    if (size < BatchHeader.BYTES
        || size > runEnd - at
        || base < run.info().baseOffset()
        || BatchHeader.nextOffset(bytes, index) > run.info().endOffset()) {
      throw damaged(
          at, "expected a batch of this run, but it has " + size + " bytes, offset " + base);
    }
    return size;
  }

  private void need(long at, int size) throws SegmentDamaged {
    if (at >= start && at + size <= end) {
      return;
    }
    if (at + size > runEnd) {
      throw damaged(at, "expected " + size + " bytes of a batch, but the run ends at " + runEnd);
    }
    start = at - at % Pieces.BYTES;
    long wanted = at + Math.max(size, maxBytes);
    long whole = Math.min(Pieces.roundUp(Math.min(wanted, runEnd)), run.pieceBytes());
    int room = block.capacity() / Pieces.BYTES * Pieces.BYTES;
    end = Math.min(whole, start + room);
    Check.that(at + size <= end, "expected a block that holds the largest batch and a piece");
    run.read(bytes.slice(0, (int) (end - start)), start);
  }

  private SegmentDamaged damaged(long at, String what) {
    return new SegmentDamaged(run.file(), at, what);
  }
}
