package io.thalweg.storage.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/// One open file. Positional calls only. Thread-safe for reads beside one writer.
public interface DiskFile extends Closeable {
  /// The name inside its disk.
  String name();

  /// Reads into `into` from `position` until it is full or the file ends; returns the bytes read.
  int read(ByteBuffer into, long position) throws IOException;

  /// Writes all of `from` at `position`.
  void write(ByteBuffer from, long position) throws IOException;

  /// Makes written bytes and the length durable (fdatasync).
  void sync() throws IOException;

  /// Cuts or extends to exactly `bytes`.
  void truncate(long bytes) throws IOException;

  /// Current length in bytes.
  long length() throws IOException;
}
