package io.thalweg.core.read;

import io.thalweg.core.base.Damage;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.FlushPlan.Extent;
import java.util.List;

/// Where old events lie: the journal's entries and immutable segments. Every call returns at once
/// and does its I/O on other threads; answers come through [Answers], which hands them to the shard
/// as inputs.
public interface SegmentStore {
  /// So many reads are begun together at most, and their answers held until the last has come: a
  /// store that answers reads in their order, and can hold that many answers, answers all.
  int READS_AT_ONCE = 8;

  /// So many reads are begun besides, each by itself, and their answers held for as long as
  /// somebody takes events from them.
  int READS_HELD = 8;

  /// Besides, the answers are held that have the parts of one value: so many bytes of it each, but
  /// for a few at the ends of what is stored together.
  int BYTES_OF_PARTS = 900 << 10;

  /// Answers that are held together at most, if values have up to `valueBytes`.
  static int readsHeld(long valueBytes) {
    int parts = 3 + (int) (valueBytes / BYTES_OF_PARTS);
    return READS_AT_ONCE + READS_HELD + parts;
  }

  /// For [#readFrom]: the batch that reaches the largest timestamp, not one that reaches this.
  long LARGEST = Long.MAX_VALUE;

  /// Where answers go. Called on an I/O thread, or inside the call that asks.
  interface Answers {
    /// `read` is answered by whole batches in order. The slice is held for the receiver, who
    /// releases it.
    void arrived(long read, Slice batches);

    /// `read` found bytes that are not what was written; nothing of them is served.
    void damaged(long read, Damage damage);

    /// `plan` is durable as a segment with `runs`, one for each part: files and directory are
    /// synced.
    void flushed(FlushPlan plan, List<SegmentInfo> runs);

    /// `plan` could not be written; its files are discarded. A new plan may be tried.
    void notFlushed(FlushPlan plan, String why);

    /// `plan` is durable as a segment with `runs`, one for each part: files and directory are
    /// synced.
    void merged(MergePlan plan, List<SegmentInfo> runs);

    /// `plan` could not be read or written; its new files are discarded.
    ///
    /// @param damaged id of the segment that does not hold what was written; -1: something else
    ///   failed
    void notMerged(MergePlan plan, long damaged, String why);

    /// Storage has looked: while it is `full`, what it has room for is kept for what is already
    /// there.
    default void space(boolean full) {}
  }

  /// Reads whole batches of `segment`, from the one that holds `fromOffset` (or the next), as many
  /// as fit into `maxBytes`, at least one. Checks every 64 KB piece against the sidecar.
  void read(long read, SegmentInfo segment, long fromOffset, int maxBytes);

  /// The same from the first batch that ends behind `fromOffset` and whose largest timestamp is at
  /// least `timestamp`; or with [#LARGEST], of those that end there, from the first of the largest
  /// timestamp.
  void readFrom(long read, SegmentInfo segment, long fromOffset, long timestamp, int maxBytes);

  /// Reads batches from journal entries, one after the other into one slice. Each entry's sequence,
  /// each batch's base offset, length and CRC are checked after the read; those that were shared
  /// are given their place. `extents` have no memory.
  void read(long read, List<Extent> extents);

  /// Just `extents` are likely to be read next: they may be read ahead.
  default void expect(List<Extent> extents) {}

  /// Writes `plan` to a new segment. Releases the plan's slices before it answers.
  void flush(FlushPlan plan);

  /// Writes `plan` to a new segment, without haste. Its sources are not deleted before it answers.
  void merge(MergePlan plan);

  /// Deletes the files of the segment that `run` is in, once no read or merge of it is under way.
  void delete(SegmentInfo run);

  /// Looks how much room there is. A store that knows of no end never answers.
  default void look() {}
}
