package io.thalweg.simulator.told;

import java.util.function.Supplier;

/// Something promised does not hold. An error, so that nobody handles it on the way out.
public final class HistoryFailed extends AssertionError {
  private static final long serialVersionUID = 1L;

  /// `message` says what is wrong.
  public HistoryFailed(String message) {
    super(message);
  }

  /// The same, because of `cause`.
  public HistoryFailed(String message, Throwable cause) {
    super(message, cause);
  }

  /// Throws one unless `holds`.
  public static void unless(boolean holds, String message) {
    if (!holds) {
      throw new HistoryFailed(message);
    }
  }

  /// The same where it matters that the message is made only if needed.
  public static void unless(boolean holds, Supplier<String> message) {
    if (!holds) {
      throw new HistoryFailed(message.get());
    }
  }
}
