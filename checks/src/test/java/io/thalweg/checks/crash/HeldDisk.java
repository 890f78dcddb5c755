package io.thalweg.checks.crash;

import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.disk.DiskFile;
import io.thalweg.storage.ring.JournalRing;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A directory whose journal is synced when the test says so: a sync waits in front of the system
/// call while it is held, or it, or the write before it, fails; or what segments are written or
/// older events read with.
final class HeldDisk implements Disk {
  private static final long LIMIT_SECONDS = 30;

  /// What calls do.
  enum Mode {
    PASS,
    HOLD_SYNCS,
    FAIL_SYNCS,
    FAIL_WRITES,
    FAIL_SEGMENTS,
    FAIL_READS
  }

  private final Disk disk;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Mode mode = Mode.PASS;
  private int held;
  private long completed;

  HeldDisk(Disk disk) {
    this.disk = disk;
  }

  /// What calls do from now on; those that are held follow.
  void set(Mode to) {
    lock.lock();
    try {
      mode = to;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Returns once a sync is being held.
  void awaitHeld() throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
      while (held == 0 && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (held == 0) {
        throw new AssertionError("expected the journal to be synced, but no sync came");
      }
    } finally {
      lock.unlock();
    }
  }

  /// Syncs of the journal that have completed.
  long completed() {
    lock.lock();
    try {
      return completed;
    } finally {
      lock.unlock();
    }
  }

  private void sync(DiskFile file) throws IOException {
    lock.lock();
    try {
      held++;
      changed.signalAll();
      while (mode == Mode.HOLD_SYNCS) {
        changed.awaitUninterruptibly();
      }
      held--;
      if (mode == Mode.FAIL_SYNCS) {
        throw new IOException("the test made this sync fail");
      }
      completed++;
    } finally {
      lock.unlock();
    }
    file.sync();
  }

  private void unless(Mode fails, String role) throws IOException {
    lock.lock();
    try {
      if (mode == fails && isAtWork(role)) {
        throw new IOException("the test made this fail");
      }
    } finally {
      lock.unlock();
    }
  }

  /// Whether it is the agent with that role who calls: the journal's writer, and not who prepares
  /// files.
  private static boolean isAtWork(String role) {
    return Thread.currentThread().getName().equals(role);
  }

  @Override
  public DiskFile create(String name) throws IOException {
    return new HeldFile(disk.create(name));
  }

  @Override
  public DiskFile open(String name) throws IOException {
    return new HeldFile(disk.open(name));
  }

  @Override
  public List<String> list() throws IOException {
    return disk.list();
  }

  @Override
  public void delete(String name) throws IOException {
    disk.delete(name);
  }

  @Override
  public void syncDirectory() throws IOException {
    disk.syncDirectory();
  }

  @Override
  public long freeBytes() throws IOException {
    return disk.freeBytes();
  }

  @Override
  public String place() {
    return disk.place();
  }

  @Override
  public Closeable lock() throws IOException {
    return disk.lock();
  }

  private final class HeldFile implements DiskFile {
    private final DiskFile file;

    HeldFile(DiskFile file) {
      this.file = file;
    }

    @Override
    public String name() {
      return file.name();
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      unless(Mode.FAIL_READS, "reader");
      return file.read(into, position);
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      unless(Mode.FAIL_WRITES, JournalRing.WRITER);
      unless(Mode.FAIL_SEGMENTS, "flusher");
      file.write(from, position);
    }

    @Override
    public void sync() throws IOException {
      if (isAtWork(JournalRing.WRITER)) {
        HeldDisk.this.sync(file);
      } else {
        file.sync();
      }
    }

    @Override
    public void truncate(long bytes) throws IOException {
      file.truncate(bytes);
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
