package io.thalweg.core.group;

import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.turn.Turn;

/// A group is gone, and its offsets with it.
public final class GroupRemoved extends RecordKind<GroupState> {
  public static final GroupRemoved V1 = new GroupRemoved();

  private GroupRemoved() {
    super(41);
  }

  static void write(Turn turn, long group) {
    turn.begin(V1, group).end();
  }

  @Override
  public void apply(RecordReader in, GroupState state) {
    state.remove(in.aggregate());
  }
}
