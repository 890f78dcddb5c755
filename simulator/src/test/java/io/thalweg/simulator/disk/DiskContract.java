package io.thalweg.simulator.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

/// What every [Disk] does.
abstract class DiskContract {
  abstract Disk disk() throws IOException;

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String read(DiskFile file, long position, int bytes) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(bytes);
    int read = file.read(into, position);
    assertThat(into.position()).isEqualTo(read);
    return new String(into.array(), 0, read, StandardCharsets.UTF_8);
  }

  @Test
  void whatIsWrittenIsReadAtItsPosition() throws IOException {
    try (DiskFile file = disk().create("a")) {
      file.write(bytes("hello"), 0);
      file.write(bytes("LL"), 2);
      assertThat(read(file, 0, 5)).isEqualTo("heLLo");
      assertThat(read(file, 3, 100)).as("up to the end").isEqualTo("Lo");
      assertThat(read(file, 9, 1)).as("behind the end").isEmpty();
      assertThat(file.length()).isEqualTo(5);
      assertThat(file.name()).isEqualTo("a");
    }
  }

  @Test
  void aGapReadsAsZeros() throws IOException {
    try (DiskFile file = disk().create("a")) {
      file.write(bytes("x"), 3);
      assertThat(read(file, 0, 4)).isEqualTo("\0\0\0x");
    }
  }

  @Test
  void aFileIsCutAndExtended() throws IOException {
    try (DiskFile file = disk().create("a")) {
      file.write(bytes("hello"), 0);
      file.truncate(2);
      assertThat(read(file, 0, 9)).isEqualTo("he");
      file.truncate(4);
      assertThat(read(file, 0, 9)).isEqualTo("he\0\0");
      file.sync();
      assertThat(file.length()).isEqualTo(4);
    }
  }

  @Test
  void anotherOpeningSeesTheSameBytes() throws IOException {
    Disk disk = disk();
    try (DiskFile one = disk.create("a");
        DiskFile two = disk.open("a")) {
      one.write(bytes("hello"), 0);
      assertThat(read(two, 0, 5)).isEqualTo("hello");
    }
  }

  @Test
  void namesAreListedInOrderAndDeleted() throws IOException {
    Disk disk = disk();
    for (String name : new String[] {"c", "a", "b"}) {
      disk.create(name).close();
    }
    disk.delete("b");
    disk.delete("never there");
    disk.syncDirectory();
    assertThat(disk.list()).containsExactly("a", "c");
    assertThat(disk.freeBytes()).isPositive();
  }

  @Test
  void aNameIsCreatedOnceAndOpenedOnlyIfItIsThere() throws IOException {
    Disk disk = disk();
    disk.create("a").close();
    assertThatThrownBy(() -> disk.create("a")).isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> disk.open("b")).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aClosedFileIsOfNoUse() throws IOException {
    DiskFile file = disk().create("a");
    file.close();
    assertThatThrownBy(() -> file.write(bytes("x"), 0)).isInstanceOf(IOException.class);
  }

  @Test
  void aDirectoryIsLockedOnce() throws IOException {
    Disk disk = disk();
    var lock = disk.lock();
    assertThatThrownBy(disk::lock).isInstanceOf(IOException.class);
    lock.close();
    disk.lock().close();
  }
}
