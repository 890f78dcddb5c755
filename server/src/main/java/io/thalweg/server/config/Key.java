package io.thalweg.server.config;

import java.util.Locale;

/// One thing that can be configured.
///
/// @param name dotted, in lower case, its unit last: `storage.ring-bytes`
/// @param kind what its value may be
/// @param byDefault the value's text where no source names the key
/// @param meaning one line
/// @param <T> type of the value
public record Key<T>(String name, Kind<T> kind, String byDefault, String meaning) {
  /// What every variable that configures Thalweg begins with.
  static final String ENVIRONMENT_PREFIX = "THALWEG_";

  /// The variable that sets this key: `THALWEG_STORAGE_RING_BYTES`.
  public String environmentName() {
    return ENVIRONMENT_PREFIX + name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
