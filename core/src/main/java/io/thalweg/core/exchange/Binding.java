package io.thalweg.core.exchange;

import io.thalweg.core.base.Opaque;
import java.util.Arrays;
import java.util.Comparator;

/// That an exchange routes to a queue or to another exchange. Two that differ in anything are two
/// bindings. Immutable.
///
/// @param exchange id of the one that routes
/// @param destination id of the queue or exchange that is routed to
/// @param key routing key or pattern
/// @param arguments the protocol's own words, in an order of its own making: the same arguments are
///   the same bytes
public record Binding(long exchange, Kind kind, long destination, String key, Opaque arguments)
    implements Comparable<Binding> {
  private static final Comparator<Binding> ORDER =
      Comparator.comparingLong(Binding::exchange)
          .thenComparing(Binding::kind)
          .thenComparingLong(Binding::destination)
          .thenComparing(Binding::key)
          .thenComparing(binding -> binding.arguments.bytes(), Arrays::compare);

  /// What is routed to.
  public enum Kind {
    QUEUE(1),
    EXCHANGE(2);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }

    static Kind of(int number) {
      return switch (number) {
        case 1 -> QUEUE;
        case 2 -> EXCHANGE;
        default ->
            throw new IllegalArgumentException("expected a kind's number, but it is " + number);
      };
    }
  }

  /// So that a map stays quick when someone chooses keys of equal hashes.
  @Override
  public int compareTo(Binding other) {
    return ORDER.compare(this, other);
  }

  /// An upper bound of the bytes of a record that names it.
  int bytes() {
    return 64 + 3 * key.length() + arguments.length();
  }
}
