package io.thalweg.storage.segment.mixed;

import io.thalweg.core.base.Check;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.storage.segment.run.NewRun;
import io.thalweg.storage.segment.run.Pieces;
import java.nio.ByteBuffer;

/// Gathers a mixed segment's directory while its batches are written.
final class DirectoryWriter {
  private final long segment;
  private ByteBuffer runs = ByteBuffer.allocate(16 * MixedSegment.RUN_BYTES);
  private ByteBuffer entries = ByteBuffer.allocate(16 * MixedSegment.ENTRY_BYTES);
  private NewRun run = new NewRun(Long.MIN_VALUE, 0, 0, 0, 0);
  private int runCount;
  private int entryCount;
  private int firstEntry;
  private long start;
  private long lastEntry;
  private long maxTimestamp;
  private long maxTimestampOffset;

  DirectoryWriter(long segment) {
    this.segment = segment;
  }

  void began(NewRun next, long position) {
    Check.that(next.partition() > run.partition(), "expected runs in the order of partitions");
    Check.that(runCount < MixedSegment.MAX_RUNS, "expected fewer runs in a segment");
    run = next;
    firstEntry = entryCount;
    start = position;
    lastEntry = position;
    maxTimestamp = -1;
    maxTimestampOffset = -1;
  }

  void added(ByteBuffer in, int at, long position) {
    long baseOffset = BatchHeader.baseOffset(in, at);
    if (position - lastEntry >= MixedSegment.INTERVAL) {
      entries = roomFor(entries, MixedSegment.ENTRY_BYTES);
      entries.putLong(baseOffset).putLong(position);
      entries.putLong(maxTimestamp).putLong(maxTimestampOffset);
      entryCount++;
      lastEntry = position;
    }
    long timestamp = BatchHeader.maxTimestamp(in, at);
    if (timestamp > maxTimestamp || maxTimestampOffset < 0) {
      maxTimestamp = Math.max(timestamp, maxTimestamp);
      maxTimestampOffset = baseOffset;
    }
  }

  void ended(long bytes) {
    runs = roomFor(runs, MixedSegment.RUN_BYTES);
    runs.putLong(run.partition()).putLong(run.baseOffset()).putLong(run.endOffset());
    runs.putLong(start).putLong(bytes);
    runs.putLong(maxTimestamp).putLong(maxTimestampOffset);
    runs.putInt(firstEntry).putInt(entryCount - firstEntry);
    runCount++;
  }

  private static ByteBuffer roomFor(ByteBuffer content, int more) {
    if (content.remaining() >= more) {
      return content;
    }
    return ByteBuffer.allocate(2 * content.capacity()).put(content.flip());
  }

  /// The directory of a file with these `pieces`.
  ByteBuffer encode(Pieces.Gathered pieces) {
    ByteBuffer out =
        ByteBuffer.allocate(
            runs.position()
                + entries.position()
                + pieces.encodedBytes()
                + MixedSegment.TRAILER_BYTES);
    out.put(runs.flip()).put(entries.flip());
    pieces.putTo(out);
    out.putLong(segment).putLong(pieces.bytes());
    out.putInt(runCount).putInt(entryCount);
    out.putInt(MixedSegment.VERSION).putInt(MixedSegment.MAGIC);
    return out.flip();
  }
}
