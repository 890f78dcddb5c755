package io.thalweg.core.exchange;

import io.thalweg.core.base.Check;
import io.thalweg.core.base.Opaque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An exchange as it was declared. Immutable.
///
/// @param durable whether it outlives a restart
/// @param autoDelete whether it goes with the last binding from it
/// @param internal whether clients may not publish to it
/// @param used whether something was bound to it since it was declared; known of one that is
///   `autoDelete`, else false
/// @param alternate the exchange, by name, that takes what is routed nowhere; empty: none
/// @param arguments the protocol's own words
public record Exchange(
    long id,
    long namespace,
    String name,
    Type type,
    boolean durable,
    boolean autoDelete,
    boolean internal,
    boolean used,
    String alternate,
    Opaque arguments) {
  /// What begins so is the broker's own.
  static final String RESERVED = "amq.";

  /// Namespaces have ids up to this.
  static final long MAX_NAMESPACE = 1L << 48;

  /// How an exchange chooses among its bindings.
  public enum Type {
    /// The routing key is the binding's.
    DIRECT(1),

    /// Every binding.
    FANOUT(2),

    /// The routing key's words match the binding's, with `*` for one word and `#` for any number.
    TOPIC(3),

    /// The headers meet the binding's terms.
    HEADERS(4);

    private final int number;

    Type(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }

    static Type of(int number) {
      for (Type type : values()) {
        if (type.number == number) {
          return type;
        }
      }
      throw new IllegalArgumentException("expected the number of a type, but it is " + number);
    }
  }

  private record Given(String name, Type type) {}

  /// What every namespace has without a record. The place in this list is part of ids in journals.
  private static final List<Given> GIVEN =
      List.of(
          new Given("", Type.DIRECT),
          new Given("amq.direct", Type.DIRECT),
          new Given("amq.fanout", Type.FANOUT),
          new Given("amq.topic", Type.TOPIC),
          new Given("amq.headers", Type.HEADERS),
          new Given("amq.match", Type.HEADERS));

  private static final long PREDECLARED = 1L << 62;
  private static final int GIVEN_BITS = 3;

  /// The predeclared exchange of that name, or null if there is none.
  static @Nullable Exchange predeclared(long namespace, String name) {
    Check.within(0, namespace, MAX_NAMESPACE, "id of a namespace");
    int index = indexOf(name);
    return index < 0 ? null : given(namespace, index);
  }

  /// Those that every namespace has.
  static List<Exchange> predeclaredIn(long namespace) {
    List<Exchange> all = new ArrayList<>();
    for (int i = 0; i < GIVEN.size(); i++) {
      all.add(given(namespace, i));
    }
    return all;
  }

  /// Whether every namespace has an exchange of that name.
  static boolean isPredeclared(String name) {
    return indexOf(name) >= 0;
  }

  private static int indexOf(String name) {
    for (int i = 0; i < GIVEN.size(); i++) {
      if (GIVEN.get(i).name.equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /// The predeclared exchange of that id, or null if it was declared.
  static @Nullable Exchange predeclared(long id) {
    if (!isPredeclared(id)) {
      return null;
    }
    int index = (int) (id & (1 << GIVEN_BITS) - 1);
    return given((id ^ PREDECLARED) >> GIVEN_BITS, index);
  }

  static boolean isPredeclared(long id) {
    return (id & PREDECLARED) != 0;
  }

  private static Exchange given(long namespace, int index) {
    Given given = GIVEN.get(index);
    long id = PREDECLARED | namespace << GIVEN_BITS | index;
    return new Exchange(
        id, namespace, given.name, given.type, true, false, false, false, "", Opaque.EMPTY);
  }

  /// Whether it is the one that each queue is bound to by its name, and nothing else is.
  public boolean isDefault() {
    return name.isEmpty();
  }

  /// The same, once something was bound to it.
  Exchange nowUsed() {
    return new Exchange(
        id, namespace, name, type, durable, autoDelete, internal, true, alternate, arguments);
  }

  /// An upper bound of its statement's bytes.
  int bytes() {
    return 64 + 3 * name.length() + 3 * alternate.length() + arguments.length();
  }
}
