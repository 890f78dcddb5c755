package io.thalweg.storage.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Chance;
import io.thalweg.core.base.Damage;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.core.read.MergePlan;
import io.thalweg.core.read.SegmentStore;
import io.thalweg.storage.segment.BatchFilter;
import io.thalweg.storage.segment.SampleRuns;
import io.thalweg.storage.segment.SegmentFiles;
import io.thalweg.storage.segment.SegmentMerger;
import io.thalweg.storage.segment.SegmentReads;
import io.thalweg.storage.segment.TinyDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The agent that merges: what it answers, and when it does nothing.
class MergerTest implements SegmentStore.Answers {
  private final TinyDisk disk = new TinyDisk();
  private final List<String> said = new ArrayList<>();
  private final SegmentReads reads = new SegmentReads(disk, 4, 1 << 20, said::add);
  private final SampleRuns all = SampleRuns.of(new Chance(8), 8, 40, 20_000);
  private final List<List<SegmentInfo>> merged = new ArrayList<>();
  private final List<Long> notMerged = new ArrayList<>();
  private boolean flushing;
  private long now;
  private long id;
  private final Merger merger = merger(Long.MAX_VALUE);

  private Merger merger(long bytesPerSecond) {
    return new Merger(
        new SegmentMerger(disk, reads, BatchFilter.Source.none()),
        reads,
        () -> flushing,
        new Pace(bytesPerSecond, () -> now),
        this,
        said::add);
  }

  @BeforeEach
  void flush() throws IOException {
    id = all.flushAll(disk, new Chance(8), 1);
  }

  @AfterEach
  void nothingStaysOpen() throws IOException {
    merger.close();
    reads.close();
    assertThat(disk.isClosed()).isTrue();
  }

  private static void work(Merger merger) {
    while (merger.work()) {
      // until there is nothing to do
    }
  }

  private List<SegmentInfo> sources() {
    return all.runs().stream().flatMap(List::stream).toList();
  }

  @Test
  void sourcesAreDeletedAfterTheAnswer() {
    MergePlan plan = all.merge(id);
    merger.merge(plan);
    sources().stream().map(SegmentInfo::id).distinct().forEach(this::delete);
    assertThat(merger.work()).isTrue();
    assertThat(SegmentFiles.in(disk.list()).size()).isGreaterThan(1);
    work(merger);
    assertThat(merged).hasSize(1);
    assertThat(disk.list()).containsExactly("m" + id + ".mixed");
    assertThat(said).isEmpty();
    MergeStats stats = merger.stats();
    long bytes = sources().stream().mapToLong(SegmentInfo::bytes).sum();
    assertThat(stats.bytesWritten().get()).isEqualTo(bytes);
    assertThat(stats.bytesRead().get()).isGreaterThanOrEqualTo(bytes);
    assertThat(stats.nanos().sum()).isPositive();
    assertThat(stats.failures().get()).isZero();
  }

  private void delete(long segment) {
    reads.delete(sources().stream().filter(run -> run.id() == segment).findFirst().orElseThrow());
  }

  @Test
  void damageIsNamedAndOthersGoOn() {
    SegmentInfo damaged = all.runs().get(3).getFirst();
    String file = SegmentFiles.of(damaged).getFirst();
    disk.bytes(file)[0] ^= 1;
    merger.merge(all.merge(id));
    SegmentInfo sound =
        sources().stream().filter(run -> run.id() != damaged.id()).findFirst().orElseThrow();
    MergePlan.Part part = new MergePlan.Part(List.of(sound), null);
    merger.merge(new MergePlan(id + 1, false, List.of(part)));
    work(merger);
    assertThat(notMerged).containsExactly(damaged.id());
    assertThat(merged).hasSize(1);
    assertThat(said).hasSize(1).first().asString().contains("damage in " + file);
    assertThat(merger.stats().failures().get()).isEqualTo(1);
    assertThat(disk.list()).doesNotContain("m" + id + ".mixed");
  }

  @Test
  void aFailedWriteIsNoDamage() {
    merger.merge(all.merge(id));
    disk.failNext();
    work(merger);
    assertThat(notMerged).containsExactly(-1L);
    assertThat(said).hasSize(1).first().asString().contains("injected");
    reads.delete(sources().getFirst());
    assertThat(disk.list()).doesNotContainAnyElementsOf(SegmentFiles.of(sources().getFirst()));
  }

  @Test
  void flushesGoFirst() {
    merger.merge(all.merge(id));
    assertThat(merger.work()).isTrue();
    flushing = true;
    assertThat(merger.work()).isFalse();
    flushing = false;
    work(merger);
    assertThat(merged).hasSize(1);
  }

  @Test
  void butNotForEver() throws IOException {
    Merger pressed = merger(1 << 20);
    flushing = true;
    pressed.merge(all.merge(id));
    int refused = 0;
    while (merged.isEmpty()) {
      now += 20_000_000;
      refused += pressed.work() ? 0 : 1;
    }
    assertThat(refused).isGreaterThan(100);
    pressed.close();
  }

  @Test
  void nothingToDoIsSaid() {
    assertThat(merger.work()).isFalse();
  }

  @Override
  public void arrived(long read, Slice batches) {
    throw new AssertionError();
  }

  @Override
  public void damaged(long read, Damage damage) {
    throw new AssertionError();
  }

  @Override
  public void flushed(FlushPlan plan, List<SegmentInfo> runs) {
    throw new AssertionError();
  }

  @Override
  public void notFlushed(FlushPlan plan, String why) {
    throw new AssertionError();
  }

  @Override
  public void merged(MergePlan plan, List<SegmentInfo> runs) {
    assertThat(SegmentFiles.orphans(disk.list(), runs).size())
        .isEqualTo(SegmentFiles.in(disk.list()).size() - SegmentFiles.of(runs.getFirst()).size());
    merged.add(runs);
  }

  @Override
  public void notMerged(MergePlan plan, long damaged, String why) {
    notMerged.add(damaged);
  }
}
