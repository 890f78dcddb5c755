package io.thalweg.storage.disk;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/// One directory of files: all that storage asks of a file system. Names are plain file names.
/// Thread-safe.
///
/// Nothing survives a power loss but what a completed sync covers: [DiskFile#sync] for a file's
/// bytes and length, [#syncDirectory] for the existence of its name.
public interface Disk {
  /// Creates a new empty file; fails if it exists. Mode 0600.
  DiskFile create(String name) throws IOException;

  /// Opens an existing file for reading and writing.
  DiskFile open(String name) throws IOException;

  /// As [#create], for a file that is read and written in large pieces: what goes between aligned
  /// memory and whole 4 KB blocks goes past the page cache, where the file system can do that.
  default DiskFile createUncached(String name) throws IOException {
    return create(name);
  }

  /// As [#open], with reads and writes as in [#createUncached].
  default DiskFile openUncached(String name) throws IOException {
    return open(name);
  }

  /// The names of all files, sorted.
  List<String> list() throws IOException;

  /// Removes a name; nothing happens if it doesn't exist.
  void delete(String name) throws IOException;

  /// Makes created and deleted names durable.
  void syncDirectory() throws IOException;

  /// Bytes that could still be written; `Long.MAX_VALUE` where that is not known.
  long freeBytes() throws IOException;

  /// Where it is, for people.
  default String place() {
    return "the data directory";
  }

  /// Locks the directory against other processes until closed.
  ///
  /// @throws IOException if another process holds the lock
  Closeable lock() throws IOException;
}
