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
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// A directory of the machine's file system. The directory is made with mode 0700, files with 0600.
public final class LocalDisk implements Disk {
  private static final String LOCK = "lock";
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<?> OWNER_ONLY_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path directory;

  /// The disk in `directory`, which is made if need be.
  public LocalDisk(Path directory) throws IOException {
    this.directory = directory.toAbsolutePath();
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(this.directory, OWNER_ONLY_DIRECTORY);
    }
  }

  @Override
  public DiskFile create(String name) throws IOException {
    return open(name, Set.of(CREATE_NEW, READ, WRITE));
  }

  @Override
  public DiskFile open(String name) throws IOException {
    return open(name, Set.of(READ, WRITE));
  }

  private DiskFile open(String name, Set<? extends OpenOption> options) throws IOException {
    return new LocalFile(name, FileChannel.open(directory.resolve(name), options, OWNER_ONLY));
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
    return Files.getFileStore(directory).getUsableSpace();
  }

  @Override
  public Closeable lock() throws IOException {
    FileChannel channel =
        FileChannel.open(directory.resolve(LOCK), Set.of(CREATE, READ, WRITE), OWNER_ONLY);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // held by this very process: said below
    }
    channel.close();
    throw new DirectoryLockedException(directory.toString());
  }

  private record LocalFile(String name, FileChannel channel) implements DiskFile {
    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      int total = 0;
      while (into.hasRemaining()) {
        int read = channel.read(into, position + total);
        if (read < 0) {
          break;
        }
        total += read;
      }
      return total;
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      long at = position;
      while (from.hasRemaining()) {
        at += channel.write(from, at);
      }
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
      channel.close();
    }
  }
}
