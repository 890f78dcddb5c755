package io.thalweg.simulator.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.core.base.Chance;
import io.thalweg.simulator.disk.Faults.Call;
import io.thalweg.simulator.disk.Faults.Outcome;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SimulatedDiskTest extends DiskContract {
  private static final int TRIES = 200;

  @Override
  Disk disk() {
    return new SimulatedDisk(new Chance(1));
  }

  private static DiskFile synced(SimulatedDisk disk, String name, int bytes) throws IOException {
    DiskFile file = disk.create(name);
    file.write(ByteBuffer.allocate(bytes), 0);
    file.sync();
    disk.syncDirectory();
    return file;
  }

  private static ByteBuffer ones(int bytes) {
    ByteBuffer ones = ByteBuffer.allocate(bytes);
    while (ones.hasRemaining()) {
      ones.put((byte) 1);
    }
    return ones.flip();
  }

  private static String sectors(byte[] bytes) {
    StringBuilder out = new StringBuilder();
    for (int at = 0; at < bytes.length; at += Inode.SECTOR) {
      out.append(bytes[at]);
    }
    return out.toString();
  }

  @Test
  void aPowerCutLeavesAnyOfTheUnsyncedSectors() throws IOException {
    Set<String> left = new HashSet<>();
    for (int seed = 0; seed < TRIES; seed++) {
      SimulatedDisk disk = new SimulatedDisk(new Chance(seed));
      synced(disk, "a", 3 * Inode.SECTOR).write(ones(3 * Inode.SECTOR), 0);
      disk.powerLost();
      left.add(sectors(disk.bytes("a")));
    }
    assertThat(left).contains("000", "111", "010", "101", "100", "001").hasSize(8);
  }

  @Test
  void aPowerCutLeavesWhatIsSynced() throws IOException {
    for (int seed = 0; seed < TRIES; seed++) {
      SimulatedDisk disk = new SimulatedDisk(new Chance(seed));
      DiskFile file = synced(disk, "a", 1);
      file.write(ones(3000), 0);
      file.sync();
      disk.powerLost();
      assertThat(disk.bytes("a")).containsOnly(1).hasSize(3000);
    }
  }

  @Test
  void aPowerCutForgetsAnyOfTheUnsyncedNames() throws IOException {
    Set<String> left = new HashSet<>();
    for (int seed = 0; seed < TRIES; seed++) {
      SimulatedDisk disk = new SimulatedDisk(new Chance(seed));
      synced(disk, "old", 1);
      disk.create("new").sync();
      disk.delete("old");
      disk.powerLost();
      left.add(disk.list().toString());
    }
    assertThat(left).containsExactlyInAnyOrder("[]", "[new]", "[old]", "[new, old]");
  }

  @Test
  void anEndedProcessLosesNothingButItsFiles() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(new Chance(1));
    DiskFile file = disk.create("a");
    file.write(ones(10), 0);
    disk.processEnded();
    assertThat(disk.bytes("a")).containsOnly(1).hasSize(10);
    assertThatThrownBy(file::length).isInstanceOf(IOException.class);
  }

  @Test
  void whatAFailedSyncLeftOutIsNeverWrittenByALaterOne() throws IOException {
    Set<String> read = new HashSet<>();
    Set<String> left = new HashSet<>();
    for (int seed = 0; seed < TRIES; seed++) {
      SimulatedDisk disk = new SimulatedDisk(new Chance(seed));
      DiskFile file = synced(disk, "a", Inode.SECTOR);
      disk.faults((call, _) -> call == Call.SYNC ? Outcome.FAIL : Outcome.GO);
      file.write(ones(Inode.SECTOR), 0);
      assertThatThrownBy(file::sync).isInstanceOf(InjectedFailure.class);
      disk.faults(Faults.NONE);
      file.sync();
      read.add(sectors(disk.bytes("a")));
      disk.powerLost();
      left.add(sectors(disk.bytes("a")));
    }
    assertThat(read).containsExactlyInAnyOrder("0", "1");
    assertThat(left).containsExactlyInAnyOrder("0", "1");
  }

  @Test
  void afterACutNothingWorksUntilTheNextProcess() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(new Chance(1));
    disk.faults((_, _) -> Outcome.CUT_AFTER);
    assertThatThrownBy(() -> disk.create("a")).isInstanceOf(PowerCut.class);
    assertThatThrownBy(disk::list).isInstanceOf(PowerCut.class);
    disk.processEnded();
    assertThat(disk.list()).containsExactly("a");
  }

  @Test
  void aFullDiskTakesWhatFits() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(new Chance(1));
    DiskFile file = synced(disk, "a", 100);
    disk.limit(150);
    assertThat(disk.freeBytes()).isEqualTo(50);
    assertThatThrownBy(() -> file.write(ones(80), 90)).isInstanceOf(InjectedFailure.class);
    assertThat(disk.bytes("a")).hasSize(150);
    file.write(ones(150), 0);
    disk.limit(Long.MAX_VALUE);
    file.write(ones(80), 90);
    assertThat(disk.bytes("a")).hasSize(170);
  }

  @Test
  void aFlippedBitIsThereForGood() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(new Chance(1));
    FaultCounts counts = new FaultCounts();
    disk.counted(counts, _ -> {});
    synced(disk, "a", 100);
    byte[] before = disk.bytes("a");
    disk.flip(new Chance(2));
    byte[] after = disk.bytes("a");
    assertThat(after).isNotEqualTo(before);
    disk.powerLost();
    assertThat(disk.bytes("a")).isEqualTo(after);
    assertThat(counts.faults()).containsEntry(Fault.BIT_FLIPPED, 1L);
  }

  @Test
  void openFilesAreCounted() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(new Chance(1));
    DiskFile file = disk.create("a");
    DiskFile again = disk.open("a");
    assertThat(disk.openFiles()).hasSize(2);
    file.close();
    file.close();
    assertThat(disk.openFiles()).hasSize(1);
    disk.processEnded();
    again.close();
    assertThat(disk.openFiles()).isEmpty();
  }
}
