package io.thalweg.core.read;

import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.ReadCommand.Found;
import io.thalweg.core.read.ReadCommand.LookUp;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.topic.TopicView;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Turn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds offsets: of the start, of the end, by time. The batch is found here; the event inside it
/// is the session's to find, since the batch may be compressed.
final class LookUps {
  private static final int ONE_BATCH = 1;

  private final TopicView view;
  private final Fetches.Parking parking;

  LookUps(TopicView view, Fetches.Parking parking) {
    this.view = view;
    this.parking = parking;
  }

  /// Answers at once, or returns the read that must be done first; either way the answer parks.
  @Nullable PendingRead begin(Turn turn, LookUp command) {
    PartitionView partition = view.partition(command.partition());
    if (partition == null) {
      turn.reply(new Found(Problem.UNKNOWN_PARTITION, -1, -1, null));
      return null;
    }
    if (command.at() == ReadCommand.EARLIEST) {
      turn.reply(new Found(Problem.NONE, partition.logStart(), -1, null));
      return null;
    }
    if (command.at() == ReadCommand.LATEST) {
      turn.reply(new Found(Problem.NONE, partition.durableEnd(), -1, null));
      return null;
    }
    long timestamp =
        command.at() == ReadCommand.MAX_TIMESTAMP ? maxTimestamp(partition) : command.at();
    OfLookUp reader = new OfLookUp(parking, turn.client(), turn.request(), timestamp);
    SegmentInfo segment = partition.segmentFrom(timestamp);
    if (segment != null) {
      return PendingRead.byTime(reader, segment, timestamp, ONE_BATCH);
    }
    return inTail(turn, partition, reader);
  }

  private static @Nullable PendingRead inTail(Turn turn, PartitionView partition, OfLookUp reader) {
    long end = partition.tailNext();
    for (long entry = partition.tailFirst(); entry < end; entry++) {
      if (partition.tailBase(entry) >= partition.durableEnd()) {
        break;
      }
      if (partition.tailMaxTimestamp(entry) < reader.timestamp()) {
        continue;
      }
      Slice slice = partition.tailSlice(entry);
      if (slice == null) {
        var extents = List.of(FetchReader.extent(partition, entry));
        return PendingRead.ofJournal(reader, partition.id(), extents, partition.tailLength(entry));
      }
      return PendingRead.ofMemory(reader, partition.id(), slice);
    }
    turn.reply(new Found(Problem.NONE, -1, -1, null));
    return null;
  }

  private static long maxTimestamp(PartitionView partition) {
    SegmentInfo segment = partition.segmentOfMaxTimestamp();
    long max = segment == null ? -1 : segment.maxTimestamp();
    for (long entry = partition.tailFirst(); entry < partition.tailNext(); entry++) {
      if (partition.tailBase(entry) < partition.durableEnd()) {
        max = Math.max(max, partition.tailMaxTimestamp(entry));
      }
    }
    return max;
  }

  /// A read for a look-up.
  private static final class OfLookUp implements PendingRead.Reader {
    private final Fetches.Parking parking;
    private final Client client;
    private final long request;
    private final long timestamp;
    private boolean dead;

    OfLookUp(Fetches.Parking parking, Client client, long request, long timestamp) {
      this.parking = parking;
      this.client = client;
      this.request = request;
      this.timestamp = timestamp;
    }

    long timestamp() {
      return timestamp;
    }

    @Override
    public Client client() {
      return client;
    }

    @Override
    public void read(@Nullable Slice batches) {
      if (dead) {
        return;
      }
      if (batches == null) {
        parking.park(client, request, new Found(Problem.DAMAGED, -1, timestamp, null));
        return;
      }
      batches.retain();
      parking.park(
          (number, reply) -> {
            client.replied(number, reply);
            batches.release();
          },
          request,
          new Found(Problem.NONE, -1, timestamp, batches));
    }

    @Override
    public void forget() {
      dead = true;
    }
  }
}
