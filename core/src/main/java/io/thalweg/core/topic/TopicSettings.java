package io.thalweg.core.topic;

/// A topic's configuration.
///
/// @param retentionMillis how long events are kept; -1: without limit
/// @param retentionBytes how many bytes of each partition are kept; -1: without limit
/// @param maxBatchBytes largest stored batch
public record TopicSettings(long retentionMillis, long retentionBytes, int maxBatchBytes) {}
