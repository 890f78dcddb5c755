package io.thalweg.storage.segment;

import io.thalweg.core.base.Check;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.core.read.FlushPlan.Extent;
import io.thalweg.core.read.FlushPlan.Part;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.segment.run.NewRun;
import io.thalweg.storage.segment.run.SegmentWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/// Writes flush plans to new segments. One thread at a time.
public final class SegmentFlusher {
  private final EntrySource source;
  private final SegmentWriters writers;

  /// `source` gives the batches that are no longer in memory.
  public SegmentFlusher(Disk disk, EntrySource source) {
    this.source = source;
    this.writers = new SegmentWriters(disk);
  }

  /// Writes `plan` and returns a run for each of its parts. When this returns, the segment survives
  /// a power loss; until a journal record names it, it is an orphan. The plan's slices stay held:
  /// they are the caller's to release.
  ///
  /// @throws IOException if a file could not be written or a batch could not be read as planned;
  ///   the segment's files are deleted (as far as the disk lets us), and `plan` may be tried again
  public List<SegmentInfo> flush(FlushPlan plan) throws IOException {
    SegmentWriter writer = writer(plan);
    try {
      writer.create();
      for (Part part : plan.parts()) {
        writer.begin(run(part));
        for (Extent extent : part.extents()) {
          append(extent, writer);
        }
      }
      return writer.finish();
    } catch (IOException e) {
      writer.discard(e);
      throw e;
    }
  }

  private SegmentWriter writer(FlushPlan plan) {
    long bytes = 0;
    for (Part part : plan.parts()) {
      Check.that(!part.extents().isEmpty(), "expected a flush plan with batches");
      for (Extent extent : part.extents()) {
        bytes += extent.length();
      }
    }
    Part first = plan.parts().getFirst();
    return plan.mixed()
        ? writers.mixed(plan.segment(), plan.parts().size(), bytes)
        : writers.kafka(plan.segment(), first.partition(), first.baseOffset(), bytes);
  }

  private static NewRun run(Part part) {
    return new NewRun(
        part.partition(),
        part.baseOffset(),
        part.endOffset(),
        part.brokerTime(),
        part.baseOffset());
  }

  private void append(Extent extent, SegmentWriter writer) throws IOException {
    ByteBuffer into = writer.room(extent.length());
    Slice memory = extent.memory();
    if (memory == null) {
      source.read(extent, into);
      Check.equal(0, into.remaining(), "bytes of a batch that its source left out");
    } else {
      Check.equal(extent.length(), memory.length(), "bytes of a batch in memory");
      into.put(0, memory.block().bytes(), memory.offset(), memory.length());
    }
    if (!extent.place(into, 0) || !writer.add(extent.length())) {
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
}
