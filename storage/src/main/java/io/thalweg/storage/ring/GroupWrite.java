package io.thalweg.storage.ring;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes the frames of one group: neighbours in memory and in the file with one call, then one
/// sync for each file.
final class GroupWrite {
  private final List<RingFile> files = new ArrayList<>(2);
  private @Nullable ByteBuffer memory;
  private @Nullable RingFile file;
  private int memoryFrom;
  private int fileFrom;
  private int bytes;

  /// Adds a frame that lies at `at` of `from` and goes to `place`.
  void add(ByteBuffer from, int at, int frameBytes, RingIndex.Place place) throws IOException {
    boolean next =
        memory == from
            && file == place.file()
            && at == memoryFrom + bytes
            && place.offset() == fileFrom + bytes;
    if (!next) {
      write();
      memory = from;
      file = place.file();
      memoryFrom = at;
      fileFrom = place.offset();
      bytes = 0;
    }
    bytes += frameBytes;
    if (files.isEmpty() || files.getLast() != place.file()) {
      files.add(place.file());
    }
  }

  private void write() throws IOException {
    ByteBuffer from = memory;
    RingFile to = file;
    if (from != null && to != null && bytes > 0) {
      to.file.write(from.slice(memoryFrom, bytes), fileFrom);
    }
  }

  /// Writes what is left, and syncs if asked to.
  ///
  /// @return the nanoseconds that the sync took
  long finish(boolean sync) throws IOException {
    write();
    long began = System.nanoTime();
    if (sync) {
      for (RingFile each : files) {
        each.file.sync();
      }
    }
    return System.nanoTime() - began;
  }
}
