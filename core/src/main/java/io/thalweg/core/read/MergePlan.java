package io.thalweg.core.read;

import io.thalweg.core.base.Check;
import io.thalweg.core.journal.SegmentInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs of segments that are to be written anew, together, to one segment, which replaces them.
///
/// @param segment id of the segment to be
/// @param mixed whether it is to be a mixed one; else it has one part
/// @param parts in the order of their partitions, each of which occurs once
public record MergePlan(long segment, boolean mixed, List<Part> parts) {
  public MergePlan {
    Check.that(!parts.isEmpty() && (mixed || parts.size() == 1), "expected parts for a segment");
  }

  /// What is to become one run: it covers all offsets from the first of `sources` to the last,
  /// unless it is left without events; then the last batch stays, without events.
  ///
  /// @param sources runs of one partition, each of which ends where the next begins; one at least
  /// @param cleaning how it is compacted, or null
  public record Part(List<SegmentInfo> sources, @Nullable Cleaning cleaning) {
    public Part {
      Check.that(!sources.isEmpty(), "expected runs to be merged");
    }

    /// Aggregate id of the partition.
    public long partition() {
      return sources.getFirst().partition();
    }

    /// First offset that is covered.
    public long baseOffset() {
      return sources.getFirst().baseOffset();
    }

    /// The offset after the last one that is covered.
    public long endOffset() {
      return sources.getLast().endOffset();
    }

    /// Bytes of all sources.
    public long bytes() {
      return sources.stream().mapToLong(SegmentInfo::bytes).sum();
    }

    /// Largest broker time among the sources.
    public long brokerTime() {
      return sources.stream().mapToLong(SegmentInfo::brokerTime).max().orElseThrow();
    }

    /// Largest client timestamp among the sources.
    public long maxTimestamp() {
      return sources.stream().mapToLong(SegmentInfo::maxTimestamp).max().orElseThrow();
    }
  }

  /// How a part is compacted: events are left out whose key occurs again before `to`, at an offset
  /// of `dirty` or behind it; and, in time, tombstones.
  ///
  /// @param dirty runs of the partition, each of which ends where the next begins, whose keys have
  ///   not been compared with older events yet
  /// @param nowMillis the broker's time
  /// @param tombstoneMillis how long a tombstone stays after the compaction that found it to be the
  ///   newest event of its key
  public record Cleaning(List<SegmentInfo> dirty, long nowMillis, long tombstoneMillis) {}
}
