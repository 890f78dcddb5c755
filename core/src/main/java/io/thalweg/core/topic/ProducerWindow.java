package io.thalweg.core.topic;

import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.journal.RecordWriter;

/// The last five batches of one idempotent producer in one partition (KIP-98; five is what Kafka's
/// clients keep in flight at most).
final class ProducerWindow {
  /// Journal bytes of [#write] at most.
  static final int BYTES = 8 + 2 + 8 + 4 + 5 * 16;

  /// Answers of [#check] besides an offset: the batch is the expected next one.
  static final long NEXT = -1;

  /// The batch leaves a gap, or repeats one that is no longer remembered.
  static final long OUT_OF_ORDER = -2;

  /// The batch's producer has been replaced by a newer epoch.
  static final long STALE = -3;

  private static final int KEPT = 5;

  final long producer;
  private final int[] firstSequence = new int[KEPT];
  private final int[] lastSequence = new int[KEPT];
  private final long[] baseOffset = new long[KEPT];
  private short epoch;
  private int batches;
  private long lastTime;

  ProducerWindow(long producer) {
    this.producer = producer;
  }

  /// [#NEXT], [#OUT_OF_ORDER], [#STALE], or the base offset of the stored batch that this one
  /// repeats.
  long check(short batchEpoch, int first, int last) {
    if (batchEpoch < epoch) {
      return STALE;
    }
    if (batchEpoch > epoch || batches == 0) {
      return batchEpoch > epoch && first != 0 ? OUT_OF_ORDER : NEXT;
    }
    for (int i = 0; i < Math.min(batches, KEPT); i++) {
      if (firstSequence[i] == first && lastSequence[i] == last) {
        return baseOffset[i];
      }
    }
    int newest = (batches - 1) % KEPT;
    return first == following(lastSequence[newest]) ? NEXT : OUT_OF_ORDER;
  }

  /// Remembers a stored batch.
  void stored(short batchEpoch, int first, int last, long base, long brokerTime) {
    if (batchEpoch != epoch) {
      epoch = batchEpoch;
      batches = 0;
    }
    int at = batches % KEPT;
    firstSequence[at] = first;
    lastSequence[at] = last;
    baseOffset[at] = base;
    batches = batches + 1 == 2 * KEPT ? KEPT : batches + 1;
    lastTime = brokerTime;
  }

  /// Broker time of its newest batch.
  long lastTime() {
    return lastTime;
  }

  /// What may be seen of it.
  PartitionView.Producer shown() {
    int newest = (batches - 1) % KEPT;
    int sequence = batches == 0 ? -1 : lastSequence[newest];
    return new PartitionView.Producer(producer, epoch, sequence, lastTime);
  }

  /// The sequence after `sequence`: they wrap at 2^31 to 0.
  static int following(int sequence) {
    return sequence == Integer.MAX_VALUE ? 0 : sequence + 1;
  }

  /// The last sequence of a batch of `count` events from `first`.
  static int last(int first, int count) {
    return (first + count - 1) & Integer.MAX_VALUE;
  }

  /// Writes all of it; [#read] reads it.
  void write(RecordWriter out) {
    out.putLong(producer).putShort(epoch).putLong(lastTime).putInt(batches);
    for (int i = 0; i < KEPT; i++) {
      out.putInt(firstSequence[i]).putInt(lastSequence[i]).putLong(baseOffset[i]);
    }
  }

  static ProducerWindow read(RecordReader in) {
    ProducerWindow window = new ProducerWindow(in.getLong());
    window.epoch = in.getShort();
    window.lastTime = in.getLong();
    window.batches = in.getInt();
    for (int i = 0; i < KEPT; i++) {
      window.firstSequence[i] = in.getInt();
      window.lastSequence[i] = in.getInt();
      window.baseOffset[i] = in.getLong();
    }
    return window;
  }
}
