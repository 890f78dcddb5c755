package io.thalweg.core.topic;

import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.journal.RecordWriter;
import io.thalweg.core.turn.Turn;
import java.nio.ByteBuffer;

/// A batch that several partitions get, with its place in one of them: the bytes lie in the same
/// entry, once, in a [BodyStored] before it. It says of them what applying it needs, and what is
/// lost without them.
public final class AppendedShared extends RecordKind<TopicState> {
  public static final AppendedShared V1 = new AppendedShared();

  private static final int OFFSET_AT = 8;
  private static final int BYTES_AT = 12;
  private static final int EVENTS_AT = 16;

  /// Bytes of its body.
  public static final int BYTES = 28;

  private AppendedShared() {
    super(14);
  }

  /// Appends the batch that lies at `batch` of `buffer`.
  ///
  /// @param offset of the batch, counted from the entry's payload
  /// @param bytes of the batch
  static void write(
      Turn turn, long partition, long base, int offset, ByteBuffer buffer, int batch, int bytes) {
    turn.begin(V1, partition)
        .putLong(base)
        .putInt(offset)
        .putInt(bytes)
        .putInt(BatchHeader.lastOffsetDelta(buffer, batch) + 1)
        .putLong(BatchHeader.maxTimestamp(buffer, batch))
        .end();
  }

  /// Where the batch of the body at `at` lies, counted from the entry's payload.
  public static int offset(ByteBuffer in, int at) {
    return in.getInt(at + OFFSET_AT);
  }

  /// The size of the batch of the body at `at`.
  public static int bytes(ByteBuffer in, int at) {
    return in.getInt(at + BYTES_AT);
  }

  /// The first offset of what the body at `at` says.
  public static long baseOffset(ByteBuffer in, int at) {
    return in.getLong(at);
  }

  /// The offset after the last one of what the body at `at` says.
  public static long nextOffset(ByteBuffer in, int at) {
    return in.getLong(at) + in.getInt(at + EVENTS_AT);
  }

  @Override
  public void apply(RecordReader in, TopicState state) {
    state.appendShared(in);
  }

  /// The bytes of a batch that several partitions get: RecordBatch v2 with base offset 0. Belongs
  /// to no aggregate, and changes nothing by itself.
  public static final class BodyStored extends RecordKind<TopicState> {
    public static final BodyStored V1 = new BodyStored();

    private BodyStored() {
      super(13);
    }

    static RecordWriter begin(Turn turn) {
      return turn.begin(V1, 0);
    }

    @Override
    public void apply(RecordReader in, TopicState state) {
      in.skip(in.remaining());
    }
  }
}
