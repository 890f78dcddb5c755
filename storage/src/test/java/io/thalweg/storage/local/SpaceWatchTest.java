package io.thalweg.storage.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Damage;
import io.thalweg.core.journal.JournalWriter;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.core.read.MergePlan;
import io.thalweg.core.read.SegmentStore;
import io.thalweg.storage.disk.Agent;
import io.thalweg.storage.ring.RingSettings;
import io.thalweg.storage.segment.TinyDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// When the disk counts as full, and how that is told.
class SpaceWatchTest implements JournalWriter.Listener, SegmentStore.Answers {
  private static final int FILE_BYTES = 64 << 10;
  private static final int USABLE = 8 * FILE_BYTES;

  /// An empty ring needs room for a merge and for its next file.
  private static final int NEEDED = USABLE / 8 + FILE_BYTES;

  private final TinyDisk disk = new TinyDisk();
  private final List<String> log = new ArrayList<>();
  private final List<Boolean> told = new ArrayList<>();
  private final LocalStorage storage;

  SpaceWatchTest() throws IOException {
    LocalStorage.Hooks hooks = new LocalStorage.Hooks(this, this, _ -> {}, log::add, Runnable::run);
    RingSettings ring = new RingSettings(FILE_BYTES, 10, true);
    storage =
        LocalStorage.open(
            disk, new StorageSettings(ring, SegmentStore.readsHeld(0), 4, 1 << 20), hooks);
  }

  @AfterEach
  void close() throws IOException {
    storage.close();
  }

  private boolean isFull(long free) {
    disk.free = free;
    storage.look();
    storage.agents().forEach(Agent::work);
    return told.getLast();
  }

  @Test
  void itIsFullBelowWhatIsNeededUntilThereIsALittleMore() {
    assertThat(isFull(NEEDED)).isFalse();
    assertThat(log).isEmpty();
    assertThat(isFull(NEEDED - 1)).isTrue();
    assertThat(isFull(0)).isTrue();
    assertThat(isFull(NEEDED + USABLE / 16 - 1)).isTrue();
    assertThat(log).hasSize(1);
    assertThat(log.getFirst())
        .startsWith("the disk is full: the data directory has 131071 bytes free, of 131072 needed");
    assertThat(storage.space().isFull()).isTrue();
    assertThat(isFull(NEEDED + USABLE / 16)).isFalse();
    assertThat(isFull(NEEDED)).isFalse();
    assertThat(log).hasSize(2);
    assertThat(log.getLast()).startsWith("the disk is no longer full");
    assertThat(storage.space().freeBytes()).isEqualTo(NEEDED);
    assertThat(storage.space().neededBytes()).isEqualTo(NEEDED);
  }

  @Test
  void itLooksOnlyWhenAsked() {
    storage.agents().forEach(Agent::work);
    assertThat(told).isEmpty();
    assertThat(isFull(Long.MAX_VALUE)).isFalse();
    storage.agents().forEach(Agent::work);
    assertThat(told).hasSize(1);
  }

  @Override
  public void space(boolean full) {
    told.add(full);
  }

  @Override
  public void durable(long position) {}

  @Override
  public void lost(Throwable why) {
    throw new AssertionError(why);
  }

  @Override
  public void arrived(long read, Slice batches) {}

  @Override
  public void damaged(long read, Damage damage) {}

  @Override
  public void flushed(FlushPlan plan, List<SegmentInfo> runs) {}

  @Override
  public void notFlushed(FlushPlan plan, String why) {}

  @Override
  public void merged(MergePlan plan, List<SegmentInfo> runs) {}

  @Override
  public void notMerged(MergePlan plan, long damaged, String why) {}
}
