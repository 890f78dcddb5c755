package io.thalweg.core.shard;

import io.thalweg.core.group.GroupLimits;
import io.thalweg.core.topic.TopicLimits;

/// What a shard is built with.
///
/// @param seed of its chance
/// @param gatherBytes an entry of this size is appended even while an earlier one is on its way
/// @param maxLiveBatches batches stored in the journal only, from which on they are flushed
/// @param topics limits of topics
/// @param groups limits of consumer groups
public record ShardSettings(
    long seed, int gatherBytes, int maxLiveBatches, TopicLimits topics, GroupLimits groups) {
  /// Settings that suit the default ring and blocks.
  public static ShardSettings withSeed(long seed) {
    return new ShardSettings(seed, 128 * 1024, 500_000, TopicLimits.DEFAULT, GroupLimits.DEFAULT);
  }
}
