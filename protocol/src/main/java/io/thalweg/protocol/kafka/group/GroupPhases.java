package io.thalweg.protocol.kafka.group;

import io.thalweg.core.group.Group.Phase;
import org.jspecify.annotations.Nullable;

/// What Kafka calls a group's phases.
final class GroupPhases {
  /// The one kind of group that there is: whose members assign among themselves.
  static final String TYPE = "classic";

  private GroupPhases() {}

  /// @param phase null: of a group that doesn't exist
  static String name(@Nullable Phase phase) {
    return switch (phase) {
      case null -> "Dead";
      case EMPTY -> "Empty";
      case PREPARING -> "PreparingRebalance";
      case COMPLETING -> "CompletingRebalance";
      case STABLE -> "Stable";
    };
  }
}
