package io.thalweg.core.base;

/// How ids are composed. Every id is given once and never again.
public final class Ids {
  /// The largest number of partitions that a topic may have.
  public static final int MAX_PARTITIONS = 1 << 20;

  private static final int PARTITION_BITS = 20;

  private Ids() {}

  /// The aggregate id of partition `index` of `topic`.
  public static long partition(long topic, int index) {
    return topic << PARTITION_BITS | index;
  }

  /// The topic of a partition's aggregate id.
  public static long topicOf(long partition) {
    return partition >>> PARTITION_BITS;
  }

  /// The index of a partition inside its topic.
  public static int indexOf(long partition) {
    return (int) (partition & (MAX_PARTITIONS - 1));
  }
}
