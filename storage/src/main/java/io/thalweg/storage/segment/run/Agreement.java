package io.thalweg.storage.segment.run;

import io.thalweg.core.base.Damage;
import java.util.List;

/// Compares what leads to the batches of a run, and what the journal says of it, with its batches,
/// which are given one after the other. Positions are those in the file.
public interface Agreement {
  /// A batch begins at `position`.
  void batch(long position, long baseOffset, long lastOffset, long maxTimestamp);

  /// What is wrong, after the last batch.
  List<Damage> ended();

  /// The next position behind `position` at which a batch is known to begin; -1 if there is none.
  long positionBehind(long position);
}
