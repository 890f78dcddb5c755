package io.thalweg.core.queue;

import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.journal.RecordWriter;
import io.thalweg.core.turn.Turn;

/// A note about an event that is not done.
public final class Noted extends RecordKind<QueueState> {
  public static final Noted V1 = new Noted();

  /// Bytes with the record's header.
  public static final int BYTES = 14 + 8 + PageStated.NOTE_BYTES;

  private Noted() {
    super(76);
  }

  /// @param cursor its aggregate id
  public static void write(Turn turn, long cursor, long offset, Note note) {
    RecordWriter out = turn.begin(V1, cursor).putLong(offset);
    PageStated.write(out, note);
    out.end();
  }

  @Override
  public void apply(RecordReader in, QueueState state) {
    long offset = in.getLong();
    state.note(in.position(), in.aggregate(), offset, PageStated.note(in));
  }
}
