package io.thalweg.protocol.kafka.request;

import io.thalweg.core.turn.Problem;
import org.apache.kafka.common.protocol.Errors;

/// The core's problems as Kafka's errors.
public final class KafkaErrors {
  private KafkaErrors() {}

  /// Kafka's error for `problem`.
  public static Errors of(Problem problem) {
    return switch (problem) {
      case NONE -> Errors.NONE;
      case UNKNOWN_TOPIC, UNKNOWN_PARTITION -> Errors.UNKNOWN_TOPIC_OR_PARTITION;
      case TOPIC_EXISTS -> Errors.TOPIC_ALREADY_EXISTS;
      case INVALID_NAME -> Errors.INVALID_TOPIC_EXCEPTION;
      case INVALID_PARTITIONS -> Errors.INVALID_PARTITIONS;
      case INVALID_ASSIGNMENT -> Errors.INVALID_REPLICA_ASSIGNMENT;
      case INVALID_SETTING -> Errors.INVALID_CONFIG;
      case LIMIT_REACHED -> Errors.POLICY_VIOLATION;
      case CORRUPT_BATCH -> Errors.CORRUPT_MESSAGE;
      case BATCH_TOO_LARGE -> Errors.MESSAGE_TOO_LARGE;
      case OLD_BATCH_FORMAT -> Errors.UNSUPPORTED_FOR_MESSAGE_FORMAT;
      case INVALID_BATCH -> Errors.INVALID_RECORD;
      case INVALID_TIMESTAMP -> Errors.INVALID_TIMESTAMP;
      case OUT_OF_ORDER_SEQUENCE -> Errors.OUT_OF_ORDER_SEQUENCE_NUMBER;
      case DUPLICATE_SEQUENCE -> Errors.DUPLICATE_SEQUENCE_NUMBER;
      case STALE_PRODUCER_EPOCH -> Errors.INVALID_PRODUCER_EPOCH;
      case OFFSET_OUT_OF_RANGE -> Errors.OFFSET_OUT_OF_RANGE;
      case DAMAGED -> Errors.KAFKA_STORAGE_ERROR;
      case UNKNOWN_MEMBER -> Errors.UNKNOWN_MEMBER_ID;
      case STALE_GENERATION -> Errors.ILLEGAL_GENERATION;
      case REBALANCING -> Errors.REBALANCE_IN_PROGRESS;
      case MEMBER_ID_REQUIRED -> Errors.MEMBER_ID_REQUIRED;
      case FENCED_INSTANCE -> Errors.FENCED_INSTANCE_ID;
      case INCONSISTENT_PROTOCOL -> Errors.INCONSISTENT_GROUP_PROTOCOL;
      case INVALID_SESSION_TIMEOUT -> Errors.INVALID_SESSION_TIMEOUT;
      case INVALID_GROUP -> Errors.INVALID_GROUP_ID;
      case GROUP_FULL -> Errors.GROUP_MAX_SIZE_REACHED;
      case METADATA_TOO_LARGE -> Errors.OFFSET_METADATA_TOO_LARGE;
      case UNKNOWN_GROUP -> Errors.GROUP_ID_NOT_FOUND;
      case NON_EMPTY_GROUP -> Errors.NON_EMPTY_GROUP;
      case TRY_AGAIN, DISK_FULL -> Errors.NOT_ENOUGH_REPLICAS; // what every client tries again
      case UNSUPPORTED -> Errors.INVALID_REQUEST;
      case RESERVED -> Errors.POLICY_VIOLATION; // a queue's own topic
      // said of what Kafka has no word for
      case UNKNOWN_EXCHANGE,
          UNKNOWN_QUEUE,
          NOT_EQUIVALENT,
          IN_USE,
          NOT_EMPTY,
          LOCKED,
          EMPTY,
          UNKNOWN_DELIVERY,
          UNROUTED,
          UNKNOWN_NAMESPACE,
          NAMESPACE_EXISTS,
          UNKNOWN_USER,
          USER_EXISTS,
          LAST_ADMINISTRATOR ->
          Errors.INVALID_REQUEST;
    };
  }

  /// What an answer says about `problem` where it may say something.
  public static String message(Problem problem) {
    return problem == Problem.DISK_FULL
        ? "the broker's disk is full: try again once there is space"
        : of(problem).message();
  }
}
