package io.thalweg.protocol.kafka.group;

import io.thalweg.core.turn.Problem;
import org.apache.kafka.common.protocol.Errors;

/// The core's problems in the words that Kafka's group requests use.
final class GroupErrors {
  private GroupErrors() {}

  static Errors of(Problem problem) {
    return switch (problem) {
      case NONE -> Errors.NONE;
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
      case UNKNOWN_TOPIC, UNKNOWN_PARTITION -> Errors.UNKNOWN_TOPIC_OR_PARTITION;
      case TRY_AGAIN -> Errors.COORDINATOR_LOAD_IN_PROGRESS;
      default -> Errors.UNKNOWN_SERVER_ERROR; // what no group's command is answered
    };
  }

  static short code(Problem problem) {
    return of(problem).code();
  }
}
