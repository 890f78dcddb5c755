package io.thalweg.storage.segment;

import io.thalweg.core.read.FlushPlan.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Where batches lie that are no longer in memory: the journal, seen from here.
public interface EntrySource {
  /// Fills `into`, which has exactly the extent's length left, with the extent's bytes.
  void read(Extent extent, ByteBuffer into) throws IOException;
}
