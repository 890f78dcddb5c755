package io.thalweg.core.topic;

import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Slice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What may be seen of a partition. Batches that lie in the journal only are its *tail*, its
/// entries numbered in order; older ones lie in segments.
public interface PartitionView {
  /// An idempotent producer that wrote.
  ///
  /// @param lastSequence of its newest batch
  /// @param lastMillis broker time of its newest batch
  record Producer(long id, short epoch, int lastSequence, long lastMillis) {}

  /// Aggregate id.
  long id();

  /// First offset that can be read.
  long logStart();

  /// As [#logStart], once it is durable: what may be shown without waiting.
  long durableStart();

  /// The offset that the next event will have.
  long nextOffset();

  /// The offset after the last durable event.
  long durableEnd();

  /// Bytes of events in segments and in the journal.
  long bytes();

  /// How the producer's batch relates to those stored: as [ProducerWindow#check].
  long checkProducer(long producer, short epoch, int firstSequence, int lastSequence);

  /// How many producers are remembered.
  int producers();

  /// The remembered producers that wrote after `millis` of broker time, by id.
  List<Producer> producersSince(long millis);

  /// Its runs in segments, in the order of their offsets.
  List<SegmentInfo> runs();

  /// The run that covers `offset`, or null.
  @Nullable SegmentInfo segmentFor(long offset);

  /// The newest run, or null.
  @Nullable SegmentInfo newestSegment();

  /// The oldest run that ends behind `offset` with an event at or after `timestamp`, or null.
  @Nullable SegmentInfo segmentFrom(long offset, long timestamp);

  /// The largest timestamp of the runs that end behind `offset`, or -1.
  long segmentMaxTimestampBehind(long offset);

  /// Number of the oldest entry of the tail.
  long tailFirst();

  /// Number that the next entry of the tail will have.
  long tailNext();

  /// The entry of the tail that holds `offset`, or -1.
  long tailFind(long offset);

  /// The oldest durable entry of the tail that ends behind `offset` with an event at or after
  /// `timestamp`, or -1.
  long tailFrom(long offset, long timestamp);

  /// The largest timestamp of the tail's durable entries that end behind `offset`, or -1.
  long tailMaxTimestampBehind(long offset);

  /// When the event at `offset` was taken, in broker time, as far as is known: of one that has left
  /// the journal, when the newest of its run was; -1: it is not there.
  default long takenMillis(long offset) {
    SegmentInfo run = segmentFor(offset);
    if (run != null) {
      return run.brokerTime();
    }
    long entry = tailFind(offset);
    return entry < 0 ? -1 : tailBrokerTime(entry);
  }

  /// The entry's first offset. Its bytes bear another if they are shared.
  long tailBase(long entry);

  /// Whether other partitions have the entry's bytes too: they bear base offset 0 then.
  boolean tailIsShared(long entry);

  /// Journal position of the entry.
  long tailPosition(long entry);

  /// The entry's size in bytes.
  int tailLength(long entry);

  /// Largest client timestamp of the entry.
  long tailMaxTimestamp(long entry);

  /// Broker time of the entry.
  long tailBrokerTime(long entry);

  /// Bytes from the entry to the end.
  long tailBytesFrom(long entry);

  /// The entry's bytes while a block holds them, or null. Not retained.
  @Nullable Slice tailSlice(long entry);

  /// The entry's first byte, counted from the payload at its position.
  int tailOffset(long entry);
}
