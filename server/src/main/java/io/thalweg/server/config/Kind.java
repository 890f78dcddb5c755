package io.thalweg.server.config;

/// What the value of a key may be: how its text is read, shown, and bounded.
///
/// @param <T> type of the value
public interface Kind<T> {
  /// Reads `text`, which is trimmed.
  T parse(String text) throws BadValue;

  /// The text that [#parse] reads as `value`, in the form people write.
  String show(T value);

  /// What is allowed, for people: `4..4096`, `sync | os`.
  String range();

  /// The text is not a value of this kind; the message completes "the value ...".
  final class BadValue extends Exception {
    private static final long serialVersionUID = 1L;

    BadValue(String message) {
      super(message);
    }
  }
}
