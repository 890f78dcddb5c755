package io.thalweg.storage.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Chance;
import io.thalweg.core.base.Damage;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.journal.JournalWriter;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.core.read.MergePlan;
import io.thalweg.core.read.SegmentStore;
import io.thalweg.storage.disk.Agent;
import io.thalweg.storage.ring.RingSettings;
import io.thalweg.storage.segment.SampleRuns;
import io.thalweg.storage.segment.TinyDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Who gets a block when there are few.
class ReadersTest implements JournalWriter.Listener, SegmentStore.Answers {
  private static final int BLOCKS = SegmentStore.readsHeld(0);
  private static final int MAX_BYTES = 1;

  private final TinyDisk disk = new TinyDisk();
  private final Map<Long, Slice> arrived = new LinkedHashMap<>();
  private final List<SegmentInfo> runs = new ArrayList<>();
  private final LocalStorage storage;

  ReadersTest() throws IOException {
    LocalStorage.Hooks hooks =
        new LocalStorage.Hooks(this, this, _ -> {}, this::said, Runnable::run);
    RingSettings ring = new RingSettings(64 << 10, 10, true);
    storage = LocalStorage.open(disk, new StorageSettings(ring, BLOCKS, 4, 1 << 20), hooks);
    SampleRuns all = SampleRuns.of(new Chance(5), 3, 40, 2_000);
    all.flushAll(disk, new Chance(5), 1);
    all.runs().forEach(runs::addAll);
  }

  @AfterEach
  void close() throws IOException {
    giveBack();
    storage.close();
  }

  private void work() {
    boolean worked = true;
    while (worked) {
      worked = false;
      for (Agent agent : storage.agents()) {
        worked |= agent.work();
      }
    }
  }

  private void giveBack() {
    arrived.values().forEach(Slice::release);
    arrived.clear();
  }

  @Test
  void blocksAreGivenInTheOrderOfRequests() {
    SegmentInfo run = runs.stream().filter(each -> each.bytes() > 10_000).findFirst().orElseThrow();
    storage.read(0, run, run.baseOffset(), MAX_BYTES);
    work();
    assertThat(arrived).containsOnlyKeys(0L);
    long next = endOf(arrived.get(0L));
    for (long read = 1; read <= BLOCKS; read++) {
      SegmentInfo other = runs.get((int) read % runs.size());
      storage.read(read, other, other.baseOffset(), 2_000);
    }
    storage.read(99, run, next, MAX_BYTES);
    assertThat(arrived).as("what was read ahead has to wait").containsOnlyKeys(0L);
    work();
    assertThat(arrived.keySet())
        .containsExactlyElementsOf(LongStream.range(0, BLOCKS).boxed().toList());
    giveBack();
    work();
    assertThat(arrived.keySet()).containsExactly((long) BLOCKS, 99L);
  }

  @Test
  void whoGoesOnAloneIsAnsweredAtOnce() {
    SegmentInfo run = runs.stream().filter(each -> each.bytes() > 10_000).findFirst().orElseThrow();
    storage.read(0, run, run.baseOffset(), MAX_BYTES);
    work();
    storage.read(1, run, endOf(arrived.get(0L)), MAX_BYTES);
    assertThat(arrived).containsOnlyKeys(0L, 1L);
  }

  private static long endOf(Slice batches) {
    return BatchHeader.nextOffset(batches.block().bytes(), batches.offset());
  }

  private void said(String line) {
    throw new AssertionError(line);
  }

  @Override
  public void arrived(long read, Slice batches) {
    arrived.put(read, batches);
  }

  @Override
  public void damaged(long read, Damage damage) {
    throw new AssertionError(damage);
  }

  @Override
  public void space(boolean full) {}

  @Override
  public void durable(long position) {}

  @Override
  public void lost(Throwable why) {
    throw new AssertionError(why);
  }

  @Override
  public void flushed(FlushPlan plan, List<SegmentInfo> runs) {
    throw new AssertionError(plan);
  }

  @Override
  public void notFlushed(FlushPlan plan, String why) {
    throw new AssertionError(why);
  }

  @Override
  public void merged(MergePlan plan, List<SegmentInfo> runs) {
    throw new AssertionError(plan);
  }

  @Override
  public void notMerged(MergePlan plan, long damaged, String why) {
    throw new AssertionError(why);
  }
}
