package io.thalweg.core.access;

import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.turn.Turn;

/// What a user may do in a namespace: the last statement counts. Its aggregate is the user.
public final class PermissionStated extends RecordKind<AccessState> {
  public static final PermissionStated V1 = new PermissionStated();

  private PermissionStated() {
    super(94);
  }

  /// An upper bound of the bytes of a statement.
  static int bytes(PermissionSeat seat) {
    return 64 + 3 * (seat.configure.length() + seat.write.length() + seat.read.length());
  }

  static void write(
      Turn turn, long user, long namespace, String configure, String write, String read) {
    turn.begin(V1, user)
        .putLong(namespace)
        .putString(configure)
        .putString(write)
        .putString(read)
        .end();
  }

  @Override
  public void apply(RecordReader in, AccessState state) {
    long namespace = in.getLong();
    var seat =
        new PermissionSeat(
            in.aggregate(), namespace, in.getString(), in.getString(), in.getString());
    state.state(in.position(), seat);
  }
}
