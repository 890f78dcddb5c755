package io.thalweg.core.access;

import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.turn.Turn;

/// A user may do nothing in a namespace any more. Its aggregate is the user.
public final class PermissionRemoved extends RecordKind<AccessState> {
  public static final PermissionRemoved V1 = new PermissionRemoved();

  private PermissionRemoved() {
    super(95);
  }

  static void write(Turn turn, long user, long namespace) {
    turn.begin(V1, user).putLong(namespace).end();
  }

  @Override
  public void apply(RecordReader in, AccessState state) {
    state.removePermission(in.position(), in.aggregate(), in.getLong());
  }
}
