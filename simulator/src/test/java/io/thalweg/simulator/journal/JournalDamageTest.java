package io.thalweg.simulator.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.core.base.Chance;
import io.thalweg.core.base.Damage;
import io.thalweg.core.journal.JournalWriter;
import io.thalweg.simulator.disk.SimulatedDisk;
import io.thalweg.storage.ring.DamagedJournalException;
import io.thalweg.storage.ring.JournalRing;
import io.thalweg.storage.ring.NewerFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bytes of a journal that are not what was written: everything acknowledged is there, or what is
/// missing is named. Only the newest group, which nothing proves yet, may look torn.
class JournalDamageTest {
  private static final String FILE = "ring-000001-65536.journal";
  private static final int ENTRIES = 4;
  private static final int COPY_EPOCH = 56;

  private final SimulatedDisk disk = new SimulatedDisk(new Chance(1));
  private final TreeMap<Long, String> written = new TreeMap<>();
  private byte[] bytes;
  private int frameBytes;
  private int usedBytes;

  @BeforeEach
  void write() throws IOException {
    write(60);
  }

  /// Each entry is a group: the newest is not proven, the one before it is.
  private void write(int filling) throws IOException {
    disk.powerLost();
    disk.put(FILE, new byte[Ring.FILE_BYTES]);
    for (String name : disk.list()) {
      disk.delete(name.equals(FILE) ? "" : name);
    }
    disk.syncDirectory();
    written.clear();
    Ring ring = new Ring(disk);
    for (int i = 0; i < ENTRIES; i++) {
      written.put(ring.append("e" + i, filling), "e" + i);
    }
    frameBytes = (JournalWriter.HEADROOM + 3 + filling + 4095) / 4096 * 4096;
    usedBytes = JournalWriter.HEADROOM + 3 + filling;
    disk.powerLost();
    bytes = disk.bytes(FILE);
  }

  /// The entries found on a disk whose file holds `damaged`, or the damage.
  private Object opened(byte[] damaged) throws IOException {
    SimulatedDisk copy = disk.copy(new Chance(1));
    copy.put(FILE, damaged);
    try {
      return new Ring(copy).entries();
    } catch (DamagedJournalException e) {
      return e.damage();
    }
  }

  private byte[] flipped(int at) {
    byte[] flipped = bytes.clone();
    flipped[at] ^= (byte) (1 << at % 8);
    return flipped;
  }

  private void checkFlip(int at) throws IOException {
    Object outcome = opened(flipped(at));
    boolean newest = at / frameBytes == ENTRIES - 1;
    int inFrame = at % frameBytes;
    boolean harmless = inFrame >= usedBytes || (inFrame >= COPY_EPOCH && inFrame < 64);
    if (harmless) {
      assertThat(outcome).as("byte %d flipped", at).isEqualTo(written);
    } else if (newest) {
      assertThat(outcome).as("byte %d flipped", at).isEqualTo(written.headMap(written.lastKey()));
    } else {
      assertThat(outcome).as("byte %d flipped", at).isInstanceOf(Damage.class);
      Damage damage = (Damage) outcome;
      assertThat(damage.file()).isEqualTo(FILE);
      assertThat(damage.position()).as(damage.what()).isEqualTo(at - inFrame);
    }
  }

  @Test
  void everyFlippedByteOfSmallFramesIsNamedOrHarmless() throws IOException {
    assertThat(opened(bytes)).isEqualTo(written);
    for (int frame = 0; frame < ENTRIES; frame++) {
      for (int at = 0; at < usedBytes + 8; at++) {
        checkFlip(frame * frameBytes + at);
      }
    }
  }

  @Test
  void sampledFlippedBytesOfLargeFramesAreNamedOrHarmless() throws IOException {
    write(14_000);
    Chance chance = new Chance(7);
    for (int i = 0; i < 200; i++) {
      checkFlip(chance.nextInt(ENTRIES * frameBytes));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 14_000})
  void aTruncatedFileIsNamed(int filling) throws IOException {
    write(filling);
    Chance chance = new Chance(9);
    int first = JournalWriter.HEADROOM + 3 + filling;
    for (int i = 0; i < 400; i++) {
      int length = first + chance.nextInt(bytes.length - first);
      checkTruncation(length);
    }
    for (int length = 2 * frameBytes; length < 2 * frameBytes + 200; length++) {
      checkTruncation(length);
    }
  }

  private void checkTruncation(int length) throws IOException {
    Object outcome = opened(Arrays.copyOf(bytes, length));
    assertThat(outcome).as("cut to %d", length).isInstanceOf(Damage.class);
    assertThat(((Damage) outcome).file()).isEqualTo(FILE);
    assertThat(((Damage) outcome).position()).isEqualTo(length);
  }

  @Test
  void anotherVersionIsRefused() {
    ByteBuffer newer = ByteBuffer.wrap(bytes.clone());
    newer.put(3, (byte) (JournalRing.FORMAT + 1));
    CRC32C crc = new CRC32C();
    crc.update(JournalRing.FORMAT + 1);
    crc.update(newer.slice(8, 48));
    newer.putInt(4, (int) crc.getValue());
    assertThatThrownBy(() -> opened(newer.array())).isInstanceOf(NewerFormatException.class);
  }
}
