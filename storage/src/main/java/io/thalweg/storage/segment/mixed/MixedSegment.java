package io.thalweg.storage.segment.mixed;

import java.util.regex.Pattern;

/// The one file of a segment that holds runs of many partitions, named after the segment's id:
/// `m19.mixed`. Big-endian:
///
/// - *batches*: run after run in the order of their partitions (an aggregate id each), inside a run
///   in that of their offsets, without gaps and with their absolute base offsets.
/// - *runs*, 64 bytes each, in the same order: partition, base offset, end offset, position of the
///   first batch, bytes, largest client timestamp, base offset of the first batch that has it
///   (`long`s); number of the run's first entry among all, number of its entries (`int`s).
/// - *entries*, 32 bytes each: for about every 64 KB of a run, but not for its first batch, base
///   offset of a batch, its position, largest client timestamp of the run's batches before it, base
///   offset of the first batch that has it (`long`s).
/// - *checksums*: an `int` for each 64 KB of the batches, see
///   [io.thalweg.storage.segment.run.Pieces].
/// - *trailer*, 32 bytes: segment, bytes of the batches (`long`s), number of runs, number of
///   entries, version, magic (`int`s).
///
/// All but the batches is the *directory*; its CRC32C stands in the journal, as the segment's
/// checksum. Positions are counted from the file's start.
public final class MixedSegment {
  /// Bytes of batches in one file.
  public static final long MAX_BYTES = 1L << 30;

  /// Runs in one file.
  public static final int MAX_RUNS = 8192;

  static final int MAGIC = 0x54574d58;
  static final int VERSION = 1;
  static final int RUN_BYTES = 7 * Long.BYTES + 2 * Integer.BYTES;
  static final int ENTRY_BYTES = 4 * Long.BYTES;
  static final int TRAILER_BYTES = 2 * Long.BYTES + 4 * Integer.BYTES;

  /// Bytes of a run's batches between two entries, at least.
  static final int INTERVAL = 64 * 1024;

  static final int MAX_ENTRIES = (int) (MAX_BYTES / INTERVAL);

  /// What the checksums of the pieces are bound to, besides the segment: none of the files of other
  /// segments has this number.
  static final int FILE_NUMBER = 4;

  private static final Pattern NAME = Pattern.compile("m[0-9]{1,19}\\.mixed");

  private MixedSegment() {}

  /// The name of the segment's file.
  public static String name(long segment) {
    return "m" + segment + ".mixed";
  }

  /// Whether `file` has the name of such a file.
  public static boolean isName(String file) {
    return NAME.matcher(file).matches();
  }
}
