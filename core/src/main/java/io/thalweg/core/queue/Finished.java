package io.thalweg.core.queue;

import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.journal.RecordWriter;
import io.thalweg.core.turn.Turn;

/// Events of a cursor are done. What was done before may be among them.
public final class Finished extends RecordKind<QueueState> {
  public static final Finished V1 = new Finished();

  /// Bytes of the record's header and its first range.
  public static final int BYTES = 30;

  /// Bytes of a further range.
  public static final int RANGE_BYTES = 8;

  private Finished() {
    super(75);
  }

  /// The events from `from` to before `to`.
  ///
  /// @param cursor its aggregate id
  public static void write(Turn turn, long cursor, long from, long to) {
    turn.begin(V1, cursor).putLong(from).putLong(to).end();
  }

  @Override
  public void apply(RecordReader in, QueueState state) {
    long cursor = in.aggregate();
    while (in.remaining() > 0) {
      state.finish(in.position(), cursor, in.getLong(), in.getLong());
    }
  }

  /// Ranges of one cursor, given one by one.
  public static final class Ranges {
    private final RecordWriter out;
    private long from;
    private long to;

    private Ranges(RecordWriter out, long from, long to) {
      this.out = out;
      this.from = from;
      this.to = to;
    }

    /// Begins with the events from `from` to before `to`.
    public static Ranges begin(Turn turn, long cursor, long from, long to) {
      return new Ranges(turn.begin(V1, cursor), from, to);
    }

    /// Adds the events from `nextFrom` to before `nextTo`.
    public void add(long nextFrom, long nextTo) {
      if (nextFrom == to) {
        to = nextTo;
        return;
      }
      out.putLong(from).putLong(to);
      from = nextFrom;
      to = nextTo;
    }

    /// Completes the record.
    public void end() {
      out.putLong(from).putLong(to).end();
    }
  }
}
