package io.thalweg.core.topic;

import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.turn.Turn;

/// Ids below the one stated here have been given. Aggregate 0, the counter; always a whole
/// statement.
public final class IdsAdvanced extends RecordKind<TopicState> {
  public static final IdsAdvanced V1 = new IdsAdvanced();

  private IdsAdvanced() {
    super(1);
  }

  static void write(Turn turn, long next) {
    turn.begin(V1, 0).putLong(next).end();
  }

  /// Takes the next id. `view` is the state that the record changes.
  public static long take(Turn turn, TopicView view) {
    long id = view.nextId();
    write(turn, id + 1);
    return id;
  }

  /// States the counter again.
  public static void restate(Turn turn, TopicView view) {
    write(turn, view.nextId());
  }

  @Override
  public void apply(RecordReader in, TopicState state) {
    state.advanceIds(in.position(), in.getLong());
  }
}
