package io.thalweg.storage.segment;

import io.thalweg.core.base.Check;
import io.thalweg.core.batch.BatchCrc;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.journal.JournalWriter;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.read.MergePlan;
import io.thalweg.core.read.MergePlan.Part;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.segment.run.NewRun;
import io.thalweg.storage.segment.run.SegmentDamaged;
import io.thalweg.storage.segment.run.SegmentWriter;
import io.thalweg.storage.segment.run.StoredRun;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes merge plans to new segments, one after the other, in bounded steps: copies batch after
/// batch, each checked. One thread.
public final class SegmentMerger implements Closeable {
  /// A step copies so much, or a batch more.
  private static final int STEP_BYTES = 512 * 1024;

  /// A plan that is being carried out, and how far.
  private static final class Merge {
    final MergePlan plan;
    final SegmentWriter writer;
    boolean created;
    int parts;
    int sources;
    @Nullable BatchFilter filter;
    boolean preparing;
    @Nullable StoredRun run;
    long at;

    /// Behind the last batch that was read, of this part.
    long nextOffset;

    Merge(MergePlan plan, SegmentWriter writer) {
      this.plan = plan;
      this.writer = writer;
    }

    Part part() {
      return plan.parts().get(parts);
    }

    SegmentInfo source() {
      return part().sources().get(sources);
    }

    /// Id of the segment that is being read.
    long reads() {
      return preparing && filter != null ? filter.prepares() : source().id();
    }
  }

  private final SegmentWriters writers;
  private final MergeInput input;
  private final BatchFilter.Source filters;
  private final ByteBuffer header = ByteBuffer.allocate(BatchHeader.BYTES);
  private final BatchCrc crc = new BatchCrc();
  private @Nullable Merge merge;
  private long damaged = -1;
  private long prepared;

  /// Reads through `reads`; parts that are to be cleaned go through one of `filters`.
  public SegmentMerger(Disk disk, SegmentReads reads, BatchFilter.Source filters) {
    this.writers = new SegmentWriters(disk);
    this.input = new MergeInput(reads);
    this.filters = filters;
  }

  /// Begins with `plan`; the last one has ended.
  public void begin(MergePlan plan) {
    Check.that(merge == null, "expected one plan at a time");
    long bytes = 0;
    for (Part part : plan.parts()) {
      bytes += part.bytes();
    }
    Part first = plan.parts().getFirst();
    SegmentWriter writer =
        plan.mixed()
            ? writers.mixed(plan.segment(), plan.parts().size(), bytes)
            : writers.kafka(plan.segment(), first.partition(), first.baseOffset(), bytes);
    merge = new Merge(plan, writer);
    input.begin(plan);
  }

  /// Does the next step. Returns null until it was the last; then a run for each of the plan's
  /// parts, and the segment survives a power loss. Until a journal record names it, it is an
  /// orphan.
  ///
  /// @throws SegmentDamaged if a source is not what was written
  /// @throws IOException if a file could not be written; as with damage, the new segment's files
  ///   are deleted (as far as the disk lets us), and the plan has ended
  public @Nullable List<SegmentInfo> step() throws IOException {
    Merge now = Check.present(merge, "a plan to be carried out");
    try {
      if (!now.created) {
        now.created = true;
        now.writer.create();
      }
      long left = STEP_BYTES;
      while (left > 0 && now.parts < now.plan.parts().size()) {
        left -= advance(now);
      }
      if (left == STEP_BYTES) {
        List<SegmentInfo> runs = now.writer.finish();
        end();
        return runs;
      }
      return null;
    } catch (IOException e) {
      damaged = e instanceof SegmentDamaged ? now.reads() : -1;
      now.writer.discard(e);
      end();
      throw e;
    }
  }

  private void end() {
    merge = null;
    input.close();
  }

  /// Copies the next batch, or begins with the next source; returns how many bytes that took.
  private int advance(Merge now) throws IOException {
    StoredRun run = now.run;
    if (run == null) {
      if (now.sources == 0) {
        int prepared = prepare(now);
        if (prepared > 0) {
          return prepared;
        }
        begin(now);
      }
      run = input.open(now.source());
      now.run = run;
      now.at = run.start();
    }
    int bytes = copy(now, run);
    if (now.at == run.end()) {
      input.done(now.source());
      now.run = null;
      now.sources++;
    }
    if (now.sources == now.part().sources().size()) {
      now.sources = 0;
      now.parts++;
      now.filter = null;
    }
    return bytes;
  }

  /// Lets the part's filter prepare itself; returns how many bytes that took, or 0 at its end.
  private int prepare(Merge now) throws IOException {
    if (now.filter == null && now.part().cleaning() != null) {
      now.filter = filters.of(now.part());
    }
    now.preparing = true;
    int bytes = now.filter == null ? 0 : now.filter.prepare();
    now.preparing = false;
    prepared += bytes;
    return bytes;
  }

  private void begin(Merge now) {
    Part part = now.part();
    now.nextOffset = part.baseOffset();
    long cleanedTo = now.filter == null ? cleanedTo(part) : now.filter.cleanedTo();
    now.writer.begin(
        new NewRun(
            part.partition(), part.baseOffset(), part.endOffset(), part.brokerTime(), cleanedTo));
  }

  /// Up to where all sources are compacted.
  private static long cleanedTo(Part part) {
    long to = part.baseOffset();
    for (SegmentInfo source : part.sources()) {
      if (source.baseOffset() == to) {
        to = Math.min(source.cleanedTo(), source.endOffset());
      }
    }
    return to;
  }

  private int copy(Merge now, StoredRun run) throws IOException {
    long left = run.end() - now.at;
    int size = 0;
    if (left >= BatchHeader.BYTES) {
      input.read(run, now.at, header.clear());
      size = BatchHeader.bytes(header, 0);
    }
    if (size < BatchHeader.BYTES || size > Math.min(left, JournalWriter.MAX_PAYLOAD)) {
      throw notABatch(now, run);
    }
    long next = BatchHeader.nextOffset(header, 0);
    long from = Math.max(now.nextOffset, run.info().baseOffset());
    if (BatchHeader.baseOffset(header, 0) < from || next > run.info().endOffset()) {
      throw notABatch(now, run);
    }
    ByteBuffer batch = now.writer.room(size);
    input.read(run, now.at, batch);
    write(now, run, batch.flip());
    now.at += size;
    now.nextOffset = next;
    return size;
  }

  @SuppressWarnings("ReferenceEquality") // the very same buffer, not the same bytes
  private void write(Merge now, StoredRun run, ByteBuffer batch) throws IOException {
    BatchFilter filter = now.filter;
    int size = batch.remaining();
    if (filter == null) {
      if (!now.writer.add(size)) {
        throw notABatch(now, run);
      }
      return;
    }
    if (!crc.holds(batch, 0, size) || BatchHeader.lastOffsetDelta(batch, 0) < 0) {
      throw notABatch(now, run);
    }
    boolean last = now.at + size == run.end() && now.sources + 1 == now.part().sources().size();
    ByteBuffer left = filter.filter(batch, last);
    if (left == null) {
      return;
    }
    int bytes = left.remaining();
    if (left != batch) {
      now.writer.room(bytes).put(left);
    }
    Check.that(now.writer.add(bytes), "expected a filter to leave a valid batch");
  }

  private static SegmentDamaged notABatch(Merge now, StoredRun run) {
    return new SegmentDamaged(
        run.file(), now.at, "expected a valid batch from offset " + now.nextOffset + " on");
  }

  /// After a step that failed: id of the segment that is not what was written; -1 if it is another
  /// failure.
  public long damaged() {
    return damaged;
  }

  /// Bytes that were read so far, of all plans.
  public long bytesRead() {
    return input.bytes() + prepared;
  }

  /// Gives up what is under way; its file is an orphan.
  @Override
  public void close() throws IOException {
    Merge now = merge;
    if (now != null) {
      end();
      now.writer.close();
    }
  }
}
