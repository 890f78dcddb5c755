package io.thalweg.core.access;

import io.thalweg.core.base.LongMap;
import io.thalweg.core.turn.Stated;
import io.thalweg.core.turn.Turn;
import org.jspecify.annotations.Nullable;

/// Where a user and its permissions are kept. In replay a permission may come before its user.
final class UserSeat extends Stated {
  final long id;

  /// By namespace.
  final LongMap<PermissionSeat> permissions = new LongMap<>();

  /// Null before the first statement in replay.
  @Nullable User user;

  UserSeat(long id) {
    this.id = id;
  }

  boolean administrates() {
    return user != null && user.administrates();
  }

  @Override
  protected int restateBytes() {
    return user == null ? 0 : UserStated.bytes(user);
  }

  @Override
  protected void restate(Turn turn) {
    if (user != null) {
      UserStated.write(turn, id, user);
    }
  }

  @Override
  public String toString() {
    return "user " + (user == null ? id : user.name());
  }
}
