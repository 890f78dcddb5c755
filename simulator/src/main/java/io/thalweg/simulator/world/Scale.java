package io.thalweg.simulator.world;

import io.thalweg.core.access.AccessSettings;
import io.thalweg.core.base.Chance;
import io.thalweg.core.exchange.ExchangeLimits;
import io.thalweg.core.group.GroupLimits;
import io.thalweg.core.queue.QueueLimits;
import io.thalweg.core.read.SegmentStore;
import io.thalweg.core.shard.ShardSettings;
import io.thalweg.core.topic.TopicLimits;
import io.thalweg.simulator.event.Packing;
import io.thalweg.storage.local.StorageSettings;
import io.thalweg.storage.ring.RingSettings;

/// How small everything is, so that rings wrap and segments are written all the time.
///
/// @param ringFiles number of the ring's files
/// @param maxLiveBatches batches from which on they are flushed, even if the ring has room
/// @param maxRuns runs from which on merges go before flushes
/// @param gatherBytes an entry of so many bytes does not wait for the sync under way: if they are
///   few, a group has many entries
public record Scale(int ringFiles, int maxLiveBatches, int maxRuns, int gatherBytes) {
  /// Retention looks around so often, in broker time.
  static final long RETENTION_CHECK_MILLIS = 2_000;

  /// Appended batches of one turn, in bytes, so that an entry fits a file.
  static final int TURN_BYTES = 8 * 1024;

  private static final int FEW_BYTES = 64;
  private static final int RING_FILE_BYTES = 64 * 1024;

  /// Just room for the largest command of a group: each of the group's alarms opens a new one.
  private static final int BLOCK_BYTES = 592 * 1024 / 4096 * 4096;

  private static final int BLOCKS = 6;
  private static final int READ_BLOCKS = SegmentStore.readsHeld(0);
  private static final int OPEN_SEGMENTS = 4;
  private static final int MIN_SESSION_MILLIS = 1_000;
  private static final int INITIAL_DELAY_MILLIS = 100;
  private static final int NEW_MEMBER_MILLIS = 5_000;
  private static final long SWEEP_MILLIS = 500;

  /// Half of all queues in order by key leave out what others would know.
  private static QueueLimits queues(long seed) {
    QueueLimits usual = QueueLimits.DEFAULT;
    QueueLimits.Ahead few = new QueueLimits.Ahead(40, 4, 3);
    return new QueueLimits(
        usual.queues(),
        usual.partitions(),
        usual.notes(),
        usual.argumentBytes(),
        seed % 2 == 0 ? few : usual.ahead());
  }

  static Scale of(Chance chance) {
    return new Scale(
        6 + chance.nextInt(5),
        chance.nextInt(2) == 0 ? 1 << 20 : 20 + chance.nextInt(200),
        chance.nextInt(2) == 0 ? 1 << 20 : 5 + chance.nextInt(20),
        chance.nextInt(3) == 0 ? TURN_BYTES : FEW_BYTES);
  }

  static int ringFileBytes() {
    return RING_FILE_BYTES;
  }

  static int openSegments() {
    return OPEN_SEGMENTS;
  }

  static int blockBytes() {
    return BLOCK_BYTES;
  }

  static int blocks() {
    return BLOCKS;
  }

  StorageSettings storage() {
    return new StorageSettings(
        new RingSettings(RING_FILE_BYTES, ringFiles, true),
        READ_BLOCKS,
        OPEN_SEGMENTS,
        1 << 20,
        Long.MAX_VALUE,
        new Packing());
  }

  ShardSettings shard(long seed) {
    GroupLimits usual = GroupLimits.DEFAULT;
    GroupLimits groups =
        new GroupLimits(
            MIN_SESSION_MILLIS,
            usual.maxSessionMillis(),
            INITIAL_DELAY_MILLIS,
            NEW_MEMBER_MILLIS,
            usual.maxGroups(),
            usual.maxMembers(),
            usual.maxStatementBytes(),
            usual.maxBytes(),
            usual.maxMetadataBytes(),
            usual.retentionMillis(),
            SWEEP_MILLIS);
    TopicLimits topics = new TopicLimits(20, 60, 10, RETENTION_CHECK_MILLIS);
    return new ShardSettings(
        seed,
        gatherBytes,
        maxLiveBatches,
        maxRuns,
        topics,
        ExchangeLimits.DEFAULT,
        queues(seed),
        AccessSettings.DEFAULT,
        groups,
        new Packing());
  }
}
