package io.thalweg.core.shard;

import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.core.read.FlushPlan.Extent;
import io.thalweg.core.read.FlushPlan.Part;
import io.thalweg.core.topic.PartitionView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A flush plan that is being gathered, over several turns: live events up to a journal position.
final class FlushDraft {
  private static final long MOST_BYTES = 256L << 20;
  private static final int MOST_BATCHES = 1 << 16;

  /// Runs of a segment at most, so that the record that names it is a small part of an entry.
  static final int MOST_PARTS = 4096;

  private final boolean mixed;
  private final long upTo;
  private final List<Part> parts = new ArrayList<>();
  private long bytes;
  private int batches;
  private int partitions;

  private long partition = -1;
  private long entry;
  private long base;
  private long end;
  private long brokerTime;
  private long maxTimestamp;
  private List<Extent> extents = List.of();

  /// For events up to the position `upTo`.
  FlushDraft(boolean mixed, long upTo) {
    this.mixed = mixed;
    this.upTo = upTo;
  }

  boolean isMixed() {
    return mixed;
  }

  /// Whether no other partition fits.
  boolean isFull() {
    return hasAll() || partitions == MOST_PARTS;
  }

  private boolean hasAll() {
    return bytes >= MOST_BYTES || batches >= MOST_BATCHES;
  }

  /// Adds at most `most` batches of the partition, which follow those that were added of it, and
  /// returns their number.
  int add(PartitionView from, int most) {
    if (from.id() != partition) {
      endPart();
      partitions++;
      partition = from.id();
      entry = from.tailFirst();
      base = from.tailBase(entry);
      extents = new ArrayList<>();
    }
    int added = 0;
    while (added < most && takes(from)) {
      bytes += from.tailLength(entry);
      brokerTime = Math.max(brokerTime, from.tailBrokerTime(entry));
      maxTimestamp = Math.max(maxTimestamp, from.tailMaxTimestamp(entry));
      end = end(from);
      extents.add(extent(from));
      entry++;
      added++;
      batches++;
    }
    return added;
  }

  /// Whether the next batch of the partition that was added last belongs here too. Some may have
  /// been dropped since.
  boolean takes(PartitionView from) {
    return !hasAll()
        && entry >= from.tailFirst()
        && entry < from.tailNext()
        && from.tailPosition(entry) <= upTo
        && (extents.isEmpty() || end(from) - base <= Integer.MAX_VALUE);
  }

  private long end(PartitionView from) {
    boolean newest = entry + 1 == from.tailNext();
    return newest ? from.nextOffset() : from.tailBase(entry + 1);
  }

  private Extent extent(PartitionView from) {
    Slice memory = from.tailSlice(entry);
    return new Extent(
        from.tailPosition(entry),
        from.tailOffset(entry),
        from.tailLength(entry),
        from.tailBase(entry),
        from.tailIsShared(entry),
        memory == null ? null : memory.retain());
  }

  private void endPart() {
    if (!extents.isEmpty()) {
      parts.add(new Part(partition, base, end, brokerTime, maxTimestamp, extents));
    }
    extents = List.of();
    brokerTime = 0;
    maxTimestamp = -1;
  }

  /// Whether nothing has been added.
  boolean isEmpty() {
    return parts.isEmpty() && extents.isEmpty();
  }

  /// The plan, for a segment of that id. The draft is used up.
  FlushPlan finish(long segment) {
    endPart();
    parts.sort(Comparator.comparingLong(Part::partition));
    return new FlushPlan(segment, mixed, parts);
  }
}
