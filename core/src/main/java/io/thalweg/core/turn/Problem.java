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
  IN_USE,

  /// It was to be removed only if it is empty, but it is not.
  NOT_EMPTY,

  /// Another client has it for itself.
  LOCKED,

  /// There is nothing in it.
  EMPTY,

  /// No such delivery is unsettled.
  UNKNOWN_DELIVERY,

  /// It goes nowhere.
  UNROUTED,

  /// There is no namespace of that name.
  UNKNOWN_NAMESPACE,

  /// There is a namespace of that name already.
  NAMESPACE_EXISTS,

  /// There is no user of that name.
  UNKNOWN_USER,

  /// There is a user of that name already.
  USER_EXISTS,

  /// Nobody could administrate any more.
  LAST_ADMINISTRATOR
}
