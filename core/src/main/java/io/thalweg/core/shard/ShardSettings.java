package io.thalweg.core.shard;

import io.thalweg.core.access.AccessSettings;
import io.thalweg.core.batch.Codecs;
import io.thalweg.core.exchange.ExchangeLimits;
import io.thalweg.core.group.GroupLimits;
import io.thalweg.core.queue.QueueLimits;
import io.thalweg.core.queue.letter.MessageHeaders;
import io.thalweg.core.topic.TopicLimits;

/// What a shard is built with.
///
/// @param seed of its chance
/// @param gatherBytes an entry of this size is appended even while an earlier one is on its way
/// @param maxLiveBatches batches stored in the journal only, from which on they are flushed;
///   clients pause when there are a quarter more
/// @param maxRuns runs in segments, from which on nothing is flushed while runs can be merged
/// @param topics limits of topics
/// @param exchanges limits of exchanges and bindings
/// @param queues limits of queues
/// @param access limits of namespaces, users and permissions, and who is there in the beginning
/// @param groups limits of consumer groups
/// @param codecs opens compressed batches of which queues deliver single events
public record ShardSettings(
    long seed,
    int gatherBytes,
    int maxLiveBatches,
    int maxRuns,
    TopicLimits topics,
    ExchangeLimits exchanges,
    QueueLimits queues,
    AccessSettings access,
    GroupLimits groups,
    Codecs codecs,
    MessageHeaders headers) {
  /// A run takes some 90 bytes, a batch in the journal 60.
  private static final int MAX_RUNS = 300_000;

  /// Runs that a partition may well have, if it is merged in time.
  private static final int RUNS_OF_A_PARTITION = 15;

  /// With as many runs as the partitions that there may be need, and the usual exchanges and users.
  public ShardSettings(
      long seed, int gatherBytes, int maxLiveBatches, TopicLimits topics, GroupLimits groups) {
    this(
        seed,
        gatherBytes,
        maxLiveBatches,
        maxRuns(topics),
        topics,
        ExchangeLimits.DEFAULT,
        QueueLimits.DEFAULT,
        AccessSettings.DEFAULT,
        groups,
        Codecs.NONE);
  }

  /// Without what protocols know of messages.
  @SuppressWarnings("ParameterNumber") // those of the record but one
  public ShardSettings(
      long seed,
      int gatherBytes,
      int maxLiveBatches,
      int maxRuns,
      TopicLimits topics,
      ExchangeLimits exchanges,
      QueueLimits queues,
      AccessSettings access,
      GroupLimits groups,
      Codecs codecs) {
    this(
        seed,
        gatherBytes,
        maxLiveBatches,
        maxRuns,
        topics,
        exchanges,
        queues,
        access,
        groups,
        codecs,
        MessageHeaders.NONE);
  }

  /// The same with codecs.
  public ShardSettings opening(Codecs by) {
    return with(access, by, headers);
  }

  /// The same with what protocols know of messages.
  public ShardSettings reading(MessageHeaders by) {
    return with(access, codecs, by);
  }

  /// The same with other settings of access.
  public ShardSettings with(AccessSettings other) {
    return with(other, codecs, headers);
  }

  private ShardSettings with(AccessSettings otherAccess, Codecs opens, MessageHeaders reads) {
    return new ShardSettings(
        seed,
        gatherBytes,
        maxLiveBatches,
        maxRuns,
        topics,
        exchanges,
        queues,
        otherAccess,
        groups,
        opens,
        reads);
  }

  private static int maxRuns(TopicLimits topics) {
    long wanted = (long) topics.partitions() * RUNS_OF_A_PARTITION;
    return Math.clamp(wanted, MAX_RUNS, Integer.MAX_VALUE);
  }

  /// Settings that suit the default ring and blocks.
  public static ShardSettings withSeed(long seed) {
    return new ShardSettings(seed, 128 * 1024, 500_000, TopicLimits.DEFAULT, GroupLimits.DEFAULT);
  }
}
