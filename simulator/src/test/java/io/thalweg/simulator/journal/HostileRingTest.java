package io.thalweg.simulator.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.core.base.Chance;
import io.thalweg.simulator.disk.Faults;
import io.thalweg.simulator.disk.Faults.Call;
import io.thalweg.simulator.disk.Faults.Outcome;
import io.thalweg.simulator.disk.InjectedFailure;
import io.thalweg.simulator.disk.PowerCut;
import io.thalweg.simulator.disk.SimulatedDisk;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.disk.DiskFile;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The contract on a disk that loses its power at every end.
class HostileRingTest extends JournalContract {
  private final SimulatedDisk disk = new SimulatedDisk(new Chance(1));

  @Override
  Disk disk() {
    return disk;
  }

  @Override
  void end(Ring ring) {
    disk.powerLost();
  }

  @ParameterizedTest
  @EnumSource(
      value = Call.class,
      names = {"WRITE", "SYNC"})
  void aFailureEndsTheWriterForGood(Call failing) throws IOException {
    Ring ring = new Ring(disk);
    long acknowledged = ring.append("before", 10);
    disk.faults((call, _) -> call == failing ? Outcome.FAIL : Outcome.GO);
    ring.append("lost", 10);
    disk.faults(Faults.NONE);
    ring.append("later", 10);
    assertThat(ring.lost).hasSize(1).first().isInstanceOf(InjectedFailure.class);
    assertThat(ring.durable).last().isEqualTo(acknowledged);
    assertThat(ring.writer.writable()).isFalse();
    end(ring);
    assertThat(new Ring(disk).entries()).containsEntry(acknowledged, "before");
  }

  @Test
  void whatWasOnlyReadFromTheCacheIsSyncedBeforeItCounts() throws IOException {
    for (int seed = 0; seed < 100; seed++) {
      SimulatedDisk hostile = new SimulatedDisk(new Chance(seed));
      Ring ring = new Ring(hostile);
      ring.append("before", 10);
      hostile.faults((call, _) -> call == Call.SYNC ? Outcome.FAIL : Outcome.GO);
      ring.append("cached", 10);
      hostile.processEnded();
      var seen = new Ring(hostile).entries();
      hostile.powerLost();
      assertThat(new Ring(hostile).entries()).as("seed %d", seed).isEqualTo(seen);
      hostile.powerLost();
    }
  }

  /// The newest entry, which alone lets the first file go, is in the cache only; and the power is
  /// cut while recovery copies it.
  @Test
  void recoveryOverwritesNothingThatIsNeededIfTheNewestEntryIsLost() throws IOException {
    int perFile = Ring.FILE_BYTES / 4096;
    int lost = 0;
    for (int seed = 0; seed < 100; seed++) {
      SimulatedDisk hostile = new SimulatedDisk(new Chance(seed));
      Ring ring = new Ring(hostile);
      for (int i = 1; i < 2 * perFile; i++) {
        ring.append("e" + i, 3000);
      }
      ring.writer.trimBefore(perFile + 1);
      cutAtSync(hostile, 1, () -> ring.append("last", 3000));
      hostile.processEnded();
      cutAtSync(hostile, 2, () -> new Ring(hostile)); // the first is the empty file's
      hostile.powerLost();
      var entries = new Ring(hostile).entries();
      lost += entries.containsValue("last") ? 0 : 1;
      int expected = entries.containsValue("last") ? perFile : 2 * perFile - 1;
      assertThat(entries).as("seed %d", seed).hasSize(expected);
    }
    assertThat(lost).isBetween(10, 90);
  }

  @Test
  void whatIsInARetiredFileIsNotReadAgain() throws IOException {
    int perFile = Ring.FILE_BYTES / 4096;
    Ring ring = new Ring(disk);
    for (int i = 1; i <= 2 * perFile; i++) {
      ring.append("e" + i, 3000);
    }
    ring.writer.trimBefore(perFile + 1);
    ring.append("last", 3000);
    disk.processEnded();
    try (DiskFile first = disk.open(disk.list().getFirst())) {
      first.truncate(Ring.FILE_BYTES / 2); // with frames that are looked at, this is damage
    }
    assertThat(new Ring(disk).entries()).hasSize(perFile + 1).containsValue("last");
  }

  /// After a failed sync the device still says that the file is retired, whose first frame only the
  /// page cache has. Found by a history: what was acknowledged behind it was lost.
  @Test
  void afterAFailedSyncNoFileIsTakenForRetired() throws IOException {
    int perFile = Ring.FILE_BYTES / 4096;
    for (int seed = 0; seed < 100; seed++) {
      SimulatedDisk hostile = new SimulatedDisk(new Chance(seed));
      Ring ring = new Ring(hostile);
      appendAndTrim(ring, 2 * perFile);
      String first = hostile.list().getFirst();
      hostile.faults(
          (call, file) -> call == Call.SYNC && file.equals(first) ? Outcome.FAIL : Outcome.GO);
      appendAndTrim(ring, 6 * perFile);
      assertThat(ring.lost).hasSize(1);
      hostile.processEnded();
      long acknowledged = new Ring(hostile).append("later", 3000);
      hostile.powerLost();
      assertThat(new Ring(hostile).entries())
          .as("seed %d", seed)
          .containsEntry(acknowledged, "later");
    }
  }

  private static void appendAndTrim(Ring ring, int entries) {
    for (int i = 0; i < entries && ring.lost.isEmpty(); i++) {
      ring.append("e" + i, 3000);
      ring.writer.trimBefore(ring.writer.nextPosition() - 8);
    }
  }

  /// Starts that are cut off use up what the ring has in reserve. Simulated: seed 338 waited
  /// forever for room.
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aRingThatItsStartsHaveUsedUpGoesOn(int more) throws IOException {
    Ring ring = new Ring(disk);
    while (ring.writer.writable()) {
      ring.append("e", 3000);
    }
    for (int i = 0; i < more; i++) {
      ring.append("more", 3000);
    }
    for (int start = 0; start < 60; start++) {
      disk.processEnded();
      Ring again = new Ring(disk);
      long position = again.append("start", 3000);
      assertThat(again.durable).as("start %d", start).contains(position);
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  private static void cutAtSync(SimulatedDisk disk, int number, Step step) {
    AtomicInteger syncs = new AtomicInteger();
    disk.faults(
        (call, _) ->
            call == Call.SYNC && syncs.incrementAndGet() == number
                ? Outcome.CUT_BEFORE
                : Outcome.GO);
    assertThatThrownBy(step::run).isInstanceOf(PowerCut.class);
  }
}
