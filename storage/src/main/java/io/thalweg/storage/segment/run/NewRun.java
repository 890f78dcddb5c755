package io.thalweg.storage.segment.run;

/// A run that is to be written.
///
/// @param partition aggregate id of the partition
/// @param baseOffset first offset that it will cover
/// @param endOffset the offset after the last one that it will cover
/// @param brokerTime largest broker time among its batches
/// @param cleanedTo up to where it is compacted; `baseOffset` if it is not
public record NewRun(
    long partition, long baseOffset, long endOffset, long brokerTime, long cleanedTo) {}
