package io.thalweg.storage.ring;

import static io.thalweg.core.journal.JournalWriter.ALIGNMENT;
import static io.thalweg.core.journal.JournalWriter.MAX_PAYLOAD;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Looks for frames at every 4 KB boundary of every file, also inside frames: a stale frame may
/// hide a real one.
final class RingScan {
  private static final int WINDOW = 8 << 20;
  private static final int OVERLAP = FrameHeader.frameBytes(MAX_PAYLOAD);

  private final List<Candidate> found = new ArrayList<>();
  private final ByteBuffer window;

  private RingScan(Arena memory, int largestFile) {
    this.window = memory.allocate(Math.min(WINDOW + OVERLAP, largestFile)).asByteBuffer();
  }

  /// All copies of frames whose header holds, in the order of files and places.
  ///
  /// @throws NewerFormatException if a newer version wrote one
  static List<Candidate> of(List<RingFile> files) throws IOException {
    int largest = 0;
    for (RingFile file : files) {
      largest = Math.max(largest, file.bytes);
    }
    try (Arena memory = Arena.ofConfined()) {
      RingScan scan = new RingScan(memory, largest);
      for (RingFile file : files) {
        scan.scan(file);
      }
      return scan.found;
    }
  }

  private void scan(RingFile file) throws IOException {
    for (int start = 0; start < file.bytes; start += WINDOW) {
      int wanted = Math.min(WINDOW + OVERLAP, file.bytes - start);
      window.clear().limit(wanted);
      int read = Math.max(0, file.file.read(window, start));
      for (int at = read; at < wanted; at++) {
        window.put(at, (byte) 0);
      }
      for (int at = 0; at < WINDOW && at + ALIGNMENT <= wanted; at += ALIGNMENT) {
        look(file, start, at, wanted);
      }
    }
  }

  private void look(RingFile file, int start, int at, int limit) throws IOException {
    if (FrameHeader.isNewer(window, at)) {
      throw new NewerFormatException(file.file.name(), FrameHeader.version(window, at));
    }
    if (!FrameHeader.holds(window, at)) {
      return;
    }
    int length = FrameHeader.length(window, at);
    boolean inside =
        length >= 0 && length <= MAX_PAYLOAD && at + FrameHeader.frameBytes(length) <= limit;
    if (inside) {
      found.add(
          new Candidate(
              FrameHeader.fields(window, at),
              FrameHeader.headerCrc(window, at),
              length,
              FrameHeader.payloadHolds(window, at),
              FrameHeader.copyEpoch(window, at),
              file,
              start + at));
    }
  }
}
