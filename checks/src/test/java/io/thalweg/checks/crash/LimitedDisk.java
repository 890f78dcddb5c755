package io.thalweg.checks.crash;

import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.disk.DiskFile;
import io.thalweg.storage.disk.LocalDisk;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A directory on a disk of a size that the test says, whatever the machine's is: what would make
/// its files longer than that altogether fails as the system's call would.
final class LimitedDisk implements Disk {
  private final Disk disk;
  private final Map<String, Long> lengths = new HashMap<>();
  private long size = Long.MAX_VALUE;
  private long used;

  LimitedDisk(Path directory) throws IOException {
    disk = new LocalDisk(directory);
    for (String name : disk.list()) {
      try (DiskFile file = disk.open(name)) {
        grow(name, file.length());
      }
    }
  }

  /// How much its files may take from now on.
  synchronized void size(long bytes) {
    size = bytes;
  }

  /// What its files take.
  synchronized long used() {
    return used;
  }

  private synchronized void grow(String name, long length) throws IOException {
    long more = length - lengths.getOrDefault(name, 0L);
    if (more > 0) {
      if (more > size - used) {
        throw new IOException("No space left on device");
      }
      lengths.put(name, length);
      used += more;
    }
  }

  private synchronized void cut(String name, long length) {
    long less = lengths.getOrDefault(name, 0L) - length;
    if (less > 0) {
      lengths.put(name, length);
      used -= less;
    }
  }

  @Override
  public DiskFile create(String name) throws IOException {
    return new LimitedFile(disk.create(name));
  }

  @Override
  public DiskFile open(String name) throws IOException {
    return new LimitedFile(disk.open(name));
  }

  @Override
  public List<String> list() throws IOException {
    return disk.list();
  }

  @Override
  public void delete(String name) throws IOException {
    disk.delete(name);
    cut(name, 0);
  }

  @Override
  public void syncDirectory() throws IOException {
    disk.syncDirectory();
  }

  @Override
  public synchronized long freeBytes() {
    return Math.max(0, size - used);
  }

  @Override
  public Closeable lock() throws IOException {
    return disk.lock();
  }

  private final class LimitedFile implements DiskFile {
    private final DiskFile file;

    LimitedFile(DiskFile file) {
      this.file = file;
    }

    @Override
    public String name() {
      return file.name();
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      return file.read(into, position);
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      grow(name(), position + from.remaining());
      file.write(from, position);
    }

    @Override
    public void sync() throws IOException {
      file.sync();
    }

    @Override
    public void truncate(long bytes) throws IOException {
      grow(name(), bytes);
      file.truncate(bytes);
      cut(name(), bytes);
    }

    @Override
    public long length() throws IOException {
      return file.length();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
