package io.thalweg.core.base;

import org.jspecify.annotations.Nullable;

/// Invariants that stay on in production. A failed check is a programmer's error: it stops the
/// shard.
public final class Check {
  private Check() {}

  /// Thrown when something that the program itself guarantees does not hold.
  public static final class Broken extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    Broken(String message) {
      super(message);
    }
  }

  /// Expects `holds`; otherwise fails with `message`, which says what was expected.
  public static void that(boolean holds, String message) {
    if (!holds) {
      throw new Broken(message);
    }
  }

  /// Expects `value` to be there, where `what` names it, and returns it.
  public static <T> T present(@Nullable T value, String what) {
    if (value == null) {
      throw new Broken("expected " + what + ", but there is none");
    }
    return value;
  }

  /// Expects `actual == expected`, where `what` names the value.
  public static void equal(long expected, long actual, String what) {
    if (expected != actual) {
      throw new Broken("expected " + what + " " + expected + ", but it is " + actual);
    }
  }

  /// Expects `low <= actual <= high`, where `what` names the value.
  public static void within(long low, long actual, long high, String what) {
    if (actual < low || actual > high) {
      throw new Broken("expected " + what + " in " + low + ".." + high + ", but it is " + actual);
    }
  }
}
