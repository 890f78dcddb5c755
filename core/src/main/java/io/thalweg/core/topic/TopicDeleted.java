package io.thalweg.core.topic;

import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.turn.Turn;

/// A topic is gone; its partitions and segments with it.
public final class TopicDeleted extends RecordKind<TopicState> {
  public static final TopicDeleted V1 = new TopicDeleted();

  private TopicDeleted() {
    super(3);
  }

  static void write(Turn turn, long topic) {
    turn.begin(V1, topic).end();
  }

  @Override
  public void apply(RecordReader in, TopicState state) {
    state.deleteTopic(in.position(), in.aggregate());
  }
}
