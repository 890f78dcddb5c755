package io.thalweg.storage.segment;

import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Block;
import io.thalweg.core.memory.Slice;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is likely to be asked for next: the batches behind those that were just read of a segment.
/// They are read while nobody asks for anything, and given up when blocks are short. Thread-safe;
/// [#read] and [#forget] by one thread.
public final class ReadAhead {
  private static final int MOST_CHUNKS = 6;

  /// Batches of a segment from an offset on, as many as fit.
  private record Chunk(SegmentInfo segment, long fromOffset, int maxBytes) {}

  private final SegmentReads segments;
  private final ArrayDeque<Chunk> wanted = new ArrayDeque<>();
  private final Map<Chunk, Slice> held = new LinkedHashMap<>();

  public ReadAhead(SegmentReads segments) {
    this.segments = segments;
  }

  /// The batches that were read ahead for just this request, which holds them from now on; or null.
  public synchronized @Nullable Slice take(SegmentInfo segment, long fromOffset, int maxBytes) {
    return held.remove(new Chunk(segment, fromOffset, maxBytes));
  }

  /// `batches` answer a request of `maxBytes`: what follows them is wanted next.
  public synchronized void served(SegmentInfo segment, Slice batches, int maxBytes) {
    ByteBuffer bytes = batches.block().bytes();
    int end = batches.offset() + batches.length();
    long next = segment.endOffset();
    for (int at = batches.offset(); at < end; at += BatchHeader.bytes(bytes, at)) {
      next = BatchHeader.nextOffset(bytes, at);
    }
    Chunk following = new Chunk(segment, next, maxBytes);
    if (next < segment.endOffset() && !held.containsKey(following)) {
      wanted.remove(following);
      wanted.add(following);
      while (wanted.size() > MOST_CHUNKS) {
        wanted.remove();
      }
    }
  }

  /// Whether there is something to read.
  public synchronized boolean isDue() {
    return !wanted.isEmpty();
  }

  /// Reads the next chunk into `block`, which is held for this call.
  public void read(Block block) {
    Chunk chunk = next();
    try {
      keep(chunk, segments.read(chunk.segment, chunk.fromOffset, chunk.maxBytes, block));
    } catch (SegmentDamaged e) {
      block.release(); // whoever asks for it will be told
    }
  }

  private synchronized Chunk next() {
    return wanted.remove();
  }

  private synchronized void keep(Chunk chunk, Slice batches) {
    if (held.size() == MOST_CHUNKS) {
      giveUpOldest();
    }
    held.put(chunk, batches);
  }

  /// Gives a block back; false if none is held here.
  public synchronized boolean giveUpOldest() {
    Iterator<Slice> oldest = held.values().iterator();
    if (!oldest.hasNext()) {
      return false;
    }
    oldest.next().release();
    oldest.remove();
    return true;
  }

  /// The segment is about to be deleted.
  public synchronized void forget(SegmentInfo segment) {
    wanted.removeIf(chunk -> chunk.segment.id() == segment.id());
    held.entrySet()
        .removeIf(
            each -> {
              boolean its = each.getKey().segment.id() == segment.id();
              if (its) {
                each.getValue().release();
              }
              return its;
            });
  }
}
