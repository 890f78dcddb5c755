package io.thalweg.storage.local;

import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.core.read.FlushPlan.Extent;
import io.thalweg.core.read.SegmentStore.Answers;
import io.thalweg.storage.disk.Agent;
import io.thalweg.storage.segment.SegmentFlusher;
import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/// Writes flush plans to segments, one after the other.
final class Flusher implements Agent {
  private final ConcurrentLinkedQueue<FlushPlan> plans = new ConcurrentLinkedQueue<>();
  private final SegmentFlusher segments;
  private final Answers answers;
  private final Consumer<String> log;
  private final FlushStats stats = new FlushStats();

  Flusher(SegmentFlusher segments, Answers answers, Consumer<String> log) {
    this.segments = segments;
    this.answers = answers;
    this.log = log;
  }

  FlushStats stats() {
    return stats;
  }

  void flush(FlushPlan plan) {
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
    try {
      SegmentInfo segment = segments.flush(plan);
      stats.wrote(segment.bytes(), System.nanoTime() - began);
      answers.flushed(plan, segment);
    } catch (IOException e) {
      stats.failed();
      log.accept("segment " + plan.segment() + " could not be written: " + e);
      answers.notFlushed(plan, e.toString());
    } finally {
      release(plan);
    }
    return true;
  }

  private static void release(FlushPlan plan) {
    for (Extent extent : plan.extents()) {
      Slice memory = extent.memory();
      if (memory != null) {
        memory.release();
      }
    }
  }
}
