package io.thalweg.core.queue;

import io.thalweg.core.base.Check;

/// What identifies a queue subscription. A queue of one protocol and one of another never merge.
///
/// @param namespace its id
/// @param name UTF-8, at most 255 bytes
public record QueueName(long namespace, Kind kind, String name) {
  /// Whose queue it is.
  public enum Kind {
    /// A queue of AMQP 0-9-1.
    AMQP(1);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    /// The number that stands in the journal: never changed, and in the order of the names.
    int number() {
      return number;
    }

    static Kind of(int number) {
      Check.within(1, number, values().length, "number of a kind of queue");
      return values()[number - 1];
    }
  }
}
