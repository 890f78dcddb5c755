package io.thalweg.storage.verify;

import io.thalweg.core.base.Damage;
import org.jspecify.annotations.Nullable;

/// One damage.
///
/// @param events that are damaged with it, as far as that is known
public record Finding(Damage damage, @Nullable Events events) {
  /// Events of one partition.
  ///
  /// @param from offset of the first one
  /// @param to the offset after the last one
  public record Events(String topic, int partition, long from, long to) {}
}
