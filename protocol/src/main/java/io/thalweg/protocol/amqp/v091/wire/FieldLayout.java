package io.thalweg.protocol.amqp.v091.wire;

import java.nio.ByteBuffer;

/// How tables lie in bytes (AMQP 0-9-1, section 4.2.5.5, with the types as RabbitMQ and its clients
/// use them: rabbitmq.com/amqp-0-9-1-errata, section 3). Checks them in place.
final class FieldLayout {
  /// How deep tables and arrays may lie in each other.
  static final int DEEPEST = 32;

  private static final int LENGTH_BYTES = 4;

  private FieldLayout() {}

  /// The end of the table at `at`, which must lie before `end` and be right inside.
  static int check(ByteBuffer in, int at, int end) {
    if (end - at < LENGTH_BYTES) {
      throw AmqpException.syntax("expected a table, but its length is cut off");
    }
    long next = at + LENGTH_BYTES + length(in, at);
    if (next > end) {
      throw AmqpException.syntax(
          "expected a table of " + length(in, at) + " bytes, but it is cut off");
    }
    entries(in, at + LENGTH_BYTES, (int) next, 1);
    return (int) next;
  }

  private static void entries(ByteBuffer in, int from, int end, int depth) {
    int at = from;
    while (at < end) {
      at = value(in, ShortString.check(in, at, end), end, depth);
    }
  }

  private static void elements(ByteBuffer in, int from, int end, int depth) {
    int at = from;
    while (at < end) {
      at = value(in, at, end, depth);
    }
  }

  private static int value(ByteBuffer in, int at, int end, int depth) {
    long next = at >= end ? Long.MAX_VALUE : at + bytes(in, at, end);
    if (next > end) {
      throw AmqpException.syntax("expected the value of a field, but it is cut off");
    }
    byte tag = in.get(at);
    if (tag == 'F' || tag == 'A') {
      if (depth >= DEEPEST) {
        throw AmqpException.syntax("expected tables at most " + DEEPEST + " deep in each other");
      }
      int inside = at + 1 + LENGTH_BYTES;
      if (tag == 'F') {
        entries(in, inside, (int) next, depth + 1);
      } else {
        elements(in, inside, (int) next, depth + 1);
      }
    }
    return (int) next;
  }

  /// Bytes of the value at `at`, with its tag, as they say themselves; they may end behind `end`.
  static long bytes(ByteBuffer in, int at, int end) {
    byte tag = in.get(at);
    return switch (tag) {
      case 'V' -> 1;
      case 't', 'b', 'B' -> 2;
      case 's', 'u' -> 3;
      case 'I', 'i', 'f' -> 5;
      case 'D' -> 6;
      case 'l', 'L', 'd', 'T' -> 9;
      case 'S', 'x', 'A', 'F' ->
          end - at > LENGTH_BYTES ? 1 + LENGTH_BYTES + length(in, at + 1) : Long.MAX_VALUE >>> 1;
      default ->
          throw AmqpException.syntax(
              "expected a type of field, one of tbBsuIilLfdDSxATFV, but it is " + (tag & 0xff));
    };
  }

  private static long length(ByteBuffer in, int at) {
    return Integer.toUnsignedLong(in.getInt(at));
  }
}
