package io.thalweg.storage.segment;

import io.thalweg.core.base.Check;
import io.thalweg.core.batch.BatchCrc;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.memory.Block;
import io.thalweg.core.memory.Slice;
import io.thalweg.storage.segment.KafkaSegment.Part;
import java.nio.ByteBuffer;

/// Goes through a segment's log with a block as its window: what it looks at was read in whole
/// pieces and checked.
final class SegmentScan {
  private final OpenSegment segment;
  private final Block block;
  private final ByteBuffer bytes;
  private final int maxBytes;
  private final long length;
  private long start;
  private long end;

  /// For an answer of `maxBytes`, or of one larger batch, which fits into `into` behind a piece.
  SegmentScan(OpenSegment segment, Block into, int maxBytes) {
    Check.that(into.capacity() >= 2 * PieceCrc.BYTES, "expected a block of two pieces at least");
    this.segment = segment;
    this.block = into;
    this.bytes = into.bytes();
    this.maxBytes = maxBytes;
    this.length = segment.info().bytes();
  }

  /// Whole batches, beginning with the first from `position` on that ends behind `offset` and
  /// reaches `timestamp`; empty if there is none.
  Slice find(long position, long offset, long timestamp) throws SegmentDamaged {
    long at = position;
    while (at < length) {
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
  Slice findLargest(long position, long offset) throws SegmentDamaged {
    long best = -1;
    long largest = -1;
    long at = position;
    while (at < length) {
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
    while (at + BatchHeader.BYTES <= end) {
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
  long verify() throws SegmentDamaged {
    BatchCrc crc = new BatchCrc();
    long next = segment.info().baseOffset();
    long events = 0;
    long at = 0;
    while (at < length) {
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
        || size > length - at
        || base < segment.info().baseOffset()
        || BatchHeader.nextOffset(bytes, index) > segment.info().endOffset()) {
      throw damaged(
          at, "expected a batch of this segment, but it has " + size + " bytes, offset " + base);
    }
    return size;
  }

  private void need(long at, int size) throws SegmentDamaged {
    if (at >= start && at + size <= end) {
      return;
    }
    if (at + size > length) {
      throw damaged(
          at, "expected " + size + " bytes of a batch, but the segment ends at " + length);
    }
    start = at - at % PieceCrc.BYTES;
    long wanted = at + Math.max(size, maxBytes);
    long whole = (wanted + PieceCrc.BYTES - 1) / PieceCrc.BYTES * PieceCrc.BYTES;
    int room = block.capacity() / PieceCrc.BYTES * PieceCrc.BYTES;
    end = Math.min(Math.min(whole, length), start + room);
    Check.that(at + size <= end, "expected a block that holds the largest batch and a piece");
    segment.readLog(bytes.slice(0, (int) (end - start)), start);
  }

  private SegmentDamaged damaged(long at, String what) {
    return new SegmentDamaged(KafkaSegment.name(Part.LOG, segment.info()), at, what);
  }
}
