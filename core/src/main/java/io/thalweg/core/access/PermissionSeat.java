package io.thalweg.core.access;

import io.thalweg.core.turn.Stated;
import io.thalweg.core.turn.Turn;

/// What a user may do in a namespace, by their ids: in replay it may come before both.
final class PermissionSeat extends Stated {
  final long user;
  final long namespace;
  final String configure;
  final String write;
  final String read;

  PermissionSeat(long user, long namespace, String configure, String write, String read) {
    this.user = user;
    this.namespace = namespace;
    this.configure = configure;
    this.write = write;
    this.read = read;
  }

  Permission of(User who) {
    return new Permission(who.name(), namespace, configure, write, read);
  }

  @Override
  protected int restateBytes() {
    return PermissionStated.bytes(this);
  }

  @Override
  protected void restate(Turn turn) {
    PermissionStated.write(turn, user, namespace, configure, write, read);
  }

  @Override
  public String toString() {
    return "a permission of user " + user;
  }
}
