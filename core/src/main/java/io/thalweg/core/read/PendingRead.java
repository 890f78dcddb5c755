package io.thalweg.core.read;

import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.FlushPlan.Extent;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.turn.Client;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One read of older events, and what happens with its bytes.
final class PendingRead {
  /// Who reads, and what becomes of the answer.
  interface Reader {
    Client client();

    /// What was read, held by the caller until this returns; null if it is damaged.
    void read(@Nullable Slice batches);

    /// What was looked for lies elsewhere by now, or is gone.
    void outdated();

    /// The client is gone.
    void forget();
  }

  private static final long NO_TIMESTAMP = Long.MIN_VALUE;
  private static final int ONE_BATCH = 1;

  /// What is looked for: batches from `offset`, or from `timestamp` on.
  private record Target(long partition, long offset, long timestamp, int maxBytes) {}

  private final Reader reader;
  private final Target target;
  private final @Nullable SegmentInfo segment;
  private final List<Extent> extents;
  private final List<Extent> expected;
  private @Nullable Slice batches;
  private boolean outdated;

  private PendingRead(
      Reader reader,
      Target target,
      @Nullable SegmentInfo segment,
      List<Extent> extents,
      List<Extent> expected) {
    this.reader = reader;
    this.target = target;
    this.segment = segment;
    this.extents = extents;
    this.expected = expected;
  }

  static PendingRead ofSegment(Reader reader, SegmentInfo segment, long offset, int maxBytes) {
    Target target = new Target(segment.partition(), offset, NO_TIMESTAMP, maxBytes);
    return new PendingRead(reader, target, segment, List.of(), List.of());
  }

  /// Looks for one batch by time.
  static PendingRead byTime(Reader reader, SegmentInfo segment, long offset, long timestamp) {
    Target target = new Target(segment.partition(), offset, timestamp, ONE_BATCH);
    return new PendingRead(reader, target, segment, List.of(), List.of());
  }

  /// Reads `extents` of one partition, behind which `expected` will be asked for.
  static PendingRead ofJournal(
      Reader reader, long partition, List<Extent> extents, List<Extent> expected) {
    long offset = extents.getFirst().baseOffset();
    Target target = new Target(partition, offset, NO_TIMESTAMP, 0);
    return new PendingRead(reader, target, null, extents, expected);
  }

  /// Nothing needs to be read: a block holds `slice`.
  static PendingRead ofMemory(Reader reader, long partition, Slice slice) {
    Target target = new Target(partition, 0, NO_TIMESTAMP, slice.length());
    PendingRead read = new PendingRead(reader, target, null, List.of(), List.of());
    read.batches = slice.retain();
    return read;
  }

  /// Whether its bytes are there.
  boolean isAnswered() {
    return batches != null;
  }

  long partition() {
    return target.partition();
  }

  void start(long number, SegmentStore store) {
    SegmentInfo from = segment;
    if (from == null) {
      store.read(number, extents);
      if (!expected.isEmpty()) {
        store.expect(expected);
      }
    } else if (target.timestamp() == NO_TIMESTAMP) {
      store.read(number, from, target.offset(), target.maxBytes());
    } else {
      store.readFrom(number, from, target.offset(), target.timestamp(), target.maxBytes());
    }
  }

  void arrived(Slice slice) {
    batches = slice;
  }

  /// Whether `view` still says that what was looked for lies there.
  boolean isCurrent(PartitionView view) {
    SegmentInfo from = segment;
    if (from != null) {
      return from.equals(view.segmentFor(from.baseOffset()));
    }
    long entry = view.tailFind(target.offset());
    return entry >= 0 && view.tailBase(entry) == target.offset();
  }

  /// Nothing was read, since what was looked for has gone elsewhere.
  void outdate() {
    outdated = true;
  }

  Reader reader() {
    return reader;
  }

  /// The segment that it reads, or null.
  @Nullable SegmentInfo segment() {
    return segment;
  }

  /// What was read, or null.
  @Nullable Slice batches() {
    return batches;
  }

  /// Its bytes are of no use.
  void drop() {
    Slice slice = batches;
    if (slice != null) {
      slice.release();
    }
  }

  void forget(Client client) {
    if (reader.client() == client) {
      reader.forget();
    }
  }

  void finish() {
    if (outdated) {
      reader.outdated();
      return;
    }
    Slice slice = batches;
    reader.read(slice);
    if (slice != null) {
      slice.release();
    }
  }
}
