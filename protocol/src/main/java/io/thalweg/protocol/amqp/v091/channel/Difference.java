package io.thalweg.protocol.amqp.v091.channel;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// In what two declarations of the same thing differ first, in the words of RabbitMQ.
final class Difference {
  private final String what;
  private @Nullable String text;

  /// @param what is declared: `queue 'x' in vhost '/'`
  Difference(String what) {
    this.what = what;
  }

  Difference of(String argument, @Nullable Object received, @Nullable Object current) {
    if (text == null && !Objects.equals(received, current)) {
      text =
          "inequivalent arg '"
              + argument
              + "' for "
              + what
              + ": received "
              + shown(received)
              + " but current is "
              + shown(current);
    }
    return this;
  }

  /// The same for numbers of which a negative one says that there is none.
  Difference ofNumber(String argument, long received, long current) {
    return of(argument, received < 0 ? null : received, current < 0 ? null : current);
  }

  private static String shown(@Nullable Object value) {
    return value == null || value.equals("") ? "none" : "'" + value + "'";
  }

  /// Whether there is none.
  boolean none() {
    return text == null;
  }

  String text() {
    return text == null ? "inequivalent arg for " + what : text;
  }
}
