package io.thalweg.simulator.queue;

import io.thalweg.core.queue.QueueCommand.Seek;

/// A queue goes on elsewhere.
///
/// @param at when, among all that happened
/// @param offset or a place, as for [Seek]
record Seeking(long at, long offset) {
  /// Whether all that is there is delivered again.
  boolean isWhole() {
    return offset == Seek.EARLIEST;
  }

  /// Whether the event at `offset` is delivered again; those without one are not, unless all are.
  boolean bringsBack(long eventOffset) {
    return isWhole() || (offset != Seek.LATEST && eventOffset >= 0 && eventOffset >= offset);
  }
}
