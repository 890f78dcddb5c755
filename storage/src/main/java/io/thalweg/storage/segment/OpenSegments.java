package io.thalweg.storage.segment;

import io.thalweg.core.base.Check;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.storage.disk.Disk;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// The segments that were read lately, within limits of files and memory; more than that only while
/// reads of them are under way. Thread-safe.
final class OpenSegments implements Closeable {
  private static final class Entry {
    final OpenSegment segment;
    int readers;
    boolean forgotten;

    Entry(OpenSegment segment) {
      this.segment = segment;
    }
  }

  private final Disk disk;
  private final int maxOpen;
  private final long maxMemoryBytes;
  private final Map<Long, Entry> byId = new LinkedHashMap<>(16, 0.75f, true);

  OpenSegments(Disk disk, int maxOpen, long maxMemoryBytes) {
    this.disk = disk;
    this.maxOpen = maxOpen;
    this.maxMemoryBytes = maxMemoryBytes;
  }

  /// The segment, which stays open until [#release].
  synchronized OpenSegment acquire(SegmentInfo info) {
    Entry entry = byId.computeIfAbsent(info.id(), _ -> new Entry(new OpenSegment(disk, info)));
    Check.that(!entry.forgotten, "expected no read of a segment that is being deleted");
    entry.readers++;
    return entry.segment;
  }

  synchronized void release(OpenSegment segment) {
    Entry entry = byId.get(segment.info().id());
    if (entry == null) {
      return; // closed meanwhile
    }
    entry.readers--;
    notifyAll();
    trim();
  }

  /// Waits until no read of the segment is under way, and closes it.
  synchronized void forget(SegmentInfo info) throws IOException {
    Entry entry = byId.get(info.id());
    if (entry == null) {
      return;
    }
    entry.forgotten = true;
    while (entry.readers > 0) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while segment " + info.id() + " is read");
      }
    }
    byId.remove(info.id());
    entry.segment.close();
  }

  /// Segments that are open now.
  synchronized int count() {
    return byId.size();
  }

  private void trim() {
    long memory = 0;
    for (Entry entry : byId.values()) {
      memory += entry.segment.memoryBytes();
    }
    Iterator<Entry> eldestFirst = byId.values().iterator();
    while ((byId.size() > maxOpen || memory > maxMemoryBytes) && eldestFirst.hasNext()) {
      Entry entry = eldestFirst.next();
      if (entry.readers == 0 && !entry.forgotten) {
        memory -= entry.segment.memoryBytes();
        eldestFirst.remove();
        closeQuietly(entry.segment);
      }
    }
  }

  private static void closeQuietly(OpenSegment segment) {
    try {
      segment.close();
    } catch (IOException _) {
      // Only read from: nothing can be lost.
    }
  }

  @Override
  public synchronized void close() {
    byId.values().forEach(entry -> closeQuietly(entry.segment));
    byId.clear();
  }
}
