package io.thalweg.core.read;

import io.thalweg.core.base.Check;
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
  private static final int ONE_BATCH = 1;

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
    long timestamp =
        command.at() == ReadCommand.MAX_TIMESTAMP ? maxTimestamp(partition) : command.at();
    OfLookUp reader = new OfLookUp(view, command, origin, timestamp);
    SegmentInfo segment = partition.segmentFrom(timestamp);
    if (segment != null) {
      return PendingRead.byTime(reader, segment, timestamp, ONE_BATCH);
    }
    return inTail(partition, reader);
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
    long entry = partition.tailFrom(reader.timestamp());
    if (entry < 0) {
      return park(reader.origin, new Found(Problem.NONE, -1, -1, null));
    }
    Slice slice = partition.tailSlice(entry);
    if (slice == null) {
      var extents = List.of(FetchReader.extent(partition, entry));
      return PendingRead.ofJournal(reader, partition.id(), extents, List.of());
    }
    return PendingRead.ofMemory(reader, partition.id(), slice);
  }

  private static long maxTimestamp(PartitionView partition) {
    SegmentInfo segment = partition.segmentOfMaxTimestamp();
    long inSegments = segment == null ? -1 : segment.maxTimestamp();
    return Math.max(inSegments, partition.tailMaxTimestamp());
  }

  /// A read for a look-up.
  private static final class OfLookUp implements PendingRead.Reader {
    private final TopicView view;
    private final LookUp command;
    private final PendingFetch.Origin origin;
    private final long timestamp;
    private boolean dead;

    OfLookUp(TopicView view, LookUp command, PendingFetch.Origin origin, long timestamp) {
      this.view = view;
      this.command = command;
      this.origin = origin;
      this.timestamp = timestamp;
    }

    long timestamp() {
      return timestamp;
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
        Found found = new Found(Problem.NONE, -1, timestamp, batches);
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
