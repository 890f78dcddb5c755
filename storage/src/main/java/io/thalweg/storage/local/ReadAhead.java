package io.thalweg.storage.local;

import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Block;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.FlushPlan.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is likely to be asked for next: the batches behind those that were just read. They are read
/// while nobody asks for anything, and given up when blocks are short. Thread-safe; [#read] and
/// [#forget] by one thread.
final class ReadAhead {
  private static final int MOST_CHUNKS = 6;

  /// What one request asks for.
  sealed interface Chunk {}

  /// Batches of a segment from an offset on, as many as fit.
  record OfSegment(SegmentInfo segment, long fromOffset, int maxBytes) implements Chunk {}

  /// Batches of the journal, just these.
  record OfJournal(List<Extent> extents) implements Chunk {}

  /// Reads a chunk into a block, which the returned slice holds.
  interface Source {
    Slice read(Chunk chunk, Block block) throws IOException;
  }

  private final Source source;
  private final ArrayDeque<Chunk> wanted = new ArrayDeque<>();
  private final Map<Chunk, Slice> held = new LinkedHashMap<>();

  ReadAhead(Source source) {
    this.source = source;
  }

  /// The batches that were read ahead for just this request, which holds them from now on; or null.
  synchronized @Nullable Slice take(Chunk chunk) {
    wanted.remove(chunk);
    return held.remove(chunk);
  }

  /// `batches` answer `chunk`: what follows them in its segment is wanted next.
  void served(OfSegment chunk, Slice batches) {
    ByteBuffer bytes = batches.block().bytes();
    int end = batches.offset() + batches.length();
    long next = chunk.segment.endOffset();
    for (int at = batches.offset(); at < end; at += BatchHeader.bytes(bytes, at)) {
      next = BatchHeader.nextOffset(bytes, at);
    }
    if (next < chunk.segment.endOffset()) {
      want(new OfSegment(chunk.segment, next, chunk.maxBytes));
    }
  }

  /// `chunk` is wanted next.
  synchronized void want(Chunk chunk) {
    if (held.containsKey(chunk)) {
      return;
    }
    wanted.remove(chunk);
    wanted.add(chunk);
    while (wanted.size() > MOST_CHUNKS) {
      wanted.remove();
    }
  }

  /// Whether there is something to read.
  synchronized boolean isDue() {
    return !wanted.isEmpty();
  }

  /// Reads the next chunk into `block`, which is held for this call.
  void read(Block block) {
    Chunk chunk = next();
    if (chunk == null) {
      block.release(); // it has been asked for meanwhile
      return;
    }
    try {
      keep(chunk, source.read(chunk, block));
    } catch (IOException e) {
      block.release(); // whoever asks for it will be told
    }
  }

  /// What was wanted again while it was being read is held by now, and not read twice.
  private synchronized @Nullable Chunk next() {
    Chunk chunk = wanted.poll();
    while (chunk != null && held.containsKey(chunk)) {
      chunk = wanted.poll();
    }
    return chunk;
  }

  private synchronized void keep(Chunk chunk, Slice batches) {
    if (held.size() == MOST_CHUNKS) {
      giveUpOldest();
    }
    held.put(chunk, batches);
  }

  /// Gives a block back; false if none is held here.
  synchronized boolean giveUpOldest() {
    Iterator<Slice> oldest = held.values().iterator();
    if (!oldest.hasNext()) {
      return false;
    }
    oldest.next().release();
    oldest.remove();
    return true;
  }

  /// The segment is about to be deleted.
  synchronized void forget(SegmentInfo segment) {
    wanted.removeIf(chunk -> isOf(segment, chunk));
    for (Chunk chunk : List.copyOf(held.keySet())) {
      Slice batches = isOf(segment, chunk) ? held.remove(chunk) : null;
      if (batches != null) {
        batches.release();
      }
    }
  }

  private static boolean isOf(SegmentInfo segment, Chunk chunk) {
    return chunk instanceof OfSegment of && of.segment.id() == segment.id();
  }
}
