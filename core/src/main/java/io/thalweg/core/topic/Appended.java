package io.thalweg.core.topic;

import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.journal.RecordWriter;
import io.thalweg.core.turn.Turn;
import java.nio.ByteBuffer;

/// One batch of events, with its place in the partition: RecordBatch v2, as it will be read.
public final class Appended extends RecordKind<TopicState> {
  public static final Appended V1 = new Appended();

  /// Every broker is in its first epoch.
  private static final int LEADER_EPOCH = 0;

  private static final int LEADER_EPOCH_AT = BatchHeader.LENGTH_OVERHEAD;

  private Appended() {
    super(5);
  }

  /// The one copy: `batch` between position and limit, placed at `baseOffset`.
  static void write(Turn turn, long partition, ByteBuffer batch, long baseOffset) {
    end(turn.begin(V1, partition).putRaw(batch), baseOffset);
  }

  /// The same for a batch that is encoded in place.
  static RecordWriter begin(Turn turn, long partition) {
    return turn.begin(V1, partition);
  }

  /// Completes what was begun: the batch has been put there.
  static void end(RecordWriter out, long baseOffset) {
    out.patchLong(0, baseOffset).patchInt(LEADER_EPOCH_AT, LEADER_EPOCH).end();
  }

  /// The same, its events bearing the broker's time: `stampedMillis` as their largest timestamp,
  /// and `stampedCrc` the CRC of the batch with it ([io.thalweg.core.batch.BatchCrc#stamped]).
  static void write(
      Turn turn,
      long partition,
      ByteBuffer batch,
      long baseOffset,
      long stampedMillis,
      int stampedCrc) {
    RecordWriter out = turn.begin(V1, partition).putRaw(batch);
    int attributes = BatchHeader.stampedAttributes(batch, batch.position());
    out.patchLong(0, baseOffset)
        .patchInt(LEADER_EPOCH_AT, LEADER_EPOCH)
        .patchInt(BatchHeader.CRC, stampedCrc)
        .patchShort(BatchHeader.ATTRIBUTES, attributes)
        .patchLong(BatchHeader.MAX_TIMESTAMP, stampedMillis)
        .end();
  }

  @Override
  public void apply(RecordReader in, TopicState state) {
    state.append(in);
  }
}
