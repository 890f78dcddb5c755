package io.thalweg.storage.segment;

import io.thalweg.core.base.Check;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.segment.kafka.OpenKafka;
import io.thalweg.storage.segment.mixed.OpenMixed;
import io.thalweg.storage.segment.run.OpenSegment;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The segments that were read lately, within limits of files and memory; more than that only while
/// reads of them are under way. And those that must not be deleted yet. Thread-safe; no call waits
/// for another's I/O.
final class OpenSegments implements Closeable {
  private static final class Entry {
    final OpenSegment segment;
    int readers;

    Entry(OpenSegment segment) {
      this.segment = segment;
    }
  }

  private final Disk disk;
  private final int maxOpen;
  private final long maxMemoryBytes;
  private final Map<Long, Entry> byId = new LinkedHashMap<>(16, 0.75f, true);

  /// How often each is held.
  private final Map<Long, Integer> held = new HashMap<>();

  /// To be deleted by whoever lets go of them last.
  private final Map<Long, SegmentInfo> doomed = new HashMap<>();

  OpenSegments(Disk disk, int maxOpen, long maxMemoryBytes) {
    this.disk = disk;
    this.maxOpen = maxOpen;
    this.maxMemoryBytes = maxMemoryBytes;
  }

  /// The segment that `run` is in, which stays open until [#release].
  synchronized OpenSegment acquire(SegmentInfo run) {
    Check.that(
        !doomed.containsKey(run.id()) || held.containsKey(run.id()),
        "expected no read of a segment that is being deleted");
    Entry entry = byId.computeIfAbsent(run.id(), _ -> new Entry(open(run)));
    entry.readers++;
    return entry.segment;
  }

  private OpenSegment open(SegmentInfo run) {
    return run.mixed() ? new OpenMixed(disk, run.id()) : new OpenKafka(disk, run);
  }

  /// Ends what [#acquire] began; returns what is to be deleted now.
  @Nullable SegmentInfo release(SegmentInfo run) {
    List<OpenSegment> closed = new ArrayList<>();
    SegmentInfo deleted;
    synchronized (this) {
      Entry entry = byId.get(run.id());
      if (entry != null) { // else all were closed meanwhile
        entry.readers--;
      }
      deleted = free(run.id(), closed);
      trim(closed);
    }
    closed.forEach(OpenSegment::close);
    return deleted;
  }

  /// Keeps the segment's files from being deleted until [#letGo].
  synchronized void hold(SegmentInfo run) {
    held.merge(run.id(), 1, Integer::sum);
  }

  /// Ends what [#hold] began; returns what is to be deleted now.
  @Nullable SegmentInfo letGo(SegmentInfo run) {
    List<OpenSegment> closed = new ArrayList<>();
    SegmentInfo deleted;
    synchronized (this) {
      held.computeIfPresent(run.id(), (_, holds) -> holds == 1 ? null : holds - 1);
      deleted = free(run.id(), closed);
    }
    closed.forEach(OpenSegment::close);
    return deleted;
  }

  /// The segment is to be deleted; returns it if that can be now, else somebody else will be told.
  @Nullable SegmentInfo doom(SegmentInfo run) {
    List<OpenSegment> closed = new ArrayList<>();
    SegmentInfo deleted;
    synchronized (this) {
      doomed.put(run.id(), run);
      deleted = free(run.id(), closed);
    }
    closed.forEach(OpenSegment::close);
    return deleted;
  }

  private @Nullable SegmentInfo free(long id, List<OpenSegment> closed) {
    Entry entry = byId.get(id);
    boolean used = held.containsKey(id) || (entry != null && entry.readers > 0);
    SegmentInfo deleted = used ? null : doomed.remove(id);
    if (deleted != null && entry != null) {
      byId.remove(id);
      closed.add(entry.segment);
    }
    return deleted;
  }

  private void trim(List<OpenSegment> closed) {
    long memory = 0;
    for (Entry entry : byId.values()) {
      memory += entry.segment.memoryBytes();
    }
    Iterator<Entry> eldestFirst = byId.values().iterator();
    while ((byId.size() > maxOpen || memory > maxMemoryBytes) && eldestFirst.hasNext()) {
      Entry entry = eldestFirst.next();
      if (entry.readers == 0) {
        memory -= entry.segment.memoryBytes();
        eldestFirst.remove();
        closed.add(entry.segment);
      }
    }
  }

  @Override
  public synchronized void close() {
    byId.values().forEach(entry -> entry.segment.close());
    byId.clear();
  }
}
