package io.thalweg.storage.segment;

import io.thalweg.core.base.Check;
import io.thalweg.core.batch.BatchCrc;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.core.read.FlushPlan.Extent;
import io.thalweg.storage.disk.DiskFile;
import io.thalweg.storage.segment.KafkaSegment.Part;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Writes one `.log`: gathers batches, checks each, and writes them in large pieces.
final class LogWriter {
  private final FlushPlan plan;
  private final EntrySource source;
  private final DiskFile file;
  private final ByteBuffer buffer;
  private final SidecarWriter sidecar;
  private final SparseIndexWriter index;
  private final BatchCrc crc = new BatchCrc();
  private long written;
  private long nextOffset;

  /// `buffer` is borrowed; it has room for the largest batch and a piece.
  LogWriter(
      FlushPlan plan,
      EntrySource source,
      DiskFile file,
      ByteBuffer buffer,
      SidecarWriter sidecar,
      SparseIndexWriter index) {
    this.plan = plan;
    this.source = source;
    this.file = file;
    this.buffer = buffer.clear();
    this.sidecar = sidecar;
    this.index = index;
    this.nextOffset = plan.baseOffset();
  }

  /// Writes and syncs all of the plan.
  void write() throws IOException {
    for (Extent extent : plan.extents()) {
      append(extent);
    }
    put(buffer.position());
    file.truncate(written);
    file.sync();
  }

  private void append(Extent extent) throws IOException {
    Check.within(
        BatchHeader.BYTES, extent.length(), buffer.capacity() - PieceCrc.BYTES, "bytes of a batch");
    if (extent.length() > buffer.remaining()) {
      int whole = buffer.position() - buffer.position() % PieceCrc.BYTES;
      put(whole);
    }
    int at = buffer.position();
    gather(extent, buffer.slice(at, extent.length()));
    check(extent, at);
    index.add(buffer, at, written + at);
    nextOffset = BatchHeader.nextOffset(buffer, at);
    buffer.position(at + extent.length());
  }

  private void gather(Extent extent, ByteBuffer into) throws IOException {
    Slice memory = extent.memory();
    if (memory == null) {
      source.read(extent, into);
      Check.equal(0, into.remaining(), "bytes of a batch that its source left out");
    } else {
      Check.equal(extent.length(), memory.length(), "bytes of a batch in memory");
      into.put(0, memory.block().bytes(), memory.offset(), memory.length());
    }
  }

  private void check(Extent extent, int at) throws IOException {
    int bytes = BatchHeader.bytes(buffer, at);
    long base = BatchHeader.baseOffset(buffer, at);
    if (bytes != extent.length()
        || base != extent.baseOffset()
        || base < nextOffset
        || BatchHeader.lastOffsetDelta(buffer, at) < 0
        || BatchHeader.nextOffset(buffer, at) > plan.endOffset()
        || !crc.holds(buffer, at, bytes)) {
      throw new IOException(
          "journal entry "
              + extent.position()
              + " does not hold at byte "
              + extent.offset()
              + " the batch of "
              + extent.length()
              + " bytes with offset "
              + extent.baseOffset());
    }
  }

  /// Writes the first `bytes` of the buffer and moves the rest to its front.
  private void put(int bytes) throws IOException {
    buffer.flip();
    sidecar.cover(Part.LOG, buffer.slice(0, bytes));
    file.write(buffer.slice(0, bytes), written);
    written += bytes;
    buffer.position(bytes).compact();
  }
}
