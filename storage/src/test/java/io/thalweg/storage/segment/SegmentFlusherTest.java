package io.thalweg.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.core.base.Chance;
import io.thalweg.core.base.Check;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Block;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.storage.segment.kafka.KafkaSegment;
import io.thalweg.storage.segment.kafka.KafkaSegment.Part;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class SegmentFlusherTest {
  private final SamplePlan sample = SamplePlan.of(new Chance(2), 200, 9000);
  private final Block block = new BlockPool(1 << 20, 1).take();

  private SegmentInfo flush(TinyDisk disk) throws IOException {
    return new SegmentFlusher(disk, sample::read).flush(sample.halfForgotten()).getFirst();
  }

  @Test
  void aFlushedSegmentSurvivesAPowerLoss() throws IOException {
    TinyDisk disk = new TinyDisk();
    SegmentInfo info = flush(disk);
    disk.crash();
    try (SegmentReads reads = new SegmentReads(disk, 1, 1 << 20, Assertions::fail)) {
      assertThat(reads.verify(info, block)).isPositive();
    }
    assertThat(info.bytes()).isEqualTo(sample.from(0, Long.MIN_VALUE).length);
    assertThat(info.baseOffset()).isEqualTo(sample.baseOffset());
    assertThat(info.endOffset()).isEqualTo(sample.endOffset());
    assertThat(SegmentFiles.orphans(disk.list(), List.of(info))).isEmpty();
    assertThat(SegmentFiles.orphans(disk.list(), List.of())).isEqualTo(disk.list());
  }

  @Test
  void sharedBatchesAreWrittenWithTheirOwnOffsets() throws IOException {
    TinyDisk disk = new TinyDisk();
    byte[] expected = sample.from(0, Long.MIN_VALUE);
    FlushPlan plan = sample.halfForgottenAndShared();
    SegmentInfo info = new SegmentFlusher(disk, sample::read).flush(plan).getFirst();
    String log = disk.list().stream().filter(name -> name.endsWith(".log")).findFirst().get();
    assertThat(disk.bytes(log)).isEqualTo(expected);
    try (SegmentReads reads = new SegmentReads(disk, 1, 1 << 20, Assertions::fail)) {
      assertThat(reads.verify(info, block)).isPositive();
    }
  }

  @Test
  void bytesOfOneAreNotTakenForSharedOnes() throws IOException {
    FlushPlan shared = sample.halfForgottenAndShared();
    List<FlushPlan.Extent> alone = new ArrayList<>();
    for (FlushPlan.Extent each : shared.parts().getFirst().extents()) {
      long base = each.baseOffset() + 1;
      alone.add(new FlushPlan.Extent(each.position(), each.offset(), each.length(), base, null));
    }
    FlushPlan plan = plan(sample.baseOffset(), sample.endOffset() + 1, alone);
    assertThatThrownBy(() -> new SegmentFlusher(new TinyDisk(), sample::read).flush(plan))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("journal entry 1 does not hold");
  }

  @Test
  void aFailureOfEveryCallLeavesNothing() throws IOException {
    TinyDisk healthy = new TinyDisk();
    flush(healthy);
    assertThat(healthy.calls).isGreaterThan(16);
    for (int call = 0; call < healthy.calls; call++) {
      TinyDisk disk = new TinyDisk();
      disk.failAt = call;
      assertThatThrownBy(() -> flush(disk)).isInstanceOf(IOException.class);
      assertThat(disk.list()).isEmpty();
      assertThat(disk.opened.get()).isZero();
      disk.failAt = -1;
      SegmentInfo info = flush(disk);
      try (SegmentReads reads = new SegmentReads(disk, 1, 1 << 20, Assertions::fail)) {
        assertThat(reads.verify(info, block)).isPositive();
      }
    }
  }

  @Test
  void whatADeadDiskKeepsIsAnOrphan() throws IOException {
    TinyDisk healthy = new TinyDisk();
    flush(healthy);
    for (int call = 0; call < healthy.calls; call++) {
      TinyDisk disk = new TinyDisk();
      disk.failAt = call;
      disk.failFromThere = true;
      assertThatThrownBy(() -> flush(disk)).isInstanceOf(IOException.class);
      assertThat(SegmentFiles.orphans(disk.list(), List.of())).isEqualTo(disk.list());
      assertThat(disk.opened.get()).isZero();
    }
  }

  @Test
  void batchesThatAreNotAsPlannedAreNotWritten() throws IOException {
    byte[] bytes = sample.batches.get(1).bytes();
    for (int at : new int[] {7, 11, 17, 30, bytes.length - 1}) {
      TinyDisk disk = new TinyDisk();
      bytes[at] ^= 1;
      assertThatThrownBy(() -> flush(disk))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("journal entry 2");
      assertThat(disk.list()).isEmpty();
      bytes[at] ^= 1;
      flush(disk);
    }
  }

  @Test
  void aPlanBeyondKafkasLimitsIsAProgrammersError() {
    SegmentFlusher flusher = new SegmentFlusher(new TinyDisk(), sample::read);
    long offsets = 1L << 31;
    List<FlushPlan.Extent> extents = sample.extents();
    FlushPlan wide = plan(sample.baseOffset(), sample.baseOffset() + offsets, extents);
    assertThatThrownBy(() -> flusher.flush(wide)).isInstanceOf(Check.Broken.class);
    List<FlushPlan.Extent> large = new ArrayList<>();
    for (int i = 0; i < 2049; i++) {
      large.add(new FlushPlan.Extent(i, 0, 1 << 20, i, null));
    }
    FlushPlan heavy = plan(0, 3000, large);
    assertThatThrownBy(() -> flusher.flush(heavy)).isInstanceOf(Check.Broken.class);
  }

  private static FlushPlan plan(long baseOffset, long endOffset, List<FlushPlan.Extent> extents) {
    return new FlushPlan(
        1, false, List.of(new FlushPlan.Part(1, baseOffset, endOffset, 0, 0, extents)));
  }

  @Test
  void onlyOurNamesAreOrphans() {
    String ours = KafkaSegment.name(Part.LOG, 19, 7, 42);
    assertThat(ours).isEqualTo("00000000000000000042.p7s19.log");
    List<String> others =
        List.of(
            "journal-1",
            "00000000000000000042.log",
            "00000000000000000042.p7s19.log.bak",
            "00000000000000000042.p7s19.txt",
            "0042.p7s19.log",
            "m.mixed",
            "m1.mixed.bak",
            "m-1.mixed",
            "xm1.mixed",
            "m12345678901234567890.mixed",
            "lock");
    assertThat(SegmentFiles.orphans(others, List.of())).isEmpty();
    SegmentInfo named = run(false, 42);
    assertThat(SegmentFiles.orphans(List.of(ours), List.of(named))).isEmpty();
    SegmentInfo other = run(false, 43);
    assertThat(SegmentFiles.orphans(List.of(ours), List.of(other))).containsExactly(ours);
    assertThat(SegmentFiles.orphans(List.of(ours, "m19.mixed"), List.of(run(true, 42))))
        .containsExactly(ours);
    assertThat(SegmentFiles.orphans(List.of(ours, "m19.mixed", "m1.mixed"), List.of(named)))
        .containsExactly("m19.mixed", "m1.mixed");
  }

  private static SegmentInfo run(boolean mixed, long baseOffset) {
    return new SegmentInfo(19, mixed, 7, baseOffset, 50, 1, 1, 1, 1, baseOffset);
  }
}
