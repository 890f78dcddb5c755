package io.thalweg.server.config;

import static java.lang.Math.toIntExact;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The whole configuration: immutable, each value in its range, their relations checked. What each
/// value means stands in [Keys].
public record Config(
    Listeners listeners,
    Data data,
    Log log,
    Topics topics,
    Kafka kafka,
    Amqp amqp,
    Storage storage,
    Groups groups,
    Connections connections,
    Memory memory,
    Metrics metrics) {

  public record Listeners(
      List<ListenAddress> kafka,
      OptionalListeners amqp,
      OptionalListeners metrics,
      OptionalListeners admin) {}

  public record Data(Path directory, Durability durability) {}

  /// @param file null: standard error
  public record Log(LogLevel level, @Nullable Path file, long fileBytes, int files) {}

  /// @param defaultRetentionMillis -1: without limit
  /// @param defaultRetentionBytes -1: without limit
  public record Topics(
      boolean autoCreate,
      int defaultPartitions,
      long defaultRetentionMillis,
      long defaultRetentionBytes,
      long cleanupCheckMillis,
      int max,
      int maxPartitions) {}

  public record Kafka(int maxRequestBytes, int maxBatchBytes) {}

  /// @param acknowledgementTimeoutMillis 0: none
  public record Amqp(long maxMessageBytes, long acknowledgementTimeoutMillis, Product product) {}

  public record Storage(long ringBytes, long ringFileBytes, int blockBytes, int blocks) {
    /// All that events may take of memory.
    public long blockMemoryBytes() {
      return (long) blockBytes * blocks;
    }
  }

  public record Groups(
      long minSessionTimeoutMillis,
      long maxSessionTimeoutMillis,
      long initialRebalanceDelayMillis,
      long offsetsRetentionMillis) {}

  public record Connections(int max, long idleMillis) {}

  public record Memory(long inboundBytes, long outboundBytes, long messagesBytes) {}

  /// @param queues that are shown one by one
  public record Metrics(int queues) {}

  /// State is at most 1/16 of the ring, at 1 KiB a partition.
  private static final long RING_BYTES_PER_PARTITION = 16 * 1024;

  /// What runs where nobody configured anything.
  public static Config defaults() {
    return of(new Settings());
  }

  static Config of(Settings values) {
    return new Config(
        new Listeners(
            values.get(Keys.LISTENERS_KAFKA),
            values.get(Keys.LISTENERS_AMQP),
            values.get(Keys.LISTENERS_METRICS),
            values.get(Keys.LISTENERS_ADMIN)),
        new Data(values.get(Keys.DATA_DIRECTORY), values.get(Keys.DATA_DURABILITY)),
        log(values),
        topics(values),
        new Kafka(
            toIntExact(values.get(Keys.KAFKA_MAX_REQUEST_BYTES)),
            toIntExact(values.get(Keys.KAFKA_MAX_BATCH_BYTES))),
        new Amqp(
            values.get(Keys.AMQP_MAX_MESSAGE_BYTES),
            values.get(Keys.AMQP_ACKNOWLEDGEMENT_TIMEOUT_MS),
            values.get(Keys.AMQP_PRODUCT)),
        new Storage(
            values.get(Keys.STORAGE_RING_BYTES),
            values.get(Keys.STORAGE_RING_FILE_BYTES),
            toIntExact(values.get(Keys.STORAGE_BLOCK_BYTES)),
            values.get(Keys.STORAGE_BLOCKS)),
        new Groups(
            values.get(Keys.GROUPS_MIN_SESSION_TIMEOUT_MS),
            values.get(Keys.GROUPS_MAX_SESSION_TIMEOUT_MS),
            values.get(Keys.GROUPS_INITIAL_REBALANCE_DELAY_MS),
            values.get(Keys.GROUPS_OFFSETS_RETENTION_MS)),
        new Connections(values.get(Keys.CONNECTIONS_MAX), values.get(Keys.CONNECTIONS_IDLE_MS)),
        new Memory(
            values.get(Keys.MEMORY_INBOUND_BYTES),
            values.get(Keys.MEMORY_OUTBOUND_BYTES),
            values.get(Keys.MEMORY_MESSAGES_BYTES)),
        new Metrics(values.get(Keys.METRICS_QUEUES)));
  }

  private static Log log(Settings values) {
    String file = values.get(Keys.LOG_FILE);
    return new Log(
        values.get(Keys.LOG_LEVEL),
        file.isEmpty() ? null : Path.of(file),
        values.get(Keys.LOG_FILE_BYTES),
        values.get(Keys.LOG_FILES));
  }

  private static Topics topics(Settings values) {
    long ringHolds = values.get(Keys.STORAGE_RING_BYTES) / RING_BYTES_PER_PARTITION;
    return new Topics(
        values.get(Keys.TOPICS_AUTO_CREATE),
        values.get(Keys.TOPICS_DEFAULT_PARTITIONS),
        values.get(Keys.TOPICS_DEFAULT_RETENTION_MS),
        values.get(Keys.TOPICS_DEFAULT_RETENTION_BYTES),
        values.get(Keys.TOPICS_CLEANUP_CHECK_MS),
        values.get(Keys.TOPICS_MAX),
        toIntExact(Math.min(values.get(Keys.TOPICS_MAX_PARTITIONS), ringHolds)));
  }
}
