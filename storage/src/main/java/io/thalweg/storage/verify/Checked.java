package io.thalweg.storage.verify;

/// How much a [Verification] went through.
///
/// @param files of the ring and of segments
/// @param bytes of these files
/// @param segments that the journal names
/// @param batches stored in segments, or in the journal only
/// @param events in these batches
public record Checked(
    int topics, int partitions, long files, long bytes, int segments, long batches, long events) {}
