package io.thalweg.core.journal;

/// A contiguous range of one partition in an immutable file of events: a *run*. A segment of its
/// own holds one run; a mixed one holds runs of many partitions, which share its id and checksum.
///
/// @param id of the file, never reused; where runs cover the same offsets, the one with the larger
///   id counts
/// @param mixed whether the file may hold other partitions' runs too
/// @param partition aggregate id of the partition
/// @param baseOffset first offset covered; coverage is contiguous even where events are not
/// @param endOffset the offset after the last one covered
/// @param bytes exact length of the run's batches
/// @param checksum CRC32C of the file's checksums, which cover each 64 KB of it
/// @param maxTimestamp largest client timestamp
/// @param brokerTime largest broker time of an event in milliseconds
/// @param cleanedTo of a compacted topic: up to here only the newest event of each key is left, of
///   those before this offset; `baseOffset` if it was not compacted
public record SegmentInfo(
    long id,
    boolean mixed,
    long partition,
    long baseOffset,
    long endOffset,
    long bytes,
    int checksum,
    long maxTimestamp,
    long brokerTime,
    long cleanedTo) {
  /// Whether it covers all that `other` does, and counts in its place.
  public boolean replaces(SegmentInfo other) {
    return id > other.id && baseOffset <= other.baseOffset && endOffset >= other.endOffset;
  }
}
