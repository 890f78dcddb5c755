package io.thalweg.storage.segment;

import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A disk in memory that fails at a chosen call and, in a crash, forgets whatever was not synced.
public final class TinyDisk implements Disk {
  private static final class Content {
    byte[] bytes = new byte[0];
    byte[] synced = new byte[0];
  }

  final AtomicInteger opened = new AtomicInteger();
  int calls;
  int failAt = -1;
  boolean failFromThere;
  public long free = Long.MAX_VALUE;
  Runnable beforeRead = () -> {};
  private TreeMap<String, Content> files = new TreeMap<>();
  private TreeMap<String, Content> syncedNames = new TreeMap<>();

  public byte[] bytes(String name) {
    return files.get(name).bytes;
  }

  public void put(String name, byte[] bytes) {
    files.computeIfAbsent(name, _ -> new Content()).bytes = bytes;
  }

  /// Whether no file is open.
  public boolean isClosed() {
    return opened.get() == 0;
  }

  /// Lets the next call fail.
  public void failNext() {
    failAt = calls;
  }

  /// Only what was synced is left.
  void crash() {
    files = new TreeMap<>(syncedNames);
    files.values().forEach(content -> content.bytes = content.synced.clone());
  }

  private synchronized void call(String what) throws IOException {
    int call = calls++;
    if (call == failAt || (failFromThere && failAt >= 0 && call > failAt)) {
      throw new IOException("injected: " + what);
    }
  }

  @Override
  public DiskFile create(String name) throws IOException {
    call("create");
    if (files.putIfAbsent(name, new Content()) != null) {
      throw new IOException("exists: " + name);
    }
    return new TinyFile(name, files.get(name));
  }

  @Override
  public DiskFile open(String name) throws IOException {
    call("open");
    Content content = files.get(name);
    if (content == null) {
      throw new NoSuchFileException(name);
    }
    return new TinyFile(name, content);
  }

  @Override
  public List<String> list() {
    return List.copyOf(files.keySet());
  }

  @Override
  public void delete(String name) throws IOException {
    call("delete");
    files.remove(name);
  }

  @Override
  public void syncDirectory() throws IOException {
    call("syncDirectory");
    syncedNames = new TreeMap<>(files);
  }

  @Override
  public long freeBytes() {
    return free;
  }

  @Override
  public Closeable lock() {
    return () -> {};
  }

  private final class TinyFile implements DiskFile {
    private final String name;
    private final Content content;

    TinyFile(String name, Content content) {
      this.name = name;
      this.content = content;
      opened.incrementAndGet();
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      beforeRead.run();
      call("read");
      int length = (int) Math.min(into.remaining(), Math.max(0, content.bytes.length - position));
      if (length > 0) {
        into.put(content.bytes, (int) position, length);
      }
      return length;
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      call("write");
      int end = (int) position + from.remaining();
      if (content.bytes.length < end) {
        content.bytes = Arrays.copyOf(content.bytes, end);
      }
      from.get(content.bytes, (int) position, from.remaining());
    }

    @Override
    public void sync() throws IOException {
      call("sync");
      content.synced = content.bytes.clone();
    }

    @Override
    public void truncate(long bytes) throws IOException {
      call("truncate");
      content.bytes = Arrays.copyOf(content.bytes, (int) bytes);
    }

    @Override
    public long length() throws IOException {
      call("length");
      return content.bytes.length;
    }

    @Override
    public void close() {
      opened.decrementAndGet();
    }
  }
}
