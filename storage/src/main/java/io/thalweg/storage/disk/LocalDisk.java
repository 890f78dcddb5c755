package io.thalweg.storage.disk;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A directory of the machine's file system. The directory is made with mode 0700, files with 0600.
/// One that is opened [#readOnly] changes nothing, and its lock is shared with others of its kind.
public final class LocalDisk implements Disk {
  private static final String LOCK = "lock";
  private static final int BLOCK = 4096;
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<?> OWNER_ONLY_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private static final @Nullable OpenOption DIRECT = direct();

  private final Path directory;
  private final Set<OpenOption> access;

  /// The disk in `directory`, which is made if need be.
  public LocalDisk(Path directory) throws IOException {
    this(directory, Set.of(READ, WRITE));
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(this.directory, OWNER_ONLY_DIRECTORY);
    }
  }

  private LocalDisk(Path directory, Set<OpenOption> access) {
    this.directory = directory.toAbsolutePath();
    this.access = access;
  }

  /// The disk in `directory`, to be looked at: whatever would change something fails.
  public static LocalDisk readOnly(Path directory) {
    return new LocalDisk(directory, Set.of(READ));
  }

  private void changing() throws IOException {
    if (!access.contains(WRITE)) {
      throw new IOException("expected nothing to be changed in " + directory);
    }
  }

  @Override
  public DiskFile create(String name) throws IOException {
    changing();
    return open(name, Set.of(CREATE_NEW, READ, WRITE));
  }

  @Override
  public DiskFile open(String name) throws IOException {
    return open(name, access);
  }

  @Override
  public DiskFile createUncached(String name) throws IOException {
    changing();
    LocalFile file = open(name, Set.of(CREATE_NEW, READ, WRITE));
    return new LocalFile(name, file.channel, past(name));
  }

  @Override
  public DiskFile openUncached(String name) throws IOException {
    LocalFile file = open(name, access);
    return new LocalFile(name, file.channel, past(name));
  }

  private LocalFile open(String name, Set<? extends OpenOption> options) throws IOException {
    Path path = directory.resolve(name);
    return new LocalFile(name, FileChannel.open(path, options, OWNER_ONLY), null);
  }

  /// A second channel to the file, past the page cache; null where that is not possible.
  private @Nullable FileChannel past(String name) {
    try {
      OpenOption direct = DIRECT;
      if (direct == null) {
        return null;
      }
      Set<OpenOption> options = new HashSet<>(access);
      options.add(direct);
      return FileChannel.open(directory.resolve(name), options);
    } catch (IOException | UnsupportedOperationException e) {
      return null;
    }
  }

  /// O_DIRECT has one name in the JDK, which javac calls proprietary and will not be told
  /// otherwise.
  private static @Nullable OpenOption direct() {
    try {
      for (Object option :
          Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants()) {
        if (option instanceof OpenOption open && "DIRECT".equals(option.toString())) {
          return open;
        }
      }
    } catch (ClassNotFoundException e) {
      // a JDK without it: everything goes through the page cache
    }
    return null;
  }

  @Override
  public List<String> list() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  @Override
  public void delete(String name) throws IOException {
    changing();
    Files.deleteIfExists(directory.resolve(name));
  }

  @Override
  public void syncDirectory() throws IOException {
    try (FileChannel channel = FileChannel.open(directory, READ)) {
      channel.force(true);
    }
  }

  @Override
  public long freeBytes() throws IOException {
    FileStore store = Files.getFileStore(directory);
    return store.getTotalSpace() == 0 ? Long.MAX_VALUE : store.getUsableSpace();
  }

  @Override
  public String place() {
    return directory.toString();
  }

  @Override
  public Closeable lock() throws IOException {
    boolean shared = !access.contains(WRITE);
    Path file = directory.resolve(LOCK);
    if (shared && Files.notExists(file)) {
      return () -> {}; // a copy, which nobody serves
    }
    Set<OpenOption> options = shared ? access : Set.of(CREATE, READ, WRITE);
    FileChannel channel = FileChannel.open(file, options, OWNER_ONLY);
    try {
      FileLock lock = channel.tryLock(0, Long.MAX_VALUE, shared);
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // held by this very process: said below
    }
    channel.close();
    throw new DirectoryLockedException(directory.toString());
  }

  private record LocalFile(String name, FileChannel channel, @Nullable FileChannel past)
      implements DiskFile {
    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      FileChannel uncached = past;
      int whole = wholeBlocks(into, position);
      if (uncached == null || whole == 0) {
        return readAll(channel, into, position);
      }
      int limit = into.limit();
      into.limit(into.position() + whole);
      int read = readAll(uncached, into, position);
      into.limit(limit);
      return read < whole ? read : read + readAll(channel, into, position + read);
    }

    private static int readAll(FileChannel from, ByteBuffer into, long position)
        throws IOException {
      int total = 0;
      int read = 0;
      while (into.hasRemaining() && read >= 0) {
        read = from.read(into, position + total);
        total += Math.max(0, read);
      }
      return total;
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      FileChannel uncached = past;
      int whole = wholeBlocks(from, position);
      if (uncached == null || whole == 0) {
        writeAll(channel, from, position);
        return;
      }
      int limit = from.limit();
      from.limit(from.position() + whole);
      writeAll(uncached, from, position);
      from.limit(limit);
      writeAll(channel, from, position + whole);
    }

    private static void writeAll(FileChannel to, ByteBuffer from, long position)
        throws IOException {
      long at = position;
      while (from.hasRemaining()) {
        at += to.write(from, at);
      }
    }

    /// Bytes at the front of `memory` that can go between it and `position` in whole blocks.
    private static int wholeBlocks(ByteBuffer memory, long position) {
      boolean aligned =
          position % BLOCK == 0
              && memory.isDirect()
              && memory.alignmentOffset(memory.position(), BLOCK) == 0;
      return aligned ? memory.remaining() & -BLOCK : 0;
    }

    @Override
    public void sync() throws IOException {
      channel.force(false);
    }

    @Override
    public void truncate(long bytes) throws IOException {
      long now = channel.size();
      if (bytes < now) {
        channel.truncate(bytes);
      } else if (bytes > now) {
        channel.write(ByteBuffer.allocate(1), bytes - 1);
      }
    }

    @Override
    public long length() throws IOException {
      return channel.size();
    }

    @Override
    public void close() throws IOException {
      try {
        channel.close();
      } finally {
        if (past != null) {
          past.close();
        }
      }
    }
  }
}
