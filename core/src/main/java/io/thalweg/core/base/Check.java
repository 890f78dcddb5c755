package io.thalweg.core.base;

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
