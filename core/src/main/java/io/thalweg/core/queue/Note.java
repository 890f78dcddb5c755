package io.thalweg.core.queue;

import io.thalweg.core.base.Check;
import org.jspecify.annotations.Nullable;

/// What is durable about an event that is not done: the last note counts.
///
/// @param failures how often it has failed
/// @param dueMillis when it may be delivered again, in broker time; 0: at once
/// @param dying why it is to be dead-lettered; null: it isn't
public record Note(int failures, long dueMillis, @Nullable Death dying) {
  /// Why an event is dead.
  public enum Death {
    /// A consumer rejected it.
    REJECTED(1),
    /// It has failed too often.
    FAILED(2),
    /// Its time to live is over.
    EXPIRED(3),
    /// There were too many.
    OVERFLOW(4),
    /// What is stored cannot be read as an event.
    UNREADABLE(5);

    private final int number;

    Death(int number) {
      this.number = number;
    }

    /// The number that stands in the journal: never changed, and in the order of the names.
    int number() {
      return number;
    }

    static Death of(int number) {
      Check.within(1, number, values().length, "number of a death");
      return values()[number - 1];
    }
  }
}
