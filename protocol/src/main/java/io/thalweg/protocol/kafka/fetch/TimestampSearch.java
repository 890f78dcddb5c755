package io.thalweg.protocol.kafka.fetch;

import io.thalweg.core.batch.BatchHeader;
import io.thalweg.protocol.kafka.records.Decompression;
import io.thalweg.protocol.kafka.records.EventStream;
import io.thalweg.protocol.kafka.records.OpeningBudget;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Finds the first event from an offset on that is at or after a timestamp, in stored batches,
/// decompressing no more than it must. Of a batch that is begun before that offset, nothing but
/// deleted events may reach the timestamp: then nothing is found, and the largest timestamp of the
/// others is known. All of it is done on the thread of all connections, hence the budget: a batch
/// that opens to more is not opened further, and its first offset is answered.
final class TimestampSearch {
  private final OpeningBudget budget;
  private final long start;
  private final long wanted;
  private long offset = -1;
  private long timestamp = -1;
  private long largestOffset = -1;
  private long largestTimestamp = -1;
  private long behind = -1;

  /// Looks for an event at `start` or behind it, not earlier than `wanted`.
  TimestampSearch(OpeningBudget budget, long start, long wanted) {
    this.budget = budget;
    this.start = start;
    this.wanted = wanted;
  }

  boolean isFound() {
    return offset >= 0;
  }

  /// The event that was found.
  long offset() {
    return offset;
  }

  long timestamp() {
    return timestamp;
  }

  /// If none was found, the one with the largest timestamp that was seen, or -1.
  long largestOffset() {
    return largestOffset;
  }

  long largestTimestamp() {
    return largestTimestamp;
  }

  /// If none was found, where to go on; -1 if there is nothing.
  long behind() {
    return behind;
  }

  /// Searches whole batches, those that follow on what was searched before.
  void in(ByteBuffer batches) {
    int at = 0;
    while (at < batches.limit()) {
      if (BatchHeader.maxTimestamp(batches, at) >= wanted
          && BatchHeader.nextOffset(batches, at) > start) {
        inBatch(batches, at);
        return;
      }
      at += BatchHeader.bytes(batches, at);
    }
  }

  private void inBatch(ByteBuffer in, int at) {
    long first = Math.max(start, BatchHeader.baseOffset(in, at));
    if (BatchHeader.brokerTime(in, at)) {
      found(first, BatchHeader.maxTimestamp(in, at));
      return;
    }
    byte[] records = new byte[BatchHeader.bytes(in, at) - BatchHeader.BYTES];
    in.get(at + BatchHeader.BYTES, records);
    boolean read;
    try (Decompression opened = budget.open(BatchHeader.codec(in, at), records)) {
      try {
        read = inEvents(in, at, new EventStream(opened));
      } finally {
        budget.spent(opened);
      }
    } catch (IOException | RuntimeException e) {
      read = false;
    }
    if (isFound()) {
      return;
    }
    if (read && BatchHeader.baseOffset(in, at) < start) {
      behind = BatchHeader.nextOffset(in, at);
    } else {
      // a client's batch that cannot be opened, or lies: its first offset is the best answer
      found(first, BatchHeader.baseTimestamp(in, at));
    }
  }

  /// Whether all events were read that had to be.
  private boolean inEvents(ByteBuffer in, int at, EventStream events) throws IOException {
    for (int i = 0; i < BatchHeader.count(in, at) && !isFound(); i++) {
      events.next();
      long delta = events.offsetDelta();
      if (delta < 0 || delta > BatchHeader.lastOffsetDelta(in, at)) {
        return false;
      }
      seen(
          BatchHeader.baseOffset(in, at) + delta,
          BatchHeader.baseTimestamp(in, at) + events.timestampDelta());
    }
    return true;
  }

  private void seen(long eventOffset, long eventTimestamp) {
    if (eventOffset < start) {
      return;
    }
    if (eventTimestamp >= wanted) {
      found(eventOffset, eventTimestamp);
    } else if (largestOffset < 0 || eventTimestamp > largestTimestamp) {
      largestOffset = eventOffset;
      largestTimestamp = eventTimestamp;
    }
  }

  private void found(long eventOffset, long eventTimestamp) {
    offset = eventOffset;
    timestamp = eventTimestamp;
  }
}
