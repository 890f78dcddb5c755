package io.thalweg.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where values come from. A later source wins: defaults, then `file`, then `environment`, then
/// `overrides` in their order.
///
/// @param file YAML, which must exist; null: none
/// @param environment variables of the process; those that do not begin with `THALWEG_` are skipped
/// @param overrides from the command line
public record ConfigSources(
    @Nullable Path file, Map<String, String> environment, List<Assignment> overrides) {
  /// One key set on the command line.
  ///
  /// @param source how it was written there: `-X`
  public record Assignment(String key, String value, String source) {}

  /// Nothing but defaults.
  public static ConfigSources none() {
    return new ConfigSources(null, Map.of(), List.of());
  }
}
