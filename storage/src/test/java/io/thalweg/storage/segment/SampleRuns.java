package io.thalweg.storage.segment;

import io.thalweg.core.base.Chance;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.core.read.FlushPlan.Extent;
import io.thalweg.core.read.MergePlan;
import io.thalweg.storage.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Batches of several partitions, which are spread over segments and merged.
public final class SampleRuns {
  private static final long PER_PARTITION = 1 << 20;

  final List<SamplePlan> samples = new ArrayList<>();

  /// Up to which batch each partition was flushed.
  private final List<Integer> flushed = new ArrayList<>();

  /// All runs that were flushed, by partition.
  final List<List<SegmentInfo>> runs = new ArrayList<>();

  SampleRuns add(SamplePlan sample) {
    samples.add(sample);
    flushed.add(0);
    runs.add(new ArrayList<>());
    return this;
  }

  /// Such as [SamplePlan] makes.
  public static SampleRuns of(Chance chance, int partitions, int batches, int maxEventBytes) {
    SampleRuns all = new SampleRuns();
    for (int i = 0; i < partitions; i++) {
      all.add(SamplePlan.of(chance, 1 + chance.nextInt(batches), maxEventBytes));
    }
    return all;
  }

  static long partition(int number) {
    return 100 + 3L * number;
  }

  /// All runs that were flushed, by partition.
  public List<List<SegmentInfo>> runs() {
    return runs;
  }

  /// Part of a plan with the next `most` batches of a partition, which has some left.
  FlushPlan.Part next(int number, int most) {
    SamplePlan sample = samples.get(number);
    int from = flushed.get(number);
    int to = Math.min(from + most, sample.batches.size());
    flushed.set(number, to);
    return sample.part(partition(number), from, to, number * PER_PARTITION);
  }

  boolean isLeft(int number) {
    return flushed.get(number) < samples.get(number).batches.size();
  }

  /// A plan for all that is left.
  FlushPlan rest(long segment) {
    List<FlushPlan.Part> parts = new ArrayList<>();
    for (int number = 0; number < samples.size(); number++) {
      parts.add(next(number, Integer.MAX_VALUE));
    }
    return new FlushPlan(segment, true, parts);
  }

  void read(Extent extent, ByteBuffer into) {
    SamplePlan sample = samples.get((int) (extent.position() / PER_PARTITION));
    into.put(sample.batches.get((int) (extent.position() % PER_PARTITION)).bytes());
  }

  List<SegmentInfo> flush(Disk disk, FlushPlan plan) throws IOException {
    List<SegmentInfo> flushed = new SegmentFlusher(disk, this::read).flush(plan);
    for (SegmentInfo run : flushed) {
      runs.get((int) (run.partition() - 100) / 3).add(run);
    }
    return flushed;
  }

  /// Flushes all to several segments of both kinds, from id `segment` on; returns the next id.
  public long flushAll(Disk disk, Chance chance, long segment) throws IOException {
    long id = segment;
    while (true) {
      List<FlushPlan.Part> parts = new ArrayList<>();
      for (int number = 0; number < samples.size(); number++) {
        if (isLeft(number) && chance.nextInt(3) > 0) {
          parts.add(next(number, 1 + chance.nextInt(30)));
        }
      }
      boolean mixed = chance.nextInt(3) > 0;
      for (List<FlushPlan.Part> each :
          mixed ? List.of(parts) : parts.stream().map(List::of).toList()) {
        if (!each.isEmpty()) {
          flush(disk, new FlushPlan(id++, mixed, each));
        }
      }
      if (flushed.equals(samples.stream().map(sample -> sample.batches.size()).toList())) {
        return id;
      }
    }
  }

  /// Merges all that was flushed to one mixed segment.
  public MergePlan merge(long segment) {
    return new MergePlan(
        segment, true, runs.stream().map(each -> new MergePlan.Part(each, null)).toList());
  }
}
