package io.thalweg.protocol.amqp.v091.channel;

import io.thalweg.core.turn.Problem;
import io.thalweg.protocol.amqp.v091.method.Method;
import io.thalweg.protocol.amqp.v091.wire.AmqpException;
import io.thalweg.protocol.amqp.v091.wire.ReplyCode;

/// What the core refuses, in the words that clients of RabbitMQ know.
final class Refusals {
  private Refusals() {}

  static AmqpException precondition(String text) {
    return new AmqpException(ReplyCode.PRECONDITION_FAILED, text);
  }

  /// A delivery on the channel is unsettled for longer than `millis`.
  static AmqpException overdue(int channel, long millis) {
    return precondition(
        "delivery acknowledgement on channel "
            + channel
            + " timed out. Timeout value used: "
            + millis
            + " ms. This timeout value can be configured, see consumers doc guide to learn more");
  }

  static AmqpException notImplemented(String text) {
    return new AmqpException(ReplyCode.NOT_IMPLEMENTED, text);
  }

  static AmqpException notFound(String what) {
    return new AmqpException(ReplyCode.NOT_FOUND, "no " + what);
  }

  static AmqpException refused(String text) {
    return new AmqpException(ReplyCode.ACCESS_REFUSED, text);
  }

  static AmqpException defaultExchange() {
    return refused("operation not permitted on the default exchange");
  }

  /// `kind` is `queue` or `exchange`.
  static AmqpException reserved(String kind, String name) {
    return refused(kind + " name '" + name + "' contains reserved prefix 'amq.*'");
  }

  static AmqpException locked(String what) {
    return new AmqpException(
        ReplyCode.RESOURCE_LOCKED,
        "cannot obtain exclusive access to locked "
            + what
            + ". It could be originally declared on another connection or the exclusive property"
            + " value does not match that of the original declaration.");
  }

  /// What says that clients must not send it.
  static AmqpException unexpected(Method method) {
    return new AmqpException(
        ReplyCode.COMMAND_INVALID, method.key(), "expected a method that clients send");
  }

  /// Fails unless there is no problem. `what` is the exchange or queue, in the words of errors.
  static void check(Problem problem, String what) {
    if (problem != Problem.NONE) {
      throw of(problem, what);
    }
  }

  /// What a problem with `what` is to a client.
  static AmqpException of(Problem problem, String what) {
    return switch (problem) {
      case UNKNOWN_EXCHANGE, UNKNOWN_QUEUE, UNKNOWN_TOPIC -> notFound(what);
      case LOCKED -> locked(what);
      case IN_USE -> precondition(what + " in use");
      case NOT_EMPTY -> precondition(what + " not empty");
      case RESERVED -> refused(what + " is the broker's own");
      case LIMIT_REACHED -> precondition(what + " exceeds a limit of the broker");
      case INVALID_NAME -> precondition("invalid name of " + what);
      case NOT_EQUIVALENT -> precondition("inequivalent arg for " + what);
      case DISK_FULL -> precondition(what + ": the disk is full");
      case TRY_AGAIN -> precondition(what + ": not now, try again");
      case UNSUPPORTED -> notImplemented(what);
      default -> precondition(what + ": " + problem);
    };
  }
}
