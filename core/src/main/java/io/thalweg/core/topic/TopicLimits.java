package io.thalweg.core.topic;

/// How many of each thing there may be; with retention's pace.
///
/// @param topics largest number of topics
/// @param partitions largest number of partitions of all topics
/// @param partitionsPerTopic largest number of partitions of one topic; its creation fits one
///   journal entry
/// @param retentionCheckMillis between two sweeps of retention, in broker time
public record TopicLimits(
    int topics, int partitions, int partitionsPerTopic, long retentionCheckMillis) {
  /// Limits that suit the default ring: their statements stay below 1/16 of it.
  public static final TopicLimits DEFAULT = new TopicLimits(20_000, 100_000, 10_000, 5_000);
}
