package io.thalweg.storage.segment.mixed;

import static io.thalweg.storage.segment.mixed.MixedSegment.ENTRY_BYTES;
import static io.thalweg.storage.segment.mixed.MixedSegment.RUN_BYTES;
import static io.thalweg.storage.segment.mixed.MixedSegment.TRAILER_BYTES;

import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.storage.segment.run.Pieces;
import io.thalweg.storage.segment.run.SegmentDamaged;
import io.thalweg.storage.segment.run.SegmentFile;
import java.nio.ByteBuffer;

/// What stands behind the batches of a mixed segment, see [MixedSegment]. Immutable.
public final class Directory {
  private static final int PARTITION = 0;
  private static final int BASE_OFFSET = 8;
  private static final int END_OFFSET = 16;
  private static final int POSITION = 24;
  private static final int BYTES = 32;
  private static final int MAX_TIMESTAMP = 40;
  private static final int MAX_TIMESTAMP_OFFSET = 48;
  private static final int FIRST_ENTRY = 56;
  private static final int ENTRIES = 60;

  private static final int ENTRY_OFFSET = 0;
  private static final int ENTRY_POSITION = 8;
  private static final int ENTRY_TIMESTAMP = 16;
  private static final int ENTRY_TIMESTAMP_OFFSET = 24;

  private final String file;
  private final int checksum;
  private final ByteBuffer bytes;
  private final int runs;
  private final int entriesAt;
  private final int allEntries;
  private final Pieces pieces;
  private final long pieceBytes;

  private Directory(String file, int checksum, ByteBuffer bytes, Trailer trailer) {
    this.file = file;
    this.checksum = checksum;
    this.bytes = bytes;
    this.runs = trailer.runs;
    this.entriesAt = trailer.runs * RUN_BYTES;
    this.allEntries = trailer.entries;
    this.pieceBytes = trailer.batchBytes;
    int piecesAt = entriesAt + trailer.entries * ENTRY_BYTES;
    ByteBuffer checksums = bytes.slice(piecesAt, Pieces.count(trailer.batchBytes) * Integer.BYTES);
    this.pieces = new Pieces(file, trailer.segment, MixedSegment.FILE_NUMBER, checksums);
  }

  private record Trailer(long segment, long batchBytes, int runs, int entries) {
    long directoryBytes() {
      return (long) runs * RUN_BYTES
          + (long) entries * ENTRY_BYTES
          + (long) Pieces.count(batchBytes) * Integer.BYTES
          + TRAILER_BYTES;
    }
  }

  /// Reads the directory of `segment`, one of whose runs the journal describes, from its end.
  static Directory read(SegmentFile file, SegmentInfo segment) throws SegmentDamaged {
    Trailer trailer = trailer(file, segment);
    ByteBuffer bytes = ByteBuffer.allocate((int) trailer.directoryBytes());
    file.fill(bytes, trailer.batchBytes);
    bytes.flip();
    int checksum = Pieces.plain(bytes);
    if (checksum != segment.checksum()) {
      throw new SegmentDamaged(
          file.name(),
          trailer.batchBytes,
          String.format(
              "expected checksum %08x of the directory, but it is %08x",
              segment.checksum(), checksum));
    }
    return new Directory(file.name(), checksum, bytes, trailer);
  }

  private static Trailer trailer(SegmentFile file, SegmentInfo segment) throws SegmentDamaged {
    long length = file.length();
    long at = length - TRAILER_BYTES;
    if (at < 0) {
      throw new SegmentDamaged(file.name(), length, "expected a directory, but the file ends");
    }
    ByteBuffer bytes = ByteBuffer.allocate(TRAILER_BYTES);
    file.fill(bytes, at);
    bytes.flip();
    Trailer trailer = new Trailer(bytes.getLong(), bytes.getLong(), bytes.getInt(), bytes.getInt());
    if (bytes.getInt() != MixedSegment.VERSION || bytes.getInt() != MixedSegment.MAGIC) {
      throw new SegmentDamaged(
          file.name(), at, "expected the end of a directory of version 1, but there is none");
    }
    boolean plausible =
        trailer.segment == segment.id()
            && trailer.batchBytes > 0
            && trailer.batchBytes <= MixedSegment.MAX_BYTES
            && trailer.runs > 0
            && trailer.runs <= MixedSegment.MAX_RUNS
            && trailer.entries >= 0
            && trailer.entries <= MixedSegment.MAX_ENTRIES
            && trailer.batchBytes + trailer.directoryBytes() == length;
    if (!plausible) {
      throw new SegmentDamaged(
          file.name(),
          at,
          "expected the end of segment "
              + segment.id()
              + " at byte "
              + length
              + ", but it is that"
              + " of "
              + trailer);
    }
    return trailer;
  }

  /// What the journal keeps of it.
  int checksum() {
    return checksum;
  }

  /// Memory that it takes, which is its size too.
  public int memoryBytes() {
    return bytes.capacity();
  }

  /// Checksums of the batches' pieces.
  public Pieces pieces() {
    return pieces;
  }

  /// Bytes of all batches.
  public long pieceBytes() {
    return pieceBytes;
  }

  /// The place of the run that the journal describes.
  ///
  /// @throws SegmentDamaged if there is none, or another one
  public Run find(SegmentInfo info) throws SegmentDamaged {
    int low = 0;
    int high = runs;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (bytes.getLong(middle * RUN_BYTES + PARTITION) < info.partition()) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    int at = low * RUN_BYTES;
    boolean same =
        info.mixed()
            && low < runs
            && bytes.getLong(at + PARTITION) == info.partition()
            && bytes.getLong(at + BASE_OFFSET) == info.baseOffset()
            && bytes.getLong(at + END_OFFSET) == info.endOffset()
            && bytes.getLong(at + BYTES) == info.bytes()
            && bytes.getLong(at + MAX_TIMESTAMP) == info.maxTimestamp();
    if (!same || !isInside(at)) {
      throw new SegmentDamaged(file, pieceBytes + at, "expected an entry for " + info);
    }
    return new Run(info, at);
  }

  private boolean isInside(int at) {
    long first = bytes.getInt(at + FIRST_ENTRY);
    long entries = bytes.getInt(at + ENTRIES);
    long start = bytes.getLong(at + POSITION);
    return start >= 0
        && start + bytes.getLong(at + BYTES) <= pieceBytes
        && first >= 0
        && entries >= 0
        && first + entries <= allEntries;
  }

  /// One run, as the directory describes it.
  public final class Run {
    private final SegmentInfo info;
    private final int at;
    private final int firstEntryAt;

    private Run(SegmentInfo info, int at) {
      this.info = info;
      this.at = at;
      this.firstEntryAt = entriesAt + bytes.getInt(at + FIRST_ENTRY) * ENTRY_BYTES;
    }

    /// What the journal says of it.
    public SegmentInfo info() {
      return info;
    }

    /// Where the run's description stands in the file.
    long described() {
      return pieceBytes + at;
    }

    /// Position of the first batch.
    public long start() {
      return bytes.getLong(at + POSITION);
    }

    /// First offset of the first batch that has the largest timestamp.
    long offsetOfLargest() {
      return bytes.getLong(at + MAX_TIMESTAMP_OFFSET);
    }

    int entries() {
      return bytes.getInt(at + ENTRIES);
    }

    private int entryAt(int entry) {
      return firstEntryAt + entry * ENTRY_BYTES;
    }

    /// Where entry `entry` stands in the file.
    long entryDescribed(int entry) {
      return pieceBytes + entryAt(entry);
    }

    long entryOffset(int entry) {
      return bytes.getLong(entryAt(entry) + ENTRY_OFFSET);
    }

    long entryPosition(int entry) {
      return bytes.getLong(entryAt(entry) + ENTRY_POSITION);
    }

    /// Largest timestamp of the run's batches before the entry's.
    long entryTimestamp(int entry) {
      return bytes.getLong(entryAt(entry) + ENTRY_TIMESTAMP);
    }

    /// First offset of the first batch that has it.
    long entryTimestampOffset(int entry) {
      return bytes.getLong(entryAt(entry) + ENTRY_TIMESTAMP_OFFSET);
    }

    /// A position at or before the batch that holds `offset`, or that follows it.
    long positionOf(long offset) throws SegmentDamaged {
      int low = 0;
      int high = entries();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (entryOffset(middle) <= offset) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      long position = low == 0 ? start() : entryPosition(low - 1);
      if (position < start() || position >= start() + info.bytes()) {
        String what = "expected a position of the run, but it is " + position;
        throw new SegmentDamaged(file, entryDescribed(low - 1), what);
      }
      return position;
    }

    /// An offset before which no batch reaches `timestamp`.
    long offsetBefore(long timestamp) {
      int low = 0;
      int high = entries();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (entryTimestamp(middle) < timestamp) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low == 0 ? info.baseOffset() : entryOffset(low - 1);
    }
  }
}
