package io.thalweg.simulator.mutant;

/// How a history went.
///
/// @param wrong its first wrong step; empty: all was right
public record Outcome(String wrong) {
  /// Nothing was wrong.
  public static final Outcome RIGHT = new Outcome("");

  /// Whether a promise was broken.
  public boolean isWrong() {
    return !wrong.isEmpty();
  }
}
