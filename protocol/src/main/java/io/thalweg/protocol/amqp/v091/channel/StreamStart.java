package io.thalweg.protocol.amqp.v091.channel;

import io.thalweg.core.queue.Start;
import io.thalweg.core.queue.Start.Kind;
import io.thalweg.protocol.amqp.v091.wire.AmqpException;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import io.thalweg.protocol.amqp.v091.wire.FieldValue;
import org.jspecify.annotations.Nullable;

/// Where a consumer of a stream begins, as its arguments say (rabbitmq.com/docs/streams,
/// "Consuming").
final class StreamStart {
  private static final String OFFSET = "x-stream-offset";

  /// Our own: the only partition that is read.
  private static final String PARTITION = "x-partition";

  private static final long MILLIS = 1000;
  private static final long DAY = 86_400_000;

  private StreamStart() {}

  /// What is asked for; null: nothing.
  ///
  /// @param shown the queue, in the words of errors
  /// @throws AmqpException 406 for what is no place
  static @Nullable Start of(FieldTable arguments, String shown) {
    FieldValue place = arguments.get(OFFSET);
    int partition = partition(arguments.get(PARTITION), shown);
    if (place == null) {
      return partition < 0 ? null : new Start(Kind.NEXT, 0, partition);
    }
    return switch (place) {
      case FieldValue.Whole whole when whole.value() >= 0 ->
          new Start(Kind.OFFSET, whole.value(), partition);
      case FieldValue.Timestamp timestamp ->
          new Start(Kind.TIME, timestamp.seconds() * MILLIS, partition);
      case FieldValue.Text text -> named(text.toString(), partition, shown);
      default -> throw invalid(OFFSET, shown, place);
    };
  }

  private static int partition(@Nullable FieldValue value, String shown) {
    if (value == null) {
      return -1;
    }
    boolean fits =
        value instanceof FieldValue.Whole whole
            && whole.value() >= 0
            && whole.value() <= Integer.MAX_VALUE;
    if (!fits) {
      throw invalid(PARTITION, shown, value);
    }
    return (int) ((FieldValue.Whole) value).value();
  }

  private static Start named(String name, int partition, String shown) {
    return switch (name) {
      case "first" -> new Start(Kind.FIRST, 0, partition);
      case "last" -> new Start(Kind.LAST, 0, partition);
      case "next" -> new Start(Kind.NEXT, 0, partition);
      default -> {
        long age = ageMillis(name);
        if (age < 0) {
          throw invalid(OFFSET, shown, FieldValue.of(name));
        }
        yield new Start(Kind.AGE, age, partition);
      }
    };
  }

  private static AmqpException invalid(String name, String shown, FieldValue value) {
    return Refusals.precondition("invalid arg '" + name + "' for " + shown + ": " + value);
  }

  /// An interval as RabbitMQ writes it: a number and one of `YMDhms`; -1: it is none.
  static long ageMillis(String text) {
    if (!text.matches("[0-9]{1,9}[YMDhms]")) {
      return -1;
    }
    long number = Long.parseLong(text.substring(0, text.length() - 1));
    return number
        * switch (text.charAt(text.length() - 1)) {
          case 'Y' -> 365 * DAY;
          case 'M' -> 30 * DAY;
          case 'D' -> DAY;
          case 'h' -> DAY / 24;
          case 'm' -> 60 * MILLIS;
          default -> MILLIS;
        };
  }
}
