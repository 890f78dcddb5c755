package io.thalweg.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.thalweg.core.base.Damage;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Block;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.memory.Slice;
import io.thalweg.storage.segment.kafka.KafkaSegment;
import io.thalweg.storage.segment.kafka.KafkaSegment.Part;
import io.thalweg.storage.segment.run.Pieces;
import io.thalweg.storage.segment.run.SegmentDamaged;
import java.io.IOException;
import java.util.Arrays;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Bytes that are not what was written: never served, always named.
class SegmentDamageTest {
  private final TinyDisk disk = new TinyDisk();
  private final Block block = new BlockPool(1 << 20, 1).take();
  private SamplePlan sample;
  private SegmentInfo info;

  @BeforeEach
  void flush() throws IOException {
    sample = sample(5000, 3500);
    info = new SegmentFlusher(disk, sample::read).flush(sample.plan()).getFirst();
    assertThat(disk.bytes(name(Part.INDEX)).length).isGreaterThanOrEqualTo(24);
    assertThat(info.bytes()).isGreaterThan(Pieces.BYTES);
  }

  private static SamplePlan sample(long timestamp, int eventBytes) {
    SamplePlan sample = new SamplePlan(1000);
    for (int i = 0; i < 12; i++) {
      sample.hole(i % 3).batch(2, timestamp + i, eventBytes);
    }
    return sample;
  }

  private String name(Part part) {
    return KafkaSegment.name(part, info);
  }

  /// Reads by offset and by time from everywhere; returns the damage found, after checking that
  /// nothing else than what was written was served.
  private Damage readAll() {
    Damage found = null;
    try (SegmentReads reads = new SegmentReads(disk, 1, 0, Assertions::fail)) {
      for (SamplePlan.Batch batch : sample.batches) {
        found = served(() -> reads.read(info, batch.baseOffset(), 1, block), batch, found);
        found = served(() -> reads.readFrom(info, 0, batch.maxTimestamp(), 1, block), batch, found);
      }
    }
    return found;
  }

  private interface Read {
    Slice run() throws SegmentDamaged;
  }

  private static Damage served(Read read, SamplePlan.Batch expected, Damage found) {
    try {
      byte[] bytes = new byte[expected.bytes().length];
      Slice slice = read.run();
      assertThat(slice.length()).isEqualTo(bytes.length);
      slice.view().get(bytes);
      if (!Arrays.equals(bytes, expected.bytes())) {
        fail("served other bytes than were written");
      }
      return found;
    } catch (SegmentDamaged e) {
      return e.damage();
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyFlippedByteIsNamed(Part part) {
    byte[] bytes = disk.bytes(name(part));
    int step = part == Part.LOG ? 101 : 1;
    for (int i = 0; i < bytes.length; i += step) {
      bytes[i] ^= (byte) (1 << i % 8);
      Damage damage = readAll();
      assertThat(damage).as(part + " byte " + i).isNotNull();
      assertThat(damage.file()).isEqualTo(name(part));
      assertThat(damage.position()).isEqualTo(i - i % Pieces.BYTES);
      bytes[i] ^= (byte) (1 << i % 8);
    }
    assertThat(readAll()).isNull();
  }

  @Test
  void everyFlippedByteOfASmallLogIsNamed() throws IOException {
    sample = new SamplePlan(5).batch(1, 9, 3).batch(2, 10, 4);
    info = new SegmentFlusher(disk, sample::read).flush(sample.plan()).getFirst();
    byte[] bytes = disk.bytes(name(Part.LOG));
    for (int i = 0; i < 8 * bytes.length; i++) {
      bytes[i / 8] ^= (byte) (1 << i % 8);
      Damage damage = readAll();
      assertThat(damage).as("bit " + i).isNotNull();
      assertThat(damage.file()).isEqualTo(name(Part.LOG));
      bytes[i / 8] ^= (byte) (1 << i % 8);
    }
    assertThat(readAll()).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void everyTruncationIsNamed(Part part) {
    byte[] bytes = disk.bytes(name(part));
    int step = part == Part.LOG ? 97 : 1;
    for (int length = 0; length < bytes.length; length += step) {
      disk.put(name(part), Arrays.copyOf(bytes, length));
      Damage damage = readAll();
      assertThat(damage).as(part + " cut to " + length).isNotNull();
      assertThat(damage.file()).isEqualTo(name(part));
      assertThat(damage.position()).isLessThanOrEqualTo(length);
    }
  }

  @ParameterizedTest
  @EnumSource
  void bytesBehindTheEndAreHarmlessOrNamed(Part part) {
    byte[] bytes = disk.bytes(name(part));
    disk.put(name(part), Arrays.copyOf(bytes, bytes.length + 100));
    Damage damage = readAll();
    assertThat(damage == null || damage.file().equals(name(part))).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aMissingFileIsNamed(Part part) throws IOException {
    disk.delete(name(part));
    assertThat(readAll()).isEqualTo(new Damage(name(part), 0, "the file is missing"));
  }

  @Test
  void anotherSegmentsBytesAreNotTaken() throws IOException {
    SamplePlan another = sample(6000, 3501);
    SegmentInfo other =
        new SegmentFlusher(disk, another::read)
            .flush(another.plan(20, another.extents()))
            .getFirst();
    for (Part part : Part.values()) {
      byte[] ours = disk.bytes(name(part));
      disk.put(name(part), disk.bytes(KafkaSegment.name(part, other)));
      assertThat(readAll().file()).isEqualTo(name(part));
      disk.put(name(part), ours);
    }
  }

  @Test
  void aDiskThatCannotReadIsNamed() {
    disk.failAt = disk.calls + 1;
    disk.failFromThere = true;
    assertThat(readAll().what()).contains("cannot be read");
  }
}
