package io.thalweg.simulator.world;

import io.thalweg.core.base.Check;
import io.thalweg.simulator.told.HistoryFailed;
import java.util.Map;
import java.util.TreeMap;

/// What the world outside knows of a partition, and may therefore never be contradicted.
final class PartitionModel {
  final long id;
  final TopicModel topic;

  /// Batches whose offsets are known.
  final TreeMap<Long, SentBatch> placed = new TreeMap<>();

  final KeyModel keys = new KeyModel(this);

  /// There are events up to here.
  long end;

  /// There are no events before here.
  long start;

  /// The largest offset that was ever asked to become the start.
  long askedStart;

  PartitionModel(long id, TopicModel topic) {
    this.id = id;
    this.topic = topic;
  }

  /// `batch` is at `offset`: said by an acknowledgement or by a read.
  void place(SentBatch batch, long offset) {
    if (batch.offset >= 0) {
      HistoryFailed.unless(batch.offset == offset, () -> batch + " is also at offset " + offset);
      return;
    }
    HistoryFailed.unless(
        batch.partition == id, () -> batch + " of partition " + batch.partition + " is in " + id);
    Map.Entry<Long, SentBatch> before = placed.floorEntry(offset);
    if (before != null) {
      HistoryFailed.unless(
          before.getKey() + before.getValue().events <= offset,
          () -> batch + " at " + offset + " overlaps " + before.getValue());
    }
    Map.Entry<Long, SentBatch> after = placed.ceilingEntry(offset);
    if (after != null) {
      HistoryFailed.unless(
          offset + batch.events <= after.getKey(),
          () -> batch + " at " + offset + " overlaps " + after.getValue());
    }
    batch.offset = offset;
    placed.put(offset, batch);
    keys.placed(batch);
    inOrder(batch);
  }

  /// The batch that is known to be at an offset.
  SentBatch at(long offset) {
    return Check.present(placed.floorEntry(offset), "a batch at the offset").getValue();
  }

  private static void inOrder(SentBatch batch) {
    Stream stream = batch.stream;
    if (stream == null) {
      return;
    }
    Map.Entry<Integer, Long> earlier = stream.offsets.lowerEntry(batch.index);
    Map.Entry<Integer, Long> later = stream.offsets.higherEntry(batch.index);
    HistoryFailed.unless(
        (earlier == null || earlier.getValue() < batch.offset)
            && (later == null || later.getValue() > batch.offset),
        () -> batch + " is out of its producer's order");
    stream.offsets.put(batch.index, batch.offset);
  }

  void endSeen(long atLeast) {
    end = Math.max(end, atLeast);
  }

  void startSeen(long at) {
    HistoryFailed.unless(
        at <= askedStart || topic.mayDelete(),
        () ->
            "partition "
                + id
                + " starts at "
                + at
                + ", though only "
                + askedStart
                + " was asked for");
    start = Math.max(start, at);
    endSeen(start);
  }

  @Override
  public String toString() {
    return "partition " + id + " [" + start + ", " + end + ")";
  }
}
