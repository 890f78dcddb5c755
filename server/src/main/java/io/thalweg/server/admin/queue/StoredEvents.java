package io.thalweg.server.admin.queue;

import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.batch.BatchOpener;
import io.thalweg.core.batch.EventCursor;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.queue.QueueCommand.Seek;
import io.thalweg.core.read.ReadCommand.Fetch;
import io.thalweg.core.read.ReadCommand.Fetched;
import io.thalweg.core.read.ReadCommand.Found;
import io.thalweg.core.read.ReadCommand.LookUp;
import io.thalweg.core.read.ReadCommand.Result;
import io.thalweg.core.read.ReadCommand.Wanted;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.protocol.kafka.records.KafkaCodecs;
import io.thalweg.server.admin.Orders;
import io.thalweg.server.admin.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads stored events for administrators: copies of batches, opened on threads that may wait.
final class StoredEvents {
  /// Bytes of one read; a larger batch comes alone.
  private static final int READ_BYTES = 256 << 10;

  /// Something else may be done to what is read meanwhile: so often it is tried again.
  private static final int TRIES = 5;

  private final Orders orders;

  StoredEvents(Orders orders) {
    this.orders = orders;
  }

  /// The batches of a partition from the one with `offset` on, some of them; none if nothing is
  /// there any more.
  List<ByteBuffer> batches(long partition, long offset) throws Refusal {
    Fetch fetch = new Fetch(List.of(new Wanted(partition, offset, READ_BYTES)), 0, READ_BYTES, 0);
    for (int i = 0; i < TRIES; i++) {
      Optional<List<ByteBuffer>> copies =
          orders.answers(List.of(fetch), StoredEvents::copies).getFirst();
      if (copies.isEmpty() || !copies.get().isEmpty()) {
        return copies.orElse(List.of());
      }
    }
    return List.of();
  }

  /// Empty if nothing is there; no batches if it may be when it is tried again.
  private static Optional<List<ByteBuffer>> copies(Reply reply) {
    if (!(reply instanceof Fetched fetched) || fetched.problem() != Problem.NONE) {
      return Optional.empty();
    }
    List<ByteBuffer> copies = new ArrayList<>();
    Result result = fetched.results().getFirst();
    for (Slice each : result.batches()) {
      split(each.view(), copies);
    }
    return result.problem() == Problem.NONE ? Optional.of(copies) : Optional.empty();
  }

  private static void split(ByteBuffer all, List<ByteBuffer> copies) {
    for (int at = 0; at < all.limit(); ) {
      int length = BatchHeader.bytes(all, at);
      copies.add(ByteBuffer.allocate(length).put(0, all, at, length));
      at += length;
    }
  }

  private record Place(long offset, long timestamp, @Nullable List<ByteBuffer> batches) {}

  /// The offset of the first event that is not older than `millis`, or [Seek#LATEST].
  long firstSince(long partition, long millis) throws Refusal {
    long behind = 0;
    while (true) {
      LookUp lookUp = new LookUp(partition, millis, behind);
      Optional<Place> found = orders.answers(List.of(lookUp), StoredEvents::place).getFirst();
      if (found.isEmpty()) {
        throw new Refusal(
            503,
            "unreadable",
            "events that can be read",
            "a partition cannot be searched",
            "read the broker's log; seek to an offset instead");
      }
      Place place = found.get();
      if (place.batches == null) {
        return place.offset < 0 ? Seek.LATEST : place.offset;
      }
      long offset = firstIn(place.batches, place.offset, place.timestamp);
      if (offset >= 0) {
        return offset;
      }
      long next = BatchHeader.nextOffset(place.batches.getLast(), 0);
      if (next <= behind) {
        return Seek.LATEST;
      }
      behind = next;
    }
  }

  private static Optional<Place> place(Reply reply) {
    if (!(reply instanceof Found found) || found.problem() != Problem.NONE) {
      return Optional.empty();
    }
    Slice batches = found.batches();
    if (batches == null) {
      return Optional.of(new Place(found.offset(), found.timestamp(), null));
    }
    List<ByteBuffer> copies = new ArrayList<>();
    split(batches.view(), copies);
    return Optional.of(new Place(found.offset(), found.timestamp(), copies));
  }

  /// The first event of `batches` from `offset` on that is not older than `millis`; -1: none.
  private static long firstIn(List<ByteBuffer> batches, long offset, long millis) {
    BatchOpener opener = new BatchOpener(new KafkaCodecs());
    for (ByteBuffer batch : batches) {
      boolean reaches =
          BatchHeader.maxTimestamp(batch, 0) >= millis && BatchHeader.nextOffset(batch, 0) > offset;
      if (!reaches) {
        continue;
      }
      long first = Math.max(offset, BatchHeader.baseOffset(batch, 0));
      if (BatchHeader.brokerTime(batch, 0)) {
        return first;
      }
      long found = firstIn(opener, batch, offset, millis);
      if (found >= 0) {
        return found;
      }
    }
    return -1;
  }

  private static long firstIn(BatchOpener opener, ByteBuffer batch, long offset, long millis) {
    try {
      EventCursor event = opener.open(batch, 0);
      while (event.next()) {
        if (event.offset() >= offset && event.timestamp() >= millis) {
          return event.offset();
        }
      }
      return -1;
    } catch (IOException unreadable) {
      return Math.max(offset, BatchHeader.baseOffset(batch, 0)); // the best that can be said
    }
  }
}
