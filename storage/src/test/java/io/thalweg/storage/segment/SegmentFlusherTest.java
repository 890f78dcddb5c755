package io.thalweg.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.core.base.Chance;
import io.thalweg.core.base.Check;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Block;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.storage.segment.KafkaSegment.Part;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentFlusherTest {
  private final SamplePlan sample = SamplePlan.of(new Chance(2), 200, 9000);
  private final Block block = new BlockPool(1 << 20, 1).take();

  private SegmentInfo flush(TinyDisk disk) throws IOException {
    return new SegmentFlusher(disk, sample::read).flush(sample.halfForgotten());
  }

  @Test
  void aFlushedSegmentSurvivesAPowerLoss() throws IOException {
    TinyDisk disk = new TinyDisk();
    SegmentInfo info = flush(disk);
    disk.crash();
    try (SegmentReads reads = new SegmentReads(disk, 1, 1 << 20)) {
      assertThat(reads.verify(info, block)).isPositive();
    }
    assertThat(info.bytes()).isEqualTo(sample.from(0, Long.MIN_VALUE).length);
    assertThat(info.baseOffset()).isEqualTo(sample.baseOffset());
    assertThat(info.endOffset()).isEqualTo(sample.endOffset());
    assertThat(KafkaSegment.orphans(disk.list(), List.of(info))).isEmpty();
    assertThat(KafkaSegment.orphans(disk.list(), List.of())).isEqualTo(disk.list());
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
      try (SegmentReads reads = new SegmentReads(disk, 1, 1 << 20)) {
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
      assertThat(KafkaSegment.orphans(disk.list(), List.of())).isEqualTo(disk.list());
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
    FlushPlan plan = sample.plan();
    long offsets = 1L << 31;
    FlushPlan wide =
        new FlushPlan(1, 1, plan.baseOffset(), plan.baseOffset() + offsets, 0, 0, plan.extents());
    assertThatThrownBy(() -> flusher.flush(wide)).isInstanceOf(Check.Broken.class);
    List<FlushPlan.Extent> large = new ArrayList<>();
    for (int i = 0; i < 2049; i++) {
      large.add(new FlushPlan.Extent(i, 0, 1 << 20, i, null));
    }
    FlushPlan heavy = new FlushPlan(1, 1, 0, 3000, 0, 0, large);
    assertThatThrownBy(() -> flusher.flush(heavy)).isInstanceOf(Check.Broken.class);
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
            "lock");
    assertThat(KafkaSegment.orphans(others, List.of())).isEmpty();
    SegmentInfo named = new SegmentInfo(19, 7, 42, 50, 1, 1, 1, 1);
    assertThat(KafkaSegment.orphans(List.of(ours), List.of(named))).isEmpty();
    SegmentInfo other = new SegmentInfo(19, 7, 43, 50, 1, 1, 1, 1);
    assertThat(KafkaSegment.orphans(List.of(ours), List.of(other))).containsExactly(ours);
  }
}
