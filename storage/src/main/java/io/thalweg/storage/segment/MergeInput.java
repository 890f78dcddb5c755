package io.thalweg.storage.segment;

import io.thalweg.core.base.Check;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.read.MergePlan;
import io.thalweg.storage.segment.run.OpenSegment;
import io.thalweg.storage.segment.run.Pieces;
import io.thalweg.storage.segment.run.SegmentDamaged;
import io.thalweg.storage.segment.run.StoredRun;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the runs of merge plans. Since runs lie in the order of their partitions, each file is
/// read from front to back, in large pieces, which are checked. One thread.
final class MergeInput implements Closeable {
  private static final int MEMORY_BYTES = 32 * Pieces.BYTES;

  /// The part of a file that is in memory.
  private static final class Window {
    final ByteBuffer bytes;
    long segment = -1;
    long start;
    long end;

    Window(ByteBuffer bytes) {
      this.bytes = bytes;
    }
  }

  /// A file, and how many of its runs are still to be read.
  private static final class Source {
    final int number;
    final SegmentInfo info;
    int runs;
    @Nullable OpenSegment open;

    Source(int number, SegmentInfo info) {
      this.number = number;
      this.info = info;
    }
  }

  private final SegmentReads reads;
  private final ByteBuffer memory = SegmentWriters.aligned(MEMORY_BYTES);
  private final Map<Long, Source> sources = new HashMap<>();
  private Window[] windows = new Window[0];
  private long bytes;

  MergeInput(SegmentReads reads) {
    this.reads = reads;
  }

  /// Begins with the first run of `plan`.
  void begin(MergePlan plan) {
    for (MergePlan.Part part : plan.parts()) {
      for (SegmentInfo run : part.sources()) {
        int number = sources.size();
        sources.computeIfAbsent(run.id(), _ -> new Source(number, run)).runs++;
      }
    }
    windows = new Window[Math.min(sources.size(), MEMORY_BYTES / Pieces.BYTES)];
    int windowBytes = MEMORY_BYTES / windows.length / Pieces.BYTES * Pieces.BYTES;
    for (int i = 0; i < windows.length; i++) {
      windows[i] = new Window(memory.slice(i * windowBytes, windowBytes));
    }
  }

  /// The run, which is read next. Its segment stays open until all its runs are [#done].
  StoredRun open(SegmentInfo run) throws SegmentDamaged {
    Source source = source(run);
    OpenSegment segment = source.open;
    if (segment == null) {
      segment = reads.acquire(run);
      source.open = segment;
    }
    return segment.run(run);
  }

  private Source source(SegmentInfo run) {
    return Check.present(sources.get(run.id()), "a source of the plan");
  }

  /// No more of `run` will be read.
  void done(SegmentInfo run) {
    Source source = source(run);
    source.runs--;
    if (source.runs == 0) {
      source.open = null;
      reads.release(run);
    }
  }

  /// Fills `into` from `position` of the run's file.
  void read(StoredRun run, long position, ByteBuffer into) throws SegmentDamaged {
    Window window = windows[source(run.info()).number % windows.length];
    long at = position;
    while (into.hasRemaining()) {
      if (window.segment != run.info().id() || at < window.start || at >= window.end) {
        fill(window, run, at);
      }
      int length = (int) Math.min(into.remaining(), window.end - at);
      into.put(into.position(), window.bytes, (int) (at - window.start), length);
      into.position(into.position() + length);
      at += length;
    }
  }

  private void fill(Window window, StoredRun run, long position) throws SegmentDamaged {
    window.segment = -1;
    window.start = position - position % Pieces.BYTES;
    window.end = Math.min(window.start + window.bytes.capacity(), run.pieceBytes());
    int length = (int) (window.end - window.start);
    run.read(window.bytes.slice(0, length), window.start);
    window.segment = run.info().id();
    bytes += length;
  }

  /// Bytes that were read so far, of all plans.
  long bytes() {
    return bytes;
  }

  /// Ends the plan, wherever it is.
  @Override
  public void close() {
    for (Source source : sources.values()) {
      if (source.open != null) {
        reads.release(source.info);
      }
    }
    sources.clear();
  }
}
