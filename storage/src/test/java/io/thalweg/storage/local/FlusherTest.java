package io.thalweg.storage.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Damage;
import io.thalweg.core.batch.BatchBuilder;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.core.read.FlushPlan.Extent;
import io.thalweg.core.read.MergePlan;
import io.thalweg.core.read.SegmentStore;
import io.thalweg.storage.segment.TinyDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The agent that flushes: what it answers when it cannot, and what that says of the disk.
class FlusherTest implements SegmentStore.Answers {
  private final TinyDisk disk = new TinyDisk();
  private final List<String> log = new ArrayList<>();
  private final List<String> answered = new ArrayList<>();
  private final ByteBuffer batch = batch();
  private final Flusher flusher =
      new Flusher(disk, (_, into) -> read(into), this, log::add, () -> {});
  private boolean trimmed;

  private static ByteBuffer batch() {
    ByteBuffer out = ByteBuffer.allocate(200);
    BatchBuilder builder = new BatchBuilder().begin(out);
    builder.add(1, null, ByteBuffer.wrap(new byte[100]));
    int size = builder.end();
    BatchHeader.place(out, 0, 0, 0);
    return out.slice(0, size);
  }

  private void read(ByteBuffer into) throws IOException {
    if (trimmed) {
      throw new IOException("expected position 1, but it is trimmed");
    }
    into.put(batch.duplicate());
  }

  /// Flushes a batch that is in the journal only; returns whether writing is said to fail.
  private boolean failsAfter(long segment) {
    List<Extent> extents = List.of(new Extent(1, 0, batch.limit(), 0, null));
    FlushPlan.Part part = new FlushPlan.Part(7, 0, 1, 5000, 1, extents);
    flusher.flush(new FlushPlan(segment, false, List.of(part)));
    while (flusher.work()) {
      // until there is nothing to do
    }
    return flusher.isFailing();
  }

  @Test
  void whatHasLeftTheJournalSaysNothingOfTheDisk() {
    trimmed = true;
    assertThat(failsAfter(1)).isFalse();
    assertThat(failsAfter(1)).isFalse();
    assertThat(log).hasSize(1).first().asString().contains("could not be read").contains("trimmed");
    trimmed = false;
    assertThat(failsAfter(1)).isFalse();
    assertThat(answered).containsExactly("not flushed", "not flushed", "flushed");
    assertThat(flusher.stats().failures().get()).isEqualTo(2);
    assertThat(flusher.isBusy()).isFalse();
    assertThat(log).hasSize(1);
  }

  @Test
  void aDiskThatTakesNothingFailsUntilItDoes() {
    disk.free = 0;
    assertThat(failsAfter(1)).isTrue();
    disk.free = Long.MAX_VALUE;
    disk.failNext();
    assertThat(failsAfter(1)).isTrue();
    trimmed = true;
    assertThat(failsAfter(1)).isTrue();
    trimmed = false;
    assertThat(failsAfter(1)).isFalse();
    assertThat(log).last().asString().startsWith("segments can be written again");
  }

  @Override
  public void flushed(FlushPlan plan, List<SegmentInfo> runs) {
    answered.add("flushed");
  }

  @Override
  public void notFlushed(FlushPlan plan, String why) {
    answered.add("not flushed");
  }

  @Override
  public void arrived(long read, Slice batches) {}

  @Override
  public void damaged(long read, Damage damage) {}

  @Override
  public void merged(MergePlan plan, List<SegmentInfo> runs) {}

  @Override
  public void notMerged(MergePlan plan, long damaged, String why) {}
}
