package io.thalweg.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.core.base.Chance;
import io.thalweg.core.base.Check;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Block;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.core.read.SegmentStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What was written to a mixed segment is read from it.
class MixedSegmentTest {
  private static final String FILE = "m19.mixed";

  private final TinyDisk disk = new TinyDisk();
  private final SegmentReads reads = new SegmentReads(disk, 4, 1 << 20, Assertions::fail);
  private final Block block = new BlockPool(1408 << 10, 1).take();

  @AfterEach
  void nothingStaysOpen() {
    reads.close();
    assertThat(disk.opened.get()).isZero();
  }

  private static byte[] bytes(Slice slice) {
    byte[] bytes = new byte[slice.length()];
    slice.view().get(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyOffsetAndTimeOfEveryRunIsFound(long seed) throws IOException {
    Chance chance = new Chance(seed);
    SampleRuns all = SampleRuns.of(chance, 1 + chance.nextInt(20), 60, 1 + chance.nextInt(9000));
    List<SegmentInfo> runs = all.flush(disk, all.rest(19));
    disk.crash();
    assertThat(disk.list()).containsExactly(FILE);
    for (int number = 0; number < runs.size(); number++) {
      SamplePlan sample = all.samples.get(number);
      SegmentInfo run = runs.get(number);
      expectAsPlanned(run, sample, number);
      for (int i = 0; i < 60; i++) {
        int span = (int) (sample.endOffset() - sample.baseOffset()) + 4;
        long offset = sample.baseOffset() - 2 + chance.nextInt(span);
        long timestamp = 900L + chance.nextInt(800);
        expectReads(run, sample, offset, timestamp, chance.nextInt(1 << chance.nextInt(20)));
      }
    }
    assertThat(disk.opened.get()).isEqualTo(1);
  }

  private void expectAsPlanned(SegmentInfo run, SamplePlan sample, int number) throws IOException {
    assertThat(run.mixed()).isTrue();
    assertThat(run.partition()).isEqualTo(SampleRuns.partition(number));
    assertThat(run.baseOffset()).isEqualTo(sample.baseOffset()).isEqualTo(run.cleanedTo());
    assertThat(run.endOffset()).isEqualTo(sample.endOffset());
    assertThat(run.bytes()).isEqualTo(sample.from(0, Long.MIN_VALUE).length);
    assertThat(run.maxTimestamp()).isEqualTo(sample.largest(0));
    assertThat(run.brokerTime()).isEqualTo(5000);
    assertThat(reads.verify(run, block))
        .isEqualTo(sample.batches.stream().mapToLong(b -> b.nextOffset() - b.baseOffset()).sum());
  }

  private void expectReads(
      SegmentInfo run, SamplePlan sample, long offset, long timestamp, int maxBytes)
      throws IOException {
    expectPrefix(
        reads.read(run, offset, maxBytes, block), sample.from(offset, Long.MIN_VALUE), maxBytes);
    expectPrefix(
        reads.readFrom(run, offset, timestamp, maxBytes, block),
        sample.from(offset, timestamp),
        maxBytes);
    expectPrefix(
        reads.readFrom(run, offset, SegmentStore.LARGEST, maxBytes, block),
        sample.from(offset, sample.largest(offset)),
        maxBytes);
  }

  private static void expectPrefix(Slice slice, byte[] all, int maxBytes) {
    byte[] read = bytes(slice);
    assertThat(read).isEqualTo(Arrays.copyOf(all, read.length));
    if (all.length > 0) {
      int first = BatchHeader.bytes(ByteBuffer.wrap(all), 0);
      assertThat(read.length).isBetween(first, Math.max(first, maxBytes));
    }
  }

  @Test
  void batchesOfTheLargestSizeBetweenSmallOnes() throws IOException {
    SampleRuns all = new SampleRuns();
    all.add(new SamplePlan(0).batch(1, 7, 100));
    all.add(new SamplePlan(5).batch(1, 9, 1_000_000).hole(3).batch(1, 8, 1_000_000));
    all.add(new SamplePlan(1L << 40).batch(2, -1, 50).batch(1, 3, 1_048_000).batch(1, 1, 1));
    List<SegmentInfo> runs = all.flush(disk, all.rest(19));
    for (int number = 0; number < runs.size(); number++) {
      SamplePlan sample = all.samples.get(number);
      for (SamplePlan.Batch batch : sample.batches) {
        SegmentInfo run = runs.get(number);
        assertThat(bytes(reads.read(run, batch.baseOffset(), 0, block))).isEqualTo(batch.bytes());
      }
    }
  }

  @Test
  void thousandsOfRuns() throws IOException {
    SampleRuns all = new SampleRuns();
    for (int i = 0; i < 8192; i++) {
      all.add(new SamplePlan(i).batch(1 + i % 3, 1000 + i, 10 + i % 300));
    }
    List<SegmentInfo> runs = all.flush(disk, all.rest(19));
    for (int number = 0; number < runs.size(); number += 11) {
      assertThat(bytes(reads.read(runs.get(number), 0, 1 << 20, block)))
          .isEqualTo(all.samples.get(number).batches.getFirst().bytes());
    }
    List<SegmentInfo> named = runs.subList(17, 18);
    assertThat(SegmentFiles.orphans(disk.list(), named)).isEmpty();
    SampleRuns oneMore = new SampleRuns();
    for (int i = 0; i < 8193; i++) {
      oneMore.add(new SamplePlan(0).batch(1, 0, 1));
    }
    assertThatThrownBy(() -> oneMore.flush(disk, oneMore.rest(20)))
        .isInstanceOf(Check.Broken.class);
  }

  @Test
  void partsOutOfOrderAreAProgrammersError() {
    SampleRuns all = SampleRuns.of(new Chance(1), 2, 3, 100);
    List<FlushPlan.Part> parts = new ArrayList<>(all.rest(1).parts());
    FlushPlan twice = new FlushPlan(1, true, List.of(parts.get(0), parts.get(0)));
    assertThatThrownBy(() -> all.flush(new TinyDisk(), twice)).isInstanceOf(Check.Broken.class);
    FlushPlan back = new FlushPlan(1, true, List.of(parts.get(1), parts.get(0)));
    assertThatThrownBy(() -> all.flush(new TinyDisk(), back)).isInstanceOf(Check.Broken.class);
  }

  @Test
  void directoriesCountAsMemory() throws IOException {
    SampleRuns all = SampleRuns.of(new Chance(3), 30, 3, 100);
    List<SegmentInfo> runs = all.flush(disk, all.rest(19));
    long directory = disk.bytes(FILE).length - runs.stream().mapToLong(SegmentInfo::bytes).sum();
    for (long memory : new long[] {directory - 1, directory}) {
      try (SegmentReads frugal = new SegmentReads(disk, 4, memory, Assertions::fail)) {
        frugal.read(runs.get(3), 0, 1000, block);
        assertThat(disk.opened.get()).isEqualTo(memory == directory ? 1 : 0);
      }
    }
  }

  @Test
  void aFailureOfEveryCallLeavesNothing() throws IOException {
    SampleRuns all = SampleRuns.of(new Chance(4), 30, 30, 9000);
    FlushPlan plan = all.rest(19);
    TinyDisk healthy = new TinyDisk();
    all.flush(healthy, plan);
    assertThat(healthy.calls).isGreaterThan(5);
    for (int call = 0; call < healthy.calls; call++) {
      TinyDisk failing = new TinyDisk();
      failing.failAt = call;
      assertThatThrownBy(() -> all.flush(failing, plan)).isInstanceOf(IOException.class);
      assertThat(failing.list()).isEmpty();
      assertThat(failing.opened.get()).isZero();
      failing.failAt = failing.calls;
      failing.failFromThere = true;
      assertThatThrownBy(() -> all.flush(failing, plan)).isInstanceOf(IOException.class);
      assertThat(SegmentFiles.in(failing.list())).isEqualTo(failing.list());
      failing.failAt = -1;
    }
  }
}
