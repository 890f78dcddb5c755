package io.thalweg.server.config;

/// A key with the value that counts.
///
/// @param source who said so: `default`, `thalweg.yaml:3`, `THALWEG_LOG_LEVEL`, `-X`
public record Setting<T>(Key<T> key, T value, String source) {
  /// The source of a value that nobody set.
  public static final String DEFAULT = "default";

  /// The value as people write it.
  public String shown() {
    return key.kind().show(value);
  }

  static <T> Setting<T> read(Key<T> key, String text, String source) throws Kind.BadValue {
    return new Setting<>(key, key.kind().parse(text.strip()), source);
  }

  static <T> Setting<T> byDefault(Key<T> key) {
    try {
      return read(key, key.byDefault(), DEFAULT);
    } catch (Kind.BadValue e) {
      throw new IllegalStateException("default of " + key.name() + " " + e.getMessage(), e);
    }
  }
}
