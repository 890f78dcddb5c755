package io.thalweg.core.queue.source;

import io.thalweg.core.read.BatchReader;
import io.thalweg.core.topic.PartitionView;

/// The way to events that no block holds.
public interface OlderEvents {
  /// As [io.thalweg.core.read.Fetches#read].
  boolean read(PartitionView partition, long offset, int maxBytes, BatchReader into);
}
