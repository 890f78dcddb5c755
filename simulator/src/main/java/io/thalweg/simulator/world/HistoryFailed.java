package io.thalweg.simulator.world;

/// Something promised does not hold. An error, so that nobody handles it on the way out.
public final class HistoryFailed extends AssertionError {
  private static final long serialVersionUID = 1L;

  HistoryFailed(String message) {
    super(message);
  }

  HistoryFailed(String message, Throwable cause) {
    super(message, cause);
  }

  static void unless(boolean holds, String message) {
    if (!holds) {
      throw new HistoryFailed(message);
    }
  }
}
