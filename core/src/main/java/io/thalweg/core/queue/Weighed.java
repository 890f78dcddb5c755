package io.thalweg.core.queue;

import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.turn.Turn;

/// How many bytes the values of a cursor's events have that are not done. Written with whatever
/// changes that, in the same entry, for queues that may hold so many only.
public final class Weighed extends RecordKind<QueueState> {
  public static final Weighed V1 = new Weighed();

  /// Bytes with the record's header.
  public static final int BYTES = 32;

  private Weighed() {
    super(78);
  }

  /// @param cursor its aggregate id
  public static void write(Turn turn, long cursor, long bytes) {
    turn.begin(V1, cursor).putLong(bytes).end();
  }

  @Override
  public void apply(RecordReader in, QueueState state) {
    state.weigh(in.aggregate(), in.getLong());
  }
}
