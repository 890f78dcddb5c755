package io.thalweg.core.read;

import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.FlushPlan.Extent;
import io.thalweg.core.read.ReadCommand.Fetch;
import io.thalweg.core.read.ReadCommand.Result;
import io.thalweg.core.read.ReadCommand.Wanted;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.topic.TopicView;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Assembles the results of a fetch: slices of blocks while events are recent, reads of the journal
/// or a segment for older ones.
final class FetchReader {
  /// The largest read of older events, so that it fits one block.
  private static final int MAX_READ_BYTES = 1 << 20;

  private final TopicView view;
  private final Holes holes = new Holes();

  FetchReader(TopicView view) {
    this.view = view;
  }

  /// Bytes that are missing to what the fetch waits for; 0 or less also if it has nothing to wait
  /// for.
  long missing(PendingFetch pending) {
    Fetch fetch = pending.fetch();
    long missing = fetch.minBytes();
    for (Wanted wanted : fetch.wanted()) {
      PartitionView partition = view.partition(wanted.partition());
      if (partition == null || Fetches.problemOf(partition, wanted.offset()) != Problem.NONE) {
        return 0;
      }
      missing -= Math.min(wanted.maxBytes(), available(partition, wanted.offset()));
      if (missing <= 0) {
        return 0;
      }
    }
    pending.missing(missing);
    return missing;
  }

  private static long available(PartitionView partition, long offset) {
    if (offset >= partition.durableEnd()) {
      return 0;
    }
    long entry = partition.tailFind(offset);
    if (entry < 0) {
      return Integer.MAX_VALUE;
    }
    long undurable = partition.tailFind(partition.durableEnd());
    long behind = undurable < 0 ? 0 : partition.tailBytesFrom(undurable);
    return partition.tailBytesFrom(entry) - behind;
  }

  /// Fills in all results but those for which the returned reads must be done first.
  List<PendingRead> read(PendingFetch pending) {
    List<PendingRead> reads = new ArrayList<>(0);
    List<Wanted> all = pending.fetch().wanted();
    int left = pending.fetch().maxBytes();
    boolean first = true;
    for (int at = 0; at < all.size(); at++) {
      Wanted wanted = all.get(at);
      PartitionView partition = view.partition(wanted.partition());
      if (partition == null) {
        Problem gone = Problem.UNKNOWN_PARTITION;
        pending.result(at, new Result(wanted.partition(), gone, -1, -1, List.of()));
        continue;
      }
      Problem problem = Fetches.problemOf(partition, wanted.offset());
      boolean full = left <= 0 && !first;
      boolean empty = wanted.offset() >= partition.durableEnd() || full;
      if (problem != Problem.NONE || empty) {
        pending.result(at, result(partition, problem, List.of()));
        continue;
      }
      int bytes = Math.min(left, wanted.maxBytes());
      long offset = holes.behind(partition, wanted.offset());
      List<Slice> batches = recent(partition, offset, bytes, first, pending);
      if (batches != null) {
        pending.result(at, result(partition, Problem.NONE, batches));
        left -= bytes(batches);
        first &= batches.isEmpty();
        continue;
      }
      PendingRead read =
          reads.size() == SegmentStore.READS_AT_ONCE
              ? null
              : older(partition, offset, bytes, pending, at);
      if (read == null) {
        pending.result(at, result(partition, Problem.NONE, List.of()));
      } else {
        reads.add(read);
        left -= bytes;
        first = false;
      }
    }
    return reads;
  }

  private static int bytes(List<Slice> batches) {
    int bytes = 0;
    for (int i = 0; i < batches.size(); i++) {
      bytes += batches.get(i).length();
    }
    return bytes;
  }

  private static Result result(PartitionView partition, Problem problem, List<Slice> batches) {
    long start = problem == Problem.NONE ? partition.durableStart() : partition.logStart();
    return new Result(partition.id(), problem, partition.durableEnd(), start, batches);
  }

  /// The batches from `offset` that blocks hold; null if the first one is in no block.
  private static @Nullable List<Slice> recent(
      PartitionView partition, long offset, int maxBytes, boolean first, PendingFetch pending) {
    long entry = partition.tailFind(offset);
    if (entry < 0) {
      return null;
    }
    List<Slice> batches = new ArrayList<>();
    int left = maxBytes;
    while (entry < partition.tailNext() && partition.tailBase(entry) < partition.durableEnd()) {
      int length = partition.tailLength(entry);
      boolean fits = length <= left || (first && batches.isEmpty());
      Slice slice = fits ? inMemory(partition, entry) : null;
      if (slice == null) {
        return fits && batches.isEmpty() ? null : batches;
      }
      pending.hold(slice.retain());
      batches.add(slice);
      left -= length;
      entry++;
    }
    return batches;
  }

  /// The entry's bytes as they may be seen, while a block holds them. Shared ones do not bear their
  /// offset, and are read from the journal: nobody but queues has such, and they see it themselves.
  static @Nullable Slice inMemory(PartitionView partition, long entry) {
    return partition.tailIsShared(entry) ? null : partition.tailSlice(entry);
  }

  private @Nullable PendingRead older(
      PartitionView partition, long offset, int bytes, PendingFetch pending, int at) {
    int max = Math.min(bytes, MAX_READ_BYTES);
    long entry = partition.tailFind(offset);
    SegmentInfo run = entry < 0 ? partition.segmentFor(offset) : null;
    PendingRead.Reader reader = new OfFetch(view, pending, partition, at, run, offset, holes);
    if (entry < 0) {
      return run == null ? null : PendingRead.ofSegment(reader, run, offset, max);
    }
    List<Extent> extents = extents(partition, entry, max);
    long next = entry + extents.size();
    boolean older = next < partition.tailNext() && inMemory(partition, next) == null;
    List<Extent> expected = older ? extents(partition, next, max) : List.of();
    return PendingRead.ofJournal(reader, partition.id(), extents, expected);
  }

  /// A read of up to `maxBytes` of batches from `offset` on, which no block holds; null if they are
  /// nowhere.
  @Nullable PendingRead older(
      PartitionView partition, long offset, int maxBytes, BatchReader into) {
    int max = Math.min(maxBytes, MAX_READ_BYTES);
    PendingRead.Reader reader = new OfBatches(into);
    long entry = partition.tailFind(offset);
    if (entry >= 0) {
      return PendingRead.ofJournal(
          reader, partition.id(), extents(partition, entry, max), List.of());
    }
    SegmentInfo run = partition.segmentFor(offset);
    return run == null ? null : PendingRead.ofSegment(reader, run, offset, max);
  }

  /// As many durable entries of the tail as fit, one at least if there is one.
  private static List<Extent> extents(PartitionView partition, long from, int maxBytes) {
    List<Extent> extents = new ArrayList<>();
    int left = maxBytes;
    for (long entry = from;
        entry < partition.tailNext() && partition.tailBase(entry) < partition.durableEnd();
        entry++) {
      int length = partition.tailLength(entry);
      if (length > left && !extents.isEmpty()) {
        break;
      }
      extents.add(extent(partition, entry));
      left -= length;
    }
    return extents;
  }

  /// Where an entry of the tail lies in the journal.
  static Extent extent(PartitionView partition, long entry) {
    return new Extent(
        partition.tailPosition(entry),
        partition.tailOffset(entry),
        partition.tailLength(entry),
        partition.tailBase(entry),
        partition.tailIsShared(entry),
        null);
  }

  /// A read for one partition of a fetch: of a run, from an offset on, or of the journal.
  private record OfFetch(
      TopicView view,
      PendingFetch pending,
      PartitionView partition,
      int at,
      @Nullable SegmentInfo run,
      long offset,
      Holes holes)
      implements PendingRead.Reader {
    @Override
    public Client client() {
      return pending.client();
    }

    @Override
    public void read(@Nullable Slice batches) {
      if (batches == null) {
        pending.result(at, without(Problem.DAMAGED));
      } else {
        if (run != null) {
          holes.read(run, offset, batches);
        }
        pending.hold(batches.retain());
        pending.result(at, result(partition, Problem.NONE, List.of(batches)));
      }
      pending.sendIfComplete();
    }

    @Override
    public void outdated() {
      pending.result(at, without(Problem.NONE));
      pending.sendIfComplete();
    }

    /// No events: the partition or the offset may have gone meanwhile; else `otherwise`.
    private Result without(Problem otherwise) {
      PartitionView now = view.partition(partition.id());
      if (now == null) {
        return new Result(partition.id(), Problem.UNKNOWN_PARTITION, -1, -1, List.of());
      }
      Problem problem = Fetches.problemOf(now, pending.fetch().wanted().get(at).offset());
      return result(now, problem == Problem.NONE ? otherwise : problem, List.of());
    }

    @Override
    public void forget() {
      pending.forget();
    }
  }

  /// A read for who is no client.
  private record OfBatches(BatchReader into) implements PendingRead.Reader {
    private static final Client NOBODY = (_, _) -> {};

    @Override
    public Client client() {
      return NOBODY;
    }

    @Override
    public void read(@Nullable Slice batches) {
      into.read(batches);
    }

    @Override
    public void outdated() {
      into.outdated();
    }

    @Override
    public void forget() {
      // who reads is there as long as the shard
    }
  }
}
