package io.thalweg.storage.local;

import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.read.MergePlan;
import io.thalweg.core.read.SegmentStore.Answers;
import io.thalweg.storage.disk.Agent;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.segment.BatchFilter;
import io.thalweg.storage.segment.SegmentMerger;
import io.thalweg.storage.segment.SegmentReads;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes merge plans to segments, one after the other, in small steps: none while something is
/// flushed, unless it is pressed, and no faster than its pace.
final class Merger implements Agent, Closeable {
  static final String ROLE = "merger";

  /// A plan, and all that is read for it: a run of each segment.
  private record Job(MergePlan plan, List<SegmentInfo> held) {
    static Job of(MergePlan plan) {
      Map<Long, SegmentInfo> byId = new HashMap<>();
      for (MergePlan.Part part : plan.parts()) {
        part.sources().forEach(run -> byId.putIfAbsent(run.id(), run));
        if (part.cleaning() != null) {
          part.cleaning().dirty().forEach(run -> byId.putIfAbsent(run.id(), run));
        }
      }
      return new Job(plan, List.copyOf(byId.values()));
    }
  }

  private final ConcurrentLinkedQueue<Job> jobs = new ConcurrentLinkedQueue<>();
  private final SegmentMerger segments;
  private final SegmentReads reads;
  private final BooleanSupplier flushing;
  private final Pace pace;
  private final Answers answers;
  private final Consumer<String> log;
  private final MergeStats stats = new MergeStats();
  private @Nullable Job job;
  private long began;
  private long counted;

  /// `flushing` tells whether something is to be flushed; when that ends, the agent is woken.
  Merger(
      SegmentMerger segments,
      SegmentReads reads,
      BooleanSupplier flushing,
      Pace pace,
      Answers answers,
      Consumer<String> log) {
    this.segments = segments;
    this.reads = reads;
    this.flushing = flushing;
    this.pace = pace;
    this.answers = answers;
    this.log = log;
  }

  /// The same, with the pace of `settings`.
  static Merger of(
      Disk disk,
      SegmentReads reads,
      BatchFilter.Source filters,
      BooleanSupplier flushing,
      StorageSettings settings,
      LocalStorage.Hooks hooks) {
    return new Merger(
        new SegmentMerger(disk, reads, filters),
        reads,
        flushing,
        new Pace(settings.mergeBytesPerSecond(), System::nanoTime),
        hooks.answers(),
        hooks.log());
  }

  MergeStats stats() {
    return stats;
  }

  void merge(MergePlan plan) {
    Job wanted = Job.of(plan);
    wanted.held.forEach(reads::hold);
    jobs.add(wanted);
  }

  @Override
  public String role() {
    return ROLE;
  }

  @Override
  public boolean work() {
    pace.is(job != null || !jobs.isEmpty());
    boolean later = flushing.getAsBoolean() && !pace.isPressed();
    Job now = later || !pace.allows() ? null : begin();
    if (now == null) {
      return false;
    }
    step(now);
    return true;
  }

  /// What is under way, or comes next.
  private @Nullable Job begin() {
    if (job == null) {
      job = jobs.poll();
      if (job != null) {
        began = System.nanoTime();
        segments.begin(job.plan);
      }
    }
    return job;
  }

  private void step(Job now) {
    try {
      List<SegmentInfo> runs = segments.step();
      count();
      if (runs != null) {
        long bytes = runs.stream().mapToLong(SegmentInfo::bytes).sum();
        stats.wrote(bytes, System.nanoTime() - began);
        answers.merged(now.plan, runs);
        ended(now);
      }
    } catch (IOException e) {
      count();
      stats.failed();
      log.accept("segment " + now.plan.segment() + " could not be merged: " + e.getMessage());
      answers.notMerged(now.plan, segments.damaged(), String.valueOf(e.getMessage()));
      ended(now);
    }
  }

  private void count() {
    long read = segments.bytesRead() - counted;
    counted += read;
    stats.read(read);
    pace.spend(read);
  }

  private void ended(Job now) {
    job = null;
    now.held.forEach(reads::letGo);
  }

  /// Gives up what is under way. The agent's thread has ended before.
  @Override
  public void close() throws IOException {
    segments.close();
  }
}
