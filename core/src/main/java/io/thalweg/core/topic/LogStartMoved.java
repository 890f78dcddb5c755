package io.thalweg.core.topic;

import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.turn.Turn;

/// Events of a partition before an offset are gone.
public final class LogStartMoved extends RecordKind<TopicState> {
  public static final LogStartMoved V1 = new LogStartMoved();

  private LogStartMoved() {
    super(6);
  }

  static void write(Turn turn, long partition, long logStart) {
    turn.begin(V1, partition).putLong(logStart).end();
  }

  @Override
  public void apply(RecordReader in, TopicState state) {
    state.moveLogStart(in.position(), in.aggregate(), in.getLong());
  }
}
