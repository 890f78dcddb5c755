package io.thalweg.core.access;

import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.turn.Turn;

/// A user is gone, and with it all its permissions.
public final class UserRemoved extends RecordKind<AccessState> {
  public static final UserRemoved V1 = new UserRemoved();

  private UserRemoved() {
    super(93);
  }

  static void write(Turn turn, long user) {
    turn.begin(V1, user).end();
  }

  @Override
  public void apply(RecordReader in, AccessState state) {
    state.removeUser(in.position(), in.aggregate());
  }
}
