package io.thalweg.storage.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.journal.JournalWriter;
import io.thalweg.core.journal.JournalWriter.Claim;
import io.thalweg.core.memory.Block;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.memory.Slice;
import io.thalweg.storage.disk.Agent;
import io.thalweg.storage.segment.TinyDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who gives way to whom when the ring's room runs short, and a ring that cannot grow.
class RingRoomTest implements JournalWriter.Listener {
  private static final int FILE_BYTES = 64 << 10;
  private static final int FILES = 10;
  private static final int FRAME = JournalWriter.ALIGNMENT;

  private final TinyDisk disk = new TinyDisk();
  private final List<String> log = new ArrayList<>();
  private final JournalRing ring;
  private final JournalWriter writer;
  private final Block block = new BlockPool(5 * FRAME, 1).take();

  RingRoomTest() throws IOException {
    RingSettings settings = new RingSettings(FILE_BYTES, FILES, true);
    ring =
        JournalRing.open(
            disk,
            settings,
            new JournalRing.Hooks(this, () -> {}, () -> {}, log::add, Runnable::run));
    writer = ring.writer();
  }

  @Override
  public void durable(long position) {}

  @Override
  public void lost(Throwable why) {
    throw new AssertionError(why);
  }

  private void work() {
    boolean worked = true;
    while (worked) {
      worked = false;
      for (Agent agent : ring.agents()) {
        worked |= agent.work();
      }
    }
  }

  private void append() {
    enqueue(100);
    work();
  }

  private void enqueue(int bytes) {
    writer.append(new Slice(block, JournalWriter.HEADROOM, bytes));
  }

  /// Appends until there is no room for `claim`; returns how many bytes that took.
  private long fill(Claim claim) {
    long before = writer.usedBytes();
    while (writer.takes(claim)) {
      append();
    }
    return writer.usedBytes() - before;
  }

  @Test
  void eventsGiveWayToOtherWorkAndThatToRemovals() {
    long sixteenth = (FILES - RingSettings.SPARE_FILES) * FILE_BYTES / 16;
    assertThat(fill(Claim.EVENTS)).isEqualTo(14 * sixteenth + FRAME);
    assertThat(writer.writable()).isFalse();
    assertThat(fill(Claim.WORK)).isEqualTo(sixteenth);
    assertThat(fill(Claim.REMOVAL)).isEqualTo(sixteenth);
    assertThat(writer.busy()).as("room for what the ring itself needs").isFalse();
  }

  @Test
  void aRingThatCannotGrowSharesWhatIsLeftOfItsFiles() {
    disk.free = FILE_BYTES - 1;
    append();
    assertThat(ring.isStuck()).isTrue();
    assertThat(ring.files()).isEqualTo(1);
    assertThat(disk.list()).hasSize(1);
    assertThat(log).hasSize(1).first().asString().contains("65535");
    assertThat(writer.capacityBytes()).isEqualTo(FILE_BYTES);
    assertThat(writer.takes(Claim.EVENTS)).isFalse();
    assertThat(fill(Claim.WORK)).isEqualTo(FILE_BYTES / 4 * 3);
    assertThat(fill(Claim.REMOVAL)).isEqualTo(FILE_BYTES / 8);
    append();
    assertThat(writer.busy()).isFalse();

    disk.free = FILE_BYTES;
    for (int i = 0; ring.isStuck(); i++) {
      assertThat(i).as("steps until it is tried again").isLessThan(1_000);
      work();
    }
    assertThat(writer.takes(Claim.EVENTS)).isTrue();
    assertThat(writer.capacityBytes()).isEqualTo((long) (FILES - 2) * FILE_BYTES);
    assertThat(log).hasSize(1);
  }

  /// What could not be added once says nothing of the disk after a file became free.
  @Test
  void aRingThatHadAFreeFileIsNotStuckWhenItTakesThat() {
    while (ring.files() < 2) {
      append();
    }
    disk.free = FILE_BYTES - 1;
    while (!ring.isStuck()) {
      append();
    }
    writer.trimBefore(FILE_BYTES / FRAME + 1); // of the second file
    append(); // says so, and the first file is free
    assertThat(ring.isStuck()).isFalse();
    disk.free = 10 * FILE_BYTES;
    String head = ring.head();
    while (ring.head().equals(head)) {
      append();
    }
    assertThat(ring.isStuck()).as("it has taken the file that was free").isFalse();
  }

  /// Frames that leave a part of each file empty.
  @Test
  void writingTakesNoRoomFromWhoWasToldThatThereIsSome() {
    int frames = 0;
    while (writer.writable()) {
      long used = writer.usedBytes();
      for (int i = 0; i < 4 && writer.writable(); i++) {
        enqueue(4 * FRAME + 1);
        frames++;
      }
      boolean had = writer.writable();
      long counted = writer.usedBytes();
      assertThat(counted).isGreaterThan(used);
      work();
      assertThat(writer.usedBytes()).as("bytes after %d frames", frames).isEqualTo(counted);
      assertThat(writer.writable() || !had).as("room after %d frames", frames).isTrue();
    }
    assertThat(frames).isGreaterThan(3 * (FILES - RingSettings.SPARE_FILES - 2));
  }

  /// Whatever the writer is doing on its own thread at the moment.
  @Test
  @Timeout(60)
  void whoWasToldThatThereIsRoomFindsItWhileOthersAreWritten() throws InterruptedException {
    AtomicBoolean done = new AtomicBoolean();
    Thread other = Thread.ofPlatform().start(() -> workUntil(done));
    int lost = 0;
    for (int frames = 0; frames < 20_000; ) {
      if (writer.writable()) {
        Thread.onSpinWait();
        lost += writer.writable() ? 0 : 1;
        enqueue(4 * FRAME + 1);
        frames++;
      } else {
        writer.trimBefore(writer.nextPosition() - 19); // a little less than there is room for
        writer.mark();
      }
    }
    done.set(true);
    other.join();
    assertThat(lost).isZero();
  }

  private void workUntil(AtomicBoolean done) {
    while (!done.get()) {
      work();
    }
  }
}
