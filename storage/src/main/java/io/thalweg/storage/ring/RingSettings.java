package io.thalweg.storage.ring;

import io.thalweg.core.base.Check;
import io.thalweg.core.journal.JournalWriter;

/// How large the ring is.
///
/// @param fileBytes of each file, a multiple of 4 KB; [#SMALLEST_FILE] at least, unless no entry is
///   larger than half a file
/// @param files the ring grows up to this number of files, at least four
/// @param synced whether a group is synced before it counts as durable; false leaves that to the
///   operating system
public record RingSettings(int fileBytes, int files, boolean synced) {
  /// Files that are kept for maintenance when clients have filled the rest.
  static final int SPARE_FILES = 2;

  /// The smallest file that suits entries of every size.
  public static final int SMALLEST_FILE = 2 * (JournalWriter.MAX_PAYLOAD + JournalWriter.HEADROOM);

  public RingSettings {
    Check.that(fileBytes % JournalWriter.ALIGNMENT == 0, "expected ring files of whole 4 KB");
    Check.within(2 * JournalWriter.ALIGNMENT, fileBytes, Integer.MAX_VALUE, "bytes of a ring file");
    Check.within(SPARE_FILES + 2, files, 4096, "number of ring files");
  }

  /// Bytes that live entries may take.
  public long usableBytes() {
    return (long) (files - SPARE_FILES) * fileBytes;
  }
}
