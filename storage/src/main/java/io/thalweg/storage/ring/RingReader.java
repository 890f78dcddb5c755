package io.thalweg.storage.ring;

import io.thalweg.core.base.Check;
import io.thalweg.core.base.Damage;
import io.thalweg.core.journal.JournalReader;
import io.thalweg.core.journal.JournalWriter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Reads the recovered log in order, several frames with one read where they are neighbours. Used
/// and closed by one thread.
final class RingReader implements JournalReader {
  private static final int WINDOW = 4 << 20;

  private final Arena memory = Arena.ofConfined();
  private final RingIndex index;
  private final long end;
  private final ByteBuffer window;
  private long next;
  private long windowFrom;
  private int windowLength;
  private @Nullable RingFile windowFile;

  RingReader(RingIndex index, long first, long end) {
    this.index = index;
    this.next = first;
    this.end = end;
    int largestFile = 0;
    for (RingFile file : index.all()) {
      largestFile = Math.max(largestFile, file.bytes);
    }
    int window = WINDOW + FrameHeader.frameBytes(JournalWriter.MAX_PAYLOAD);
    this.window = memory.allocate(Math.min(window, largestFile)).asByteBuffer();
  }

  @Override
  public boolean next(Entry into) throws IOException {
    while (next < end) {
      long sequence = next++;
      RingIndex.Place place = Check.present(index.find(sequence), "recovered sequence " + sequence);
      int at = load(place);
      if (!FrameHeader.holds(window, at)
          || FrameHeader.sequence(window, at) != sequence
          || !FrameHeader.payloadHolds(window, at)) {
        throw new DamagedJournalException(
            new Damage(
                place.file().file.name(),
                place.offset(),
                "expected sequence " + sequence + ", which was there a moment ago"));
      }
      if (!FrameHeader.fields(window, at).mark()) {
        into.position = sequence;
        into.payload = window.slice(at + FrameHeader.BYTES, place.length());
        return true;
      }
    }
    return false;
  }

  /// Makes the frame at `place` lie in the window, and returns where.
  private int load(RingIndex.Place place) throws IOException {
    int frameBytes = FrameHeader.frameBytes(place.length());
    boolean there =
        windowFile == place.file()
            && place.offset() >= windowFrom
            && place.offset() + frameBytes <= windowFrom + windowLength;
    if (!there) {
      windowFile = place.file();
      windowFrom = place.offset();
      window.clear().limit(Math.min(window.capacity(), place.file().bytes - place.offset()));
      windowLength = place.file().file.read(window, windowFrom);
    }
    return (int) (place.offset() - windowFrom);
  }

  @Override
  public void close() {
    memory.close();
  }
}
