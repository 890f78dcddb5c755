package io.thalweg.core.topic;

import io.thalweg.core.base.Check;
import io.thalweg.core.batch.BatchBuilder;
import io.thalweg.core.journal.RecordWriter;
import io.thalweg.core.turn.Turn;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// How other features append: batches that they encode where they will lie. [#begin], for one
/// partition, or [#beginShared], for several; events are added to the builder; [#end]; then
/// [#share] for each partition that shares the bytes, and [#copy] for each that needs its own. All
/// of it in one command. Reusable; allocates nothing.
public final class Appends {
  /// Journal bytes of a batch beyond those of its events, at most.
  public static final int BATCH_BYTES = 96;

  /// Journal bytes of [#share], at most.
  public static final int SHARE_BYTES = 48;

  private static final ByteBuffer NONE = ByteBuffer.allocate(0);
  private static final long SHARED = -1;

  private final TopicView view;
  private final BatchBuilder builder = new BatchBuilder();
  private @Nullable RecordWriter record;
  private long partition;
  private ByteBuffer buffer = NONE;
  private int batch;
  private int offset;
  private int bytes;

  public Appends(TopicView view) {
    this.view = view;
  }

  /// Begins a batch that is `toPartition`'s alone: an aggregate id.
  public BatchBuilder begin(Turn turn, long toPartition) {
    return begin(Appended.begin(turn, toPartition), toPartition);
  }

  /// Begins a batch that partitions are to share.
  public BatchBuilder beginShared(Turn turn) {
    return begin(AppendedShared.BodyStored.begin(turn), SHARED);
  }

  private BatchBuilder begin(RecordWriter begun, long toPartition) {
    record = begun;
    partition = toPartition;
    offset = begun.offsetInPayload();
    buffer = begun.inPlace();
    batch = buffer.position();
    return builder.begin(buffer);
  }

  /// Completes the batch, which has an event at least.
  public void end() {
    bytes = builder.end();
    long base = partition == SHARED ? 0 : nextOffset(partition);
    Appended.end(Check.present(record, "a batch that was begun"), base);
    record = null;
  }

  /// Appends the batch that was ended to one of the partitions that share it.
  public void share(Turn turn, long toPartition) {
    long base = nextOffset(toPartition);
    AppendedShared.write(turn, toPartition, base, offset, buffer, batch, bytes);
  }

  /// Appends a copy of the batch that was ended, which is `toPartition`'s alone.
  public void copy(Turn turn, long toPartition) {
    buffer.limit(batch + bytes).position(batch);
    Appended.write(turn, toPartition, buffer, nextOffset(toPartition));
  }

  private long nextOffset(long of) {
    return Check.present(view.partition(of), "the partition that a batch goes to").nextOffset();
  }
}
