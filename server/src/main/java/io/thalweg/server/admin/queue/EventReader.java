package io.thalweg.server.admin.queue;

import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.batch.BatchOpener;
import io.thalweg.core.batch.EventCursor;
import io.thalweg.protocol.kafka.records.KafkaCodecs;
import io.thalweg.server.admin.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads events of one partition by their offsets, quickest in their order.
final class EventReader {
  private final StoredEvents stored;
  private final long partition;
  private final BatchOpener opener = new BatchOpener(new KafkaCodecs());
  private List<ByteBuffer> batches = List.of();
  private EventCursor cursor = new EventCursor();
  private long base;
  private long end;

  /// @param partition its aggregate id
  EventReader(StoredEvents stored, long partition) {
    this.stored = stored;
    this.partition = partition;
  }

  /// Stands on the event at `offset`; false if there is none, or if it cannot be read.
  boolean find(long offset) throws Refusal {
    boolean inside = offset >= base && offset < end;
    if ((!inside || cursor.offset() > offset) && !open(offset)) {
      return false;
    }
    while (cursor.offset() < offset && cursor.next()) {
      // those before it are passed over
    }
    return !cursor.malformed() && cursor.offset() == offset;
  }

  private boolean open(long offset) throws Refusal {
    ByteBuffer batch = held(offset);
    if (batch == null) {
      batches = stored.batches(partition, offset);
      batch = held(offset);
    }
    base = 0;
    end = 0;
    if (batch == null) {
      return false;
    }
    try {
      cursor = opener.open(batch, 0);
    } catch (IOException unreadable) {
      return false;
    }
    base = BatchHeader.baseOffset(batch, 0);
    end = BatchHeader.nextOffset(batch, 0);
    return true;
  }

  private @Nullable ByteBuffer held(long offset) {
    for (ByteBuffer each : batches) {
      if (offset >= BatchHeader.baseOffset(each, 0) && offset < BatchHeader.nextOffset(each, 0)) {
        return each;
      }
    }
    return null;
  }

  /// The event that was found.
  EventCursor event() {
    return cursor;
  }
}
