package io.thalweg.core.topic;

import io.thalweg.core.base.Check;
import io.thalweg.core.journal.JournalWriter;

/// A topic's configuration.
///
/// @param retentionMillis how long events are kept; -1: without limit
/// @param retentionBytes how many bytes of each partition are kept; -1: without limit
/// @param maxBatchBytes largest stored batch
/// @param given which settings were given for this topic, as bits; the others were the broker's
///   defaults when the topic was made, or the setting was taken back
public record TopicSettings(
    long retentionMillis,
    long retentionBytes,
    int maxBatchBytes,
    Cleanup cleanup,
    Compaction compaction,
    Timestamps timestamps,
    int given) {
  /// Bits of [#given]. They lie in the journal: none ever changes.
  public static final int RETENTION_MILLIS = 1;

  public static final int RETENTION_BYTES = 2;
  public static final int MAX_BATCH_BYTES = 4;
  public static final int CLEANUP = 8;
  public static final int TIMESTAMP_TYPE = 16;
  public static final int TIMESTAMP_BEFORE = 32;
  public static final int TIMESTAMP_AFTER = 64;
  public static final int DIRTY_RATIO = 128;
  public static final int MIN_COMPACTION_LAG = 256;
  public static final int MAX_COMPACTION_LAG = 512;
  public static final int TOMBSTONE_MILLIS = 1024;

  /// Those of a queue's own topic: the queue says what goes, and when.
  static TopicSettings owned(long retentionMillis, long retentionBytes) {
    return new TopicSettings(retentionMillis, retentionBytes, JournalWriter.MAX_PAYLOAD);
  }

  private static final int RETENTION_PARTS = 8;

  /// Nothing given, events deleted past their retention, and timestamps as clients set them.
  public TopicSettings(long retentionMillis, long retentionBytes, int maxBatchBytes) {
    this(
        retentionMillis,
        retentionBytes,
        maxBatchBytes,
        Cleanup.DELETE,
        Compaction.DEFAULT,
        Timestamps.CLIENTS,
        0);
  }

  /// How far apart in broker time the newest events of two runs may be that become one: a run is
  /// deleted when its newest event is past the retention, and the others should not stay for much
  /// longer than that.
  public long mergeableMillis() {
    boolean deletes = cleanup.deletes() && retentionMillis >= 0;
    return deletes ? retentionMillis / RETENTION_PARTS : Long.MAX_VALUE;
  }

  /// What becomes of old events.
  public enum Cleanup {
    /// They go once they are past the retention.
    DELETE(1),
    /// They stay; of each key only the newest is needed.
    COMPACT(2),
    /// Of each key only the newest is needed, and that goes past the retention.
    COMPACT_AND_DELETE(3);

    private final int code;

    Cleanup(int code) {
      this.code = code;
    }

    /// The number that stands in the journal: never changed, and in the order of the names.
    int code() {
      return code;
    }

    static Cleanup of(int code) {
      Check.within(1, code, values().length, "number of a cleanup");
      return values()[code - 1];
    }

    /// Whether retention by time and size applies.
    public boolean deletes() {
      return this != COMPACT;
    }

    /// Whether of each key only the newest event is needed; then every event has a key.
    public boolean compacts() {
      return this != DELETE;
    }
  }

  /// When and how a topic is compacted. Times are the broker's.
  ///
  /// @param dirtyRatio how much of a partition must not have been compacted yet, 0 to 1
  /// @param minLagMillis how long an event stays at least
  /// @param maxLagMillis after what time an event is compacted at the latest
  /// @param tombstoneMillis how long an event without a value stays after the first compaction that
  ///   found it to be its key's newest
  public record Compaction(
      double dirtyRatio, long minLagMillis, long maxLagMillis, long tombstoneMillis) {
    /// As Kafka's.
    public static final Compaction DEFAULT = new Compaction(0.5, 0, Long.MAX_VALUE, 86_400_000);
  }

  /// Whose timestamps events bear, and how far a client's may be from the broker's time.
  ///
  /// @param brokers whether the broker sets them
  /// @param beforeMaxMillis how far in the past a client's may lie
  /// @param afterMaxMillis how far in the future a client's may lie
  public record Timestamps(boolean brokers, long beforeMaxMillis, long afterMaxMillis) {
    /// The clients', without limits.
    public static final Timestamps CLIENTS = new Timestamps(false, Long.MAX_VALUE, Long.MAX_VALUE);

    /// Whether a batch may come at `now` with events from `first` to `largest`; negative: without a
    /// timestamp.
    boolean allow(long now, long first, long largest) {
      return brokers
          || ((first < 0 || now - first <= beforeMaxMillis)
              && (largest < 0 || largest - now <= afterMaxMillis));
    }
  }
}
