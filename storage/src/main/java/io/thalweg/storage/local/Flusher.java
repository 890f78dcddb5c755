package io.thalweg.storage.local;

import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.core.read.FlushPlan.Extent;
import io.thalweg.core.read.SegmentStore.Answers;
import io.thalweg.storage.disk.Agent;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.segment.EntrySource;
import io.thalweg.storage.segment.SegmentFlusher;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Writes flush plans to segments, one after the other, and tells when there are no more. Nothing
/// is begun for which the disk has no room.
final class Flusher implements Agent {
  /// Of failures one after the other, one in so many is logged.
  private static final int LOGGED_ONE_IN = 64;

  /// More than a segment's indexes and its sidecar take.
  private static final int SMALL_FILES_BYTES = 2 << 20;

  private final ConcurrentLinkedQueue<FlushPlan> plans = new ConcurrentLinkedQueue<>();
  private final Disk disk;
  private final SegmentFlusher segments;
  private final Answers answers;
  private final Consumer<String> log;
  private final Runnable idle;
  private final AtomicInteger unanswered = new AtomicInteger();
  private final FlushStats stats = new FlushStats();
  private volatile int failures;
  private int unreadable;
  private boolean reading;

  Flusher(Disk disk, EntrySource source, Answers answers, Consumer<String> log, Runnable idle) {
    this.disk = disk;
    this.segments = new SegmentFlusher(disk, (extent, into) -> read(source, extent, into));
    this.answers = answers;
    this.log = log;
    this.idle = idle;
  }

  FlushStats stats() {
    return stats;
  }

  /// Whether a plan waits or is under way.
  boolean isBusy() {
    return unanswered.get() > 0;
  }

  private void read(EntrySource source, Extent extent, ByteBuffer into) throws IOException {
    reading = true;
    source.read(extent, into);
    reading = false;
  }

  /// Whether what was to be written last could not be. That something could not be read, perhaps
  /// since it has left the journal meanwhile, says nothing of the disk's room.
  boolean isFailing() {
    return failures > 0;
  }

  void flush(FlushPlan plan) {
    unanswered.incrementAndGet();
    plans.add(plan);
  }

  @Override
  public String role() {
    return "flusher";
  }

  @Override
  public boolean work() {
    FlushPlan plan = plans.poll();
    if (plan == null) {
      return false;
    }
    long began = System.nanoTime();
    reading = false;
    try {
      room(plan);
      List<SegmentInfo> runs = segments.flush(plan);
      long bytes = runs.stream().mapToLong(SegmentInfo::bytes).sum();
      stats.wrote(bytes, System.nanoTime() - began);
      succeeded();
      answers.flushed(plan, runs);
    } catch (IOException e) {
      stats.failed();
      failed(plan, e);
      answers.notFlushed(plan, e.toString());
    } finally {
      release(plan);
    }
    if (unanswered.decrementAndGet() == 0) {
      idle.run();
    }
    return true;
  }

  private void room(FlushPlan plan) throws IOException {
    long bytes = SMALL_FILES_BYTES;
    for (FlushPlan.Part part : plan.parts()) {
      for (Extent extent : part.extents()) {
        bytes += extent.length();
      }
    }
    long free = disk.freeBytes();
    if (free < bytes) {
      throw new IOException("expected " + bytes + " bytes of free space, but there are " + free);
    }
  }

  private void failed(FlushPlan plan, IOException why) {
    if (reading) {
      if (unreadable++ % LOGGED_ONE_IN == 0) {
        log.accept("segment " + plan.segment() + " could not be read, and is tried again: " + why);
      }
      return;
    }
    int before = failures;
    if (before % LOGGED_ONE_IN == 0) {
      log.accept("segment " + plan.segment() + " could not be written, and is tried again: " + why);
    }
    failures = before + 1;
  }

  private void succeeded() {
    unreadable = 0;
    if (failures > 0) {
      log.accept("segments can be written again, after " + failures + " failures");
      failures = 0;
    }
  }

  private static void release(FlushPlan plan) {
    for (FlushPlan.Part part : plan.parts()) {
      for (Extent extent : part.extents()) {
        Slice memory = extent.memory();
        if (memory != null) {
          memory.release();
        }
      }
    }
  }
}
