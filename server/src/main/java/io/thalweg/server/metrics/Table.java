package io.thalweg.server.metrics;

import java.io.IOException;

/// The metrics of one subsystem: each with its name, its help and where its value comes from.
/// docs/metrics.md lists them all.
interface Table {
  /// Adds every metric with its value of this moment.
  ///
  /// @throws IOException if they cannot be had now
  void fill(Families into) throws IOException;
}
