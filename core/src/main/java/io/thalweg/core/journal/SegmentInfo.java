package io.thalweg.core.journal;

/// An immutable file of events of one partition, as the journal names it.
///
/// @param id never reused
/// @param partition aggregate id of the partition
/// @param baseOffset first offset covered; coverage is contiguous even where events are not
/// @param endOffset the offset after the last one covered
/// @param bytes exact length of the event file
/// @param checksum CRC32C of the sidecar, which holds the CRC32C of each 64 KB
/// @param maxTimestamp largest client timestamp
/// @param brokerTime largest broker time of an event in milliseconds
public record SegmentInfo(
    long id,
    long partition,
    long baseOffset,
    long endOffset,
    long bytes,
    int checksum,
    long maxTimestamp,
    long brokerTime) {}
