package io.thalweg.core.read;

import io.thalweg.core.base.Check;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.memory.Slice;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Live events that are to be written to a new segment.
///
/// @param segment id of the segment to be
/// @param mixed whether it is to be a mixed one; else it has one part
/// @param parts in the order of their partitions, each of which occurs once
public record FlushPlan(long segment, boolean mixed, List<Part> parts) {
  /// Every broker is in its first epoch.
  private static final int LEADER_EPOCH = 0;

  public FlushPlan {
    Check.that(!parts.isEmpty() && (mixed || parts.size() == 1), "expected parts for a segment");
  }

  /// Live events of one partition, in order of offset.
  ///
  /// @param partition aggregate id of the partition
  /// @param baseOffset first offset that the segment will cover
  /// @param endOffset the offset after the last one that it will cover
  /// @param brokerTime largest broker time among the batches
  /// @param maxTimestamp largest client timestamp among the batches
  /// @param extents where the batches lie now; one at least
  public record Part(
      long partition,
      long baseOffset,
      long endOffset,
      long brokerTime,
      long maxTimestamp,
      List<Extent> extents) {}

  /// One stored batch.
  ///
  /// @param position journal position of the entry that holds it
  /// @param offset first byte of the batch, counted from the entry's payload
  /// @param length in bytes
  /// @param baseOffset offset of its first event
  /// @param shared whether other partitions have the same bytes, which bear offset 0 therefore
  /// @param memory the same bytes while they are still in a block (held by the plan until it is
  ///   answered), or null
  public record Extent(
      long position,
      int offset,
      int length,
      long baseOffset,
      boolean shared,
      @Nullable Slice memory) {
    /// Of bytes that nobody shares.
    public Extent(long position, int offset, int length, long baseOffset, @Nullable Slice memory) {
      this(position, offset, length, baseOffset, false, memory);
    }

    /// Whether the batch at `at` bears the offset that stands in the journal, and gives that copy
    /// its own place.
    public boolean place(ByteBuffer copy, int at) {
      boolean right = BatchHeader.baseOffset(copy, at) == (shared ? 0 : baseOffset);
      if (right && shared) {
        BatchHeader.place(copy, at, baseOffset, LEADER_EPOCH);
      }
      return right;
    }
  }
}
