package io.thalweg.core.read;

import io.thalweg.core.base.Check;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.ReadCommand.Found;
import io.thalweg.core.read.ReadCommand.LookUp;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.topic.TopicView;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds offsets: of the start, of the end, by time. The batch is found here; the event inside it
/// is the session's to find, since the batch may be compressed.
final class LookUps {
  private final TopicView view;

  LookUps(TopicView view) {
    this.view = view;
  }

  /// Answers at once, or returns the read that must be done first; either way the answer parks.
  @Nullable PendingRead begin(PendingFetch.Origin origin, LookUp command) {
    PartitionView partition = view.partition(command.partition());
    if (partition == null) {
      return park(origin, new Found(Problem.UNKNOWN_PARTITION, -1, -1, null));
    }
    if (command.at() == ReadCommand.EARLIEST) {
      return park(origin, new Found(Problem.NONE, partition.logStart(), -1, null));
    }
    if (command.at() == ReadCommand.LATEST) {
      return park(origin, new Found(Problem.NONE, partition.durableEnd(), -1, null));
    }
    long start = Math.max(command.from(), partition.logStart());
    if (command.at() == ReadCommand.MAX_TIMESTAMP) {
      return largest(origin, command, partition, start);
    }
    long timestamp = Math.min(command.at(), SegmentStore.LARGEST - 1);
    return byTime(partition, new OfLookUp(view, command, origin, start, timestamp));
  }

  /// A segment that is cut by `start` says how large timestamps are in all of it only: it must be
  /// read, unless what is behind it reaches further anyway.
  private @Nullable PendingRead largest(
      PendingFetch.Origin origin, LookUp command, PartitionView partition, long start) {
    SegmentInfo cut = partition.segmentFor(start);
    if (cut != null
        && cut.baseOffset() < start
        && cut.maxTimestamp() >= maxTimestamp(partition, cut.endOffset())) {
      OfLookUp reader = new OfLookUp(view, command, origin, start, SegmentStore.LARGEST);
      return PendingRead.byTime(reader, cut, start, SegmentStore.LARGEST);
    }
    long behind = cut == null || cut.baseOffset() == start ? start : cut.endOffset();
    long timestamp = maxTimestamp(partition, behind);
    return byTime(partition, new OfLookUp(view, command, origin, start, timestamp));
  }

  private static @Nullable PendingRead byTime(PartitionView partition, OfLookUp reader) {
    SegmentInfo segment = partition.segmentFrom(reader.start, reader.timestamp);
    return segment == null
        ? inTail(partition, reader)
        : PendingRead.byTime(reader, segment, reader.start, reader.timestamp);
  }

  /// Whether what `read` brought is not what its look-up wants, which may lie behind that segment:
  /// the batches that made the segment a candidate have been deleted.
  boolean goesOn(PendingRead read) {
    Slice batches = read.batches();
    SegmentInfo segment = read.segment();
    if (!(read.reader() instanceof OfLookUp lookUp)
        || lookUp.dead
        || segment == null
        || batches == null) {
      return false;
    }
    PartitionView partition = view.partition(read.partition());
    return batches.length() == 0
        || BatchHeader.count(batches.view(), 0) == 0
        || (lookUp.timestamp == SegmentStore.LARGEST
            && partition != null
            && maxTimestamp(batches) < maxTimestamp(partition, segment.endOffset()));
  }

  /// Looks for the same behind the segment that was read.
  @Nullable PendingRead further(PendingRead read) {
    SegmentInfo segment = read.segment();
    if (!(read.reader() instanceof OfLookUp lookUp) || segment == null) {
      return null;
    }
    LookUp command = lookUp.command;
    LookUp behind = new LookUp(command.partition(), command.at(), segment.endOffset());
    return begin(lookUp.origin, behind);
  }

  /// Whether `read` belongs to a look-up.
  boolean owns(PendingRead read) {
    return read.reader() instanceof OfLookUp;
  }

  /// Begins the look-up of an outdated read once more, as [#begin].
  @Nullable PendingRead again(PendingRead read) {
    return read.reader() instanceof OfLookUp lookUp && !lookUp.dead
        ? begin(lookUp.origin, lookUp.command)
        : null;
  }

  private static @Nullable PendingRead park(PendingFetch.Origin origin, Found found) {
    origin.parking().park(origin.client(), origin.request(), found);
    return null;
  }

  private static @Nullable PendingRead inTail(PartitionView partition, OfLookUp reader) {
    long entry = partition.tailFrom(reader.start, reader.timestamp);
    if (entry < 0) {
      return park(reader.origin, new Found(Problem.NONE, -1, -1, null));
    }
    Slice slice = FetchReader.inMemory(partition, entry);
    if (slice == null) {
      var extents = List.of(FetchReader.extent(partition, entry));
      return PendingRead.ofJournal(reader, partition.id(), extents, List.of());
    }
    return PendingRead.ofMemory(reader, partition.id(), slice);
  }

  /// The largest timestamp of what ends behind `start`; -1 if there is none.
  private static long maxTimestamp(PartitionView partition, long start) {
    return Math.max(
        partition.segmentMaxTimestampBehind(start), partition.tailMaxTimestampBehind(start));
  }

  /// The same of the first batch.
  private static long maxTimestamp(Slice batches) {
    return BatchHeader.maxTimestamp(batches.view(), 0);
  }

  /// A read for a look-up.
  private static final class OfLookUp implements PendingRead.Reader {
    private final TopicView view;
    private final LookUp command;
    private final PendingFetch.Origin origin;
    private final long start;
    private final long timestamp;
    private boolean dead;

    /// Looks for the first event at `start` or behind it that reaches `timestamp`.
    OfLookUp(
        TopicView view, LookUp command, PendingFetch.Origin origin, long start, long timestamp) {
      this.view = view;
      this.command = command;
      this.origin = origin;
      this.start = start;
      this.timestamp = timestamp;
    }

    @Override
    public Client client() {
      return origin.client();
    }

    @Override
    public void read(@Nullable Slice batches) {
      if (dead) {
        return;
      }
      if (batches == null) {
        boolean gone = view.partition(command.partition()) == null;
        Problem problem = gone ? Problem.UNKNOWN_PARTITION : Problem.DAMAGED;
        park(origin, new Found(problem, -1, -1, null));
      } else {
        batches.retain();
        Client then =
            (request, found) -> {
              origin.client().replied(request, found);
              batches.release();
            };
        boolean largest = timestamp == SegmentStore.LARGEST && batches.length() > 0;
        long wanted = largest ? maxTimestamp(batches) : timestamp;
        Found found = new Found(Problem.NONE, start, wanted, batches);
        origin.parking().park(then, origin.request(), found);
      }
    }

    @Override
    public void outdated() {
      Check.that(false, "expected an outdated look-up to begin once more");
    }

    @Override
    public void forget() {
      dead = true;
    }
  }
}
