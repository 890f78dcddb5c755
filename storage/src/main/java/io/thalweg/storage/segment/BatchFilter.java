package io.thalweg.storage.segment;

import io.thalweg.core.read.MergePlan;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Decides what is left of the batches of one part of a merge, which it is given in order. Used by
/// one thread.
public interface BatchFilter {
  /// Who cleans.
  interface Source {
    /// The filter for a part that is to be cleaned; null if it stays as it is.
    @Nullable BatchFilter of(MergePlan.Part part) throws IOException;

    /// Nobody cleans.
    static Source none() {
      return _ -> null;
    }
  }

  /// Reads some of what must be known before the first batch; returns how many bytes that was, or 0
  /// once all is known.
  ///
  /// @throws IOException if that cannot be read; the merge is given up
  default int prepare() throws IOException {
    return 0;
  }

  /// Id of the segment that [#prepare] reads, or failed to read.
  default long prepares() {
    return -1;
  }

  /// Up to which offset only the newest event of each key will be left, see
  /// [io.thalweg.core.journal.SegmentInfo#cleanedTo]. Known once all is prepared.
  long cleanedTo();

  /// What is to be written in place of `batch`, between position 0 and limit, which is valid: null
  /// for nothing, `batch` itself, or other bytes with offsets in its range, which stay as they are
  /// until the next call.
  ///
  /// @param last whether no other batch of the part follows: something of it must be left if
  ///   nothing was left before
  /// @throws io.thalweg.storage.segment.run.SegmentDamaged if the segment that `batch` is from is
  ///   damaged
  /// @throws IOException if something else keeps it from telling; the merge is given up
  @Nullable ByteBuffer filter(ByteBuffer batch, boolean last) throws IOException;
}
