package io.thalweg.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.thalweg.core.base.Chance;
import io.thalweg.core.base.Damage;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Block;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.SegmentStore;
import io.thalweg.storage.segment.run.Pieces;
import io.thalweg.storage.segment.run.SegmentDamaged;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Bytes of a mixed segment that are not what was written: never served, always named.
class MixedDamageTest {
  private static final String FILE = "m19.mixed";

  private final TinyDisk disk = new TinyDisk();
  private final Block block = new BlockPool(1 << 20, 1).take();
  private SampleRuns all = new SampleRuns();
  private List<SegmentInfo> runs = new ArrayList<>();

  @BeforeEach
  void small() throws IOException {
    for (int i = 0; i < 5; i++) {
      all.add(new SamplePlan(10L * i).batch(2, 50 + i, 3 + i).hole(i).batch(1, 40, 5));
    }
    runs = all.flush(disk, all.rest(19));
    assertThat(disk.bytes(FILE).length).isLessThan(2000);
  }

  private void large() throws IOException {
    disk.delete(FILE);
    all = SampleRuns.of(new Chance(1), 12, 20, 9000);
    runs = all.flush(disk, all.rest(19));
    assertThat(disk.bytes(FILE).length).isGreaterThan(6 * Pieces.BYTES);
  }

  /// Reads every batch of every run by offset and by time; returns the damage found, after checking
  /// that nothing else than what was written was served.
  private Damage readAll() {
    Damage found = null;
    try (SegmentReads reads = new SegmentReads(disk, 1, 1 << 20, Assertions::fail)) {
      for (int number = 0; number < runs.size(); number++) {
        SegmentInfo run = runs.get(number);
        SamplePlan sample = all.samples.get(number);
        for (SamplePlan.Batch batch : sample.batches) {
          found = served(() -> reads.read(run, batch.baseOffset(), 1, block), batch, found);
        }
        byte[] largest = sample.from(0, sample.largest(0));
        found =
            served(() -> reads.readFrom(run, 0, SegmentStore.LARGEST, 0, block), largest, found);
        byte[] first = sample.from(0, 45);
        found = served(() -> reads.readFrom(run, 0, 45, 0, block), first, found);
      }
    }
    return found;
  }

  private interface Read {
    Slice run() throws SegmentDamaged;
  }

  private static Damage served(Read read, SamplePlan.Batch expected, Damage found) {
    return served(read, expected.bytes(), found);
  }

  private static Damage served(Read read, byte[] expected, Damage found) {
    try {
      Slice slice = read.run();
      byte[] bytes = new byte[slice.length()];
      slice.view().get(bytes);
      if (bytes.length == 0 || !Arrays.equals(bytes, Arrays.copyOf(expected, bytes.length))) {
        fail("served other bytes than were written");
      }
      return found;
    } catch (SegmentDamaged e) {
      assertThat(e.damage().file()).isEqualTo(FILE);
      return e.damage();
    }
  }

  @Test
  void everyFlippedBitOfASmallFileIsNamed() {
    byte[] bytes = disk.bytes(FILE);
    for (int i = 0; i < 8 * bytes.length; i++) {
      bytes[i / 8] ^= (byte) (1 << i % 8);
      Damage damage = readAll();
      assertThat(damage).as("bit " + i).isNotNull();
      assertThat(damage.position()).isBetween(0L, (long) bytes.length);
      bytes[i / 8] ^= (byte) (1 << i % 8);
    }
    assertThat(readAll()).isNull();
  }

  @Test
  void flippedBytesOfALargeFileAreNamed() throws IOException {
    large();
    byte[] bytes = disk.bytes(FILE);
    long batches = runs.stream().mapToLong(SegmentInfo::bytes).sum();
    for (int i = 0; i < bytes.length; i += 4001) {
      bytes[i] ^= (byte) (1 << i % 8);
      Damage damage = readAll();
      assertThat(damage).as("byte " + i).isNotNull();
      if (i < batches) {
        assertThat(damage.position()).isEqualTo(i - i % Pieces.BYTES);
      }
      bytes[i] ^= (byte) (1 << i % 8);
    }
    assertThat(readAll()).isNull();
  }

  @Test
  void everyOtherLengthIsNamed() {
    byte[] bytes = disk.bytes(FILE);
    for (int length = 0; length < bytes.length + 100; length++) {
      disk.put(FILE, Arrays.copyOf(bytes, length));
      assertThat(readAll() == null).as("length " + length).isEqualTo(length == bytes.length);
    }
    byte[] twice = Arrays.copyOf(bytes, 2 * bytes.length);
    System.arraycopy(bytes, 0, twice, bytes.length, bytes.length);
    disk.put(FILE, twice);
    assertThat(readAll()).isNotNull();
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    disk.delete(FILE);
    assertThat(readAll()).isEqualTo(new Damage(FILE, 0, "the file is missing"));
  }

  @Test
  void anotherFileUnderTheNameIsNotTaken() throws IOException {
    SampleRuns other = SampleRuns.of(new Chance(3), 5, 5, 100);
    other.flush(disk, other.rest(20));
    disk.put(FILE, disk.bytes("m20.mixed"));
    assertThat(readAll().what()).contains("expected the end of segment 19");
    TinyDisk elsewhere = new TinyDisk();
    SampleRuns sameId = SampleRuns.of(new Chance(4), 5, 5, 100);
    sameId.flush(elsewhere, sameId.rest(19));
    disk.put(FILE, elsewhere.bytes(FILE));
    assertThat(readAll().what()).contains("checksum");
  }

  @Test
  void aRunThatTheDirectoryDoesNotHaveIsNamed() {
    SegmentInfo run = runs.get(2);
    runs =
        List.of(
            new SegmentInfo(
                run.id(),
                true,
                run.partition() + 1,
                run.baseOffset(),
                run.endOffset(),
                run.bytes(),
                run.checksum(),
                run.maxTimestamp(),
                run.brokerTime(),
                run.cleanedTo()));
    assertThat(readAll().what()).contains("expected an entry for");
  }

  @Test
  void aDiskThatCannotReadIsNamed() {
    disk.failAt = disk.calls + 1;
    disk.failFromThere = true;
    assertThat(readAll().what()).contains("cannot be read");
  }
}
