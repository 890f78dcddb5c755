package io.thalweg.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.core.base.Chance;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Block;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.core.read.MergePlan;
import io.thalweg.storage.segment.run.SegmentDamaged;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A merged run holds what its sources hold, one after the other.
class SegmentMergerTest {
  private final TinyDisk disk = new TinyDisk();
  private final SegmentReads reads = new SegmentReads(disk, 4, 1 << 20, Assertions::fail);
  private final Block block = new BlockPool(1408 << 10, 1).take();
  private final SegmentMerger merger = new SegmentMerger(disk, reads, BatchFilter.Source.none());

  @AfterEach
  void nothingStaysOpen() {
    reads.close();
    assertThat(disk.opened.get()).isZero();
  }

  private static List<SegmentInfo> run(SegmentMerger merger, MergePlan plan) throws IOException {
    merger.begin(plan);
    List<SegmentInfo> runs;
    do {
      runs = merger.step();
    } while (runs == null);
    return runs;
  }

  private byte[] all(SegmentInfo run) throws IOException {
    ByteBuffer all = ByteBuffer.allocate((int) run.bytes());
    long offset = run.baseOffset();
    Slice slice = reads.read(run, offset, 300_000, block);
    while (slice.length() > 0) {
      ByteBuffer view = slice.view();
      for (int at = 0; at < view.limit(); at += BatchHeader.bytes(view, at)) {
        offset = BatchHeader.nextOffset(view, at);
      }
      all.put(view);
      slice = reads.read(run, offset, 300_000, block);
    }
    assertThat(all.remaining()).isZero();
    return all.array();
  }

  private void expectMerged(SegmentInfo run, List<SegmentInfo> sources, SamplePlan sample)
      throws IOException {
    assertThat(all(run)).isEqualTo(sample.from(0, Long.MIN_VALUE));
    assertThat(run.baseOffset()).isEqualTo(sample.baseOffset()).isEqualTo(run.cleanedTo());
    assertThat(run.endOffset()).isEqualTo(sample.endOffset());
    assertThat(run.maxTimestamp()).isEqualTo(sample.largest(0));
    assertThat(run.brokerTime()).isEqualTo(sources.getLast().brokerTime());
    assertThat(sources).allMatch(source -> run.replaces(source));
    assertThat(reads.verify(run, block)).isPositive();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void anyMixOfSourcesBecomesEitherKind(long seed) throws IOException {
    Chance chance = new Chance(seed);
    int largest = seed == 1 ? 150_000 : 1 + chance.nextInt(9000);
    SampleRuns all = SampleRuns.of(chance, 1 + chance.nextInt(20), 100, largest);
    long id = all.flushAll(disk, chance, 1);
    List<SegmentInfo> merged = run(merger, all.merge(id));
    assertThat(merger.bytesRead()).isPositive();
    disk.crash();
    for (int number = 0; number < merged.size(); number++) {
      expectMerged(merged.get(number), all.runs.get(number), all.samples.get(number));
      List<SegmentInfo> sources = new ArrayList<>(all.runs.get(number));
      MergePlan alone = new MergePlan(++id, false, List.of(new MergePlan.Part(sources, null)));
      expectMerged(run(merger, alone).getFirst(), sources, all.samples.get(number));
      MergePlan again =
          new MergePlan(
              ++id, false, List.of(new MergePlan.Part(List.of(merged.get(number)), null)));
      expectMerged(run(merger, again).getFirst(), sources, all.samples.get(number));
    }
  }

  @Test
  void moreSourcesThanThereAreWindows() throws IOException {
    SampleRuns all = new SampleRuns();
    for (int i = 0; i < 3; i++) {
      SamplePlan sample = new SamplePlan(0);
      for (int batch = 0; batch < 50; batch++) {
        sample.batch(2, batch, 3000 + 10_000 * i);
      }
      all.add(sample);
    }
    for (int id = 1; id <= 50; id++) {
      all.flush(
          disk, new FlushPlan(id, true, List.of(all.next(0, 1), all.next(1, 1), all.next(2, 1))));
    }
    List<SegmentInfo> merged = run(merger, all.merge(99));
    for (int i = 0; i < 3; i++) {
      expectMerged(merged.get(i), all.runs.get(i), all.samples.get(i));
    }
  }

  @Test
  void stepsAreSmall() throws IOException {
    SampleRuns all = SampleRuns.of(new Chance(9), 20, 200, 20_000);
    long id = all.flushAll(disk, new Chance(9), 1);
    long bytes = all.runs.stream().flatMap(List::stream).mapToLong(SegmentInfo::bytes).sum();
    merger.begin(all.merge(id));
    int steps = 1;
    while (merger.step() == null) {
      steps++;
    }
    assertThat(steps).isGreaterThan((int) (bytes / (600 << 10)));
  }

  @Test
  void compactedPrefixesStaySo() throws IOException {
    SampleRuns all = SampleRuns.of(new Chance(2), 1, 1, 100);
    all.samples.getFirst().batch(3, 1, 1).batch(3, 1, 1).batch(3, 1, 1);
    all.flush(disk, one(all, 1));
    all.flush(disk, one(all, 2));
    all.flush(disk, one(all, 3));
    List<SegmentInfo> runs = all.runs.getFirst();
    long first = runs.get(0).endOffset();
    assertThat(merged(runs, first, 0)).isEqualTo(first);
    assertThat(merged(runs, first, first + 1)).isEqualTo(first + 1);
    assertThat(merged(runs, 0, first + 1)).isEqualTo(runs.get(0).baseOffset());
    assertThat(merged(runs, Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(runs.get(2).baseOffset());
  }

  private static FlushPlan one(SampleRuns all, long id) {
    return new FlushPlan(id, false, List.of(all.next(0, 1)));
  }

  private long merged(List<SegmentInfo> runs, long firstTo, long secondTo) throws IOException {
    List<SegmentInfo> sources =
        List.of(cleaned(runs.get(0), firstTo), cleaned(runs.get(1), secondTo), runs.get(2));
    MergePlan plan = new MergePlan(9, true, List.of(new MergePlan.Part(sources, null)));
    long cleanedTo = run(merger, plan).getFirst().cleanedTo();
    disk.delete("m9.mixed");
    return cleanedTo;
  }

  private static SegmentInfo cleaned(SegmentInfo run, long to) {
    return new SegmentInfo(
        run.id(),
        run.mixed(),
        run.partition(),
        run.baseOffset(),
        run.endOffset(),
        run.bytes(),
        run.checksum(),
        run.maxTimestamp(),
        run.brokerTime(),
        Math.clamp(to, run.baseOffset(), run.endOffset()));
  }

  @Test
  void damagedSourcesAreNamedAndNothingIsLeft() throws IOException {
    Chance chance = new Chance(5);
    SampleRuns all = SampleRuns.of(chance, 10, 40, 5000);
    long id = all.flushAll(disk, chance, 1);
    List<String> files = disk.list();
    for (String file : files) {
      if (file.endsWith("index")) {
        continue; // not needed
      }
      byte[] bytes = disk.bytes(file);
      int at = chance.nextInt(bytes.length);
      bytes[at] ^= 4;
      assertThatThrownBy(() -> run(merger, all.merge(id)))
          .isInstanceOfSatisfying(
              SegmentDamaged.class,
              damaged -> {
                assertThat(damaged.damage().file()).isEqualTo(file);
                assertThat(damaged.damage().position()).isLessThanOrEqualTo(at);
                assertThat(file)
                    .contains((file.startsWith("m") ? "m" : "s") + merger.damaged() + ".");
              });
      bytes[at] ^= 4;
      assertThat(disk.list()).isEqualTo(files);
    }
    assertThat(run(merger, all.merge(id))).hasSize(10);
  }

  @Test
  void aFailureOfEveryCallLeavesNothing() throws IOException {
    Chance chance = new Chance(6);
    SampleRuns all = SampleRuns.of(chance, 8, 40, 5000);
    long id = all.flushAll(disk, chance, 1);
    List<String> files = disk.list();
    for (boolean mixed : new boolean[] {true, false}) {
      MergePlan plan =
          mixed
              ? all.merge(id)
              : new MergePlan(id, false, List.of(new MergePlan.Part(all.runs.getFirst(), null)));
      int calls = calls(plan);
      for (int call = 0; call < calls; call++) {
        try (SegmentReads fresh = new SegmentReads(disk, 4, 1 << 20, Assertions::fail)) {
          SegmentMerger failing = new SegmentMerger(disk, fresh, BatchFilter.Source.none());
          disk.failAt = disk.calls + call;
          assertThatThrownBy(() -> run(failing, plan)).isInstanceOf(IOException.class);
          disk.failAt = -1;
        }
        assertThat(disk.list()).isEqualTo(files);
        assertThat(disk.opened.get()).isZero();
      }
    }
  }

  private int calls(MergePlan plan) throws IOException {
    List<String> before = disk.list();
    int first = disk.calls;
    try (SegmentReads fresh = new SegmentReads(disk, 4, 1 << 20, Assertions::fail)) {
      run(new SegmentMerger(disk, fresh, BatchFilter.Source.none()), plan);
    }
    int calls = disk.calls - first;
    for (String file : disk.list()) {
      if (!before.contains(file)) {
        disk.delete(file);
      }
    }
    return calls;
  }

  @Test
  void whatIsGivenUpIsAnOrphan() throws IOException {
    SampleRuns all = SampleRuns.of(new Chance(7), 8, 40, 50_000);
    long id = all.flushAll(disk, new Chance(7), 1);
    merger.begin(all.merge(id));
    assertThat(merger.step()).isNull();
    merger.close();
    List<SegmentInfo> named = all.runs.stream().flatMap(List::stream).toList();
    assertThat(SegmentFiles.orphans(disk.list(), named)).containsExactly("m" + id + ".mixed");
  }

  /// Leaves every third batch out, writes every third anew, and keeps the last.
  private static final class Thirds implements BatchFilter {
    private final SamplePlan other;
    private int seen;
    private int lasts;

    Thirds(SamplePlan other) {
      this.other = other;
    }

    @Override
    public long cleanedTo() {
      return 42;
    }

    @Override
    public @Nullable ByteBuffer filter(ByteBuffer batch, boolean last) {
      lasts += last ? 1 : 0;
      int number = seen++;
      if (last || number % 3 == 0) {
        return batch;
      }
      return number % 3 == 1 ? null : ByteBuffer.wrap(other.batches.get(number).bytes());
    }
  }

  @Test
  void filtersDecideWhatIsLeft() throws IOException {
    SampleRuns all = new SampleRuns();
    SamplePlan sample = new SamplePlan(0);
    SamplePlan other = new SamplePlan(0);
    for (int i = 0; i < 100; i++) {
      sample.batch(3, i == 70 ? 1000 : i, 4000 + 10 * i);
      other.batch(3, i, i % 2 == 0 ? 10 : 90_000);
    }
    all.add(sample).add(SamplePlan.of(new Chance(1), 5, 100));
    long id = all.flushAll(disk, new Chance(1), 1);
    Thirds filter = new Thirds(other);
    SegmentMerger cleaner = new SegmentMerger(disk, reads, _ -> filter);
    MergePlan.Cleaning how = new MergePlan.Cleaning(List.of(), 0, 0);
    MergePlan.Part cleaned = new MergePlan.Part(all.runs.get(0), how);
    MergePlan.Part copied = new MergePlan.Part(all.runs.get(1), null);
    List<SegmentInfo> merged = run(cleaner, new MergePlan(id, true, List.of(cleaned, copied)));
    assertThat(filter.seen).isEqualTo(100);
    assertThat(filter.lasts).isEqualTo(1);
    ByteBuffer expected = ByteBuffer.allocate(10 << 20);
    for (int i = 0; i < 100; i++) {
      if (i == 99 || i % 3 != 1) {
        expected.put((i == 99 || i % 3 == 0 ? sample : other).batches.get(i).bytes());
      }
    }
    assertThat(ByteBuffer.wrap(all(merged.get(0)))).isEqualTo(expected.flip());
    assertThat(merged.get(0).maxTimestamp()).isEqualTo(99);
    assertThat(merged.get(0).cleanedTo()).isEqualTo(42);
    expectMerged(merged.get(1), all.runs.get(1), all.samples.get(1));
  }
}
