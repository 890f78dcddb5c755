package io.thalweg.simulator.world;

import io.thalweg.core.base.Chance;
import io.thalweg.core.batch.BatchBuilder;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.simulator.event.Event;
import io.thalweg.simulator.event.Packing;
import io.thalweg.simulator.told.Story;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Makes batches to be sent: some events each, of a few keys that come again and again.
final class Batches {
  private static final int MOST_EVENTS = 4;
  private static final int FEW_KEYS = 3;
  private static final int MANY_KEYS = 12;

  private final Chance chance;
  private final Checker checker;

  Batches(Chance chance, Checker checker) {
    this.chance = chance;
    this.checker = checker;
  }

  /// The next one for `partition`, from `stream` or from anybody.
  SentBatch next(PartitionModel partition, @Nullable Stream stream) {
    int id = checker.batches.size();
    int events = 1 + chance.nextInt(MOST_EVENTS);
    int size = chance.nextInt(chance.nextInt(5) == 0 ? 1500 : 200);
    ByteBuffer out =
        ByteBuffer.allocate(BatchHeader.BYTES + events * (size + 40 + Event.HEADER_BYTES));
    BatchBuilder builder = new BatchBuilder().begin(out);
    if (stream != null) {
      builder.producer(stream.producer, (short) 0, stream.nextSequence);
      stream.nextSequence += events;
    }
    Map<Integer, Event> all = new TreeMap<>();
    for (int i = 0; i < events; i++) {
      Event event = new Event(key(partition.topic), value(size));
      builder.add(Story.FIRST_TIMESTAMP + id, event.key(), event.value(), event.headers());
      all.put(i, event);
    }
    byte[] bytes = new byte[builder.end()];
    out.get(0, bytes);
    if (chance.nextInt(4) == 0) {
      Packing.pack(bytes);
    }
    SentBatch batch = new SentBatch(id, partition.id, bytes, all, stream, checker.entered());
    checker.batches.add(batch);
    partition.keys.sent(batch);
    return batch;
  }

  /// Sessions refuse events without a key for compacted topics, before the broker's core has them.
  private @Nullable ByteBuffer key(TopicModel topic) {
    if (!topic.compacts() && chance.nextInt(3) == 0) {
      return null;
    }
    int key = chance.nextInt(chance.nextInt(2) == 0 ? FEW_KEYS : MANY_KEYS);
    return ByteBuffer.allocate(key); // so many zeros; the first key is empty
  }

  private @Nullable ByteBuffer value(int size) {
    if (chance.nextInt(6) == 0) {
      return null;
    }
    ByteBuffer value = ByteBuffer.allocate(size);
    for (int at = 0; at + Long.BYTES <= size; at += Long.BYTES) {
      value.putLong(at, chance.nextLong());
    }
    return value;
  }
}
