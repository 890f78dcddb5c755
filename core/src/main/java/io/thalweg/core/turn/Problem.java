package io.thalweg.core.turn;

/// Why a command was refused, in the core's own words; a protocol translates it into its own error.
public enum Problem {
  NONE,
  UNKNOWN_TOPIC,
  UNKNOWN_PARTITION,
  TOPIC_EXISTS,
  INVALID_NAME,
  INVALID_PARTITIONS,
  INVALID_ASSIGNMENT,
  INVALID_SETTING,
  LIMIT_REACHED,
  CORRUPT_BATCH,
  BATCH_TOO_LARGE,
  OLD_BATCH_FORMAT,
  INVALID_BATCH,
  INVALID_TIMESTAMP,
  OUT_OF_ORDER_SEQUENCE,
  DUPLICATE_SEQUENCE,
  STALE_PRODUCER_EPOCH,
  OFFSET_OUT_OF_RANGE,
  DAMAGED,
  UNKNOWN_MEMBER,
  STALE_GENERATION,
  REBALANCING,
  MEMBER_ID_REQUIRED,
  FENCED_INSTANCE,
  INCONSISTENT_PROTOCOL,
  INVALID_SESSION_TIMEOUT,
  INVALID_GROUP,
  GROUP_FULL,
  METADATA_TOO_LARGE,
  UNKNOWN_GROUP,
  NON_EMPTY_GROUP,
  TRY_AGAIN,
  DISK_FULL,
  UNSUPPORTED,

  /// There is no exchange of that name.
  UNKNOWN_EXCHANGE,

  /// There is no queue of that name.
  UNKNOWN_QUEUE,

  /// It is there already, and is not what was asked for.
  NOT_EQUIVALENT,

  /// The name, or what bears it, is the broker's own.
  RESERVED,

  /// It was to be removed only if nothing uses it, but something does.
  IN_USE
}
