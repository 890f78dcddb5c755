package io.thalweg.core.topic;

import io.thalweg.core.base.LongMap;
import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.journal.RecordWriter;
import io.thalweg.core.turn.Turn;

/// A partition with its producers' windows, without its events: at its creation and whenever it is
/// stated again.
public final class PartitionStated extends RecordKind<TopicState> {
  public static final PartitionStated V1 = new PartitionStated();

  /// Journal bytes of a partition without producers.
  static final int EMPTY_BYTES = 48;

  /// A producer that wrote nothing for this long in broker time is left out (as Kafka's
  /// `producer.id.expiration.ms`).
  public static final long PRODUCER_EXPIRY_MILLIS = 86_400_000;

  private PartitionStated() {
    super(4);
  }

  static void write(
      Turn turn, long partition, long logStart, long nextOffset, ProducerWindow[] producers) {
    RecordWriter out =
        turn.begin(V1, partition).putLong(logStart).putLong(nextOffset).putInt(producers.length);
    for (ProducerWindow producer : producers) {
      producer.write(out);
    }
    out.end();
  }

  @Override
  public void apply(RecordReader in, TopicState state) {
    long logStart = in.getLong();
    long nextOffset = in.getLong();
    int count = in.getInt();
    LongMap<ProducerWindow> producers = new LongMap<>();
    for (int i = 0; i < count; i++) {
      ProducerWindow producer = ProducerWindow.read(in);
      producers.put(producer.producer, producer);
    }
    state.statePartition(in, logStart, nextOffset, producers);
  }
}
