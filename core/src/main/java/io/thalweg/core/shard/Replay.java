package io.thalweg.core.shard;

import io.thalweg.core.base.Check;
import io.thalweg.core.journal.JournalReader;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.memory.Tail;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Applies a journal's entries: the same code on the same bytes as in life.
final class Replay {
  private final Frame.Completed records;
  private final Tail tail;
  private final BrokerTime time;
  private final RecordReader record = new RecordReader();

  /// `records` is given each record in its turn.
  Replay(Frame.Completed records, Tail tail, BrokerTime time) {
    this.records = records;
    this.tail = tail;
    this.time = time;
  }

  void run(JournalReader reader) throws IOException {
    JournalReader.Entry entry = new JournalReader.Entry();
    while (reader.next(entry)) {
      tail.startIfEmpty(entry.position);
      tail.add(entry.position, null, 0);
      apply(entry.position, entry.payload);
    }
  }

  private void apply(long position, ByteBuffer payload) {
    int start = payload.position();
    int end = payload.limit();
    long brokerTime = payload.getLong(start);
    time.seen(brokerTime);
    int at = start + Frame.FRAME_HEADER;
    while (at < end) {
      int length = payload.getInt(at);
      int body = at + Frame.RECORD_HEADER;
      Check.within(0, length, end - body, "length of a record");
      record.at(payload, body, body + length, position, start);
      record.of(payload.getLong(at + 6), brokerTime);
      records.completed(payload.getShort(at + 4), record);
      at = body + length;
    }
  }
}
