package io.thalweg.core.read;

import io.thalweg.core.memory.Slice;
import org.jspecify.annotations.Nullable;

/// Who reads older events of one partition for its own use.
public interface BatchReader {
  /// Whole batches in order, from the one that holds the wanted offset, or the next; null if what
  /// is stored is damaged. Lent: retain what outlives the call.
  void read(@Nullable Slice batches);

  /// What was looked for lies elsewhere by now, or is gone: look again.
  void outdated();
}
