package io.thalweg.core.turn;

/// Who gave a command. Called on the connection's loop, at the end of a turn, never inside
/// `submit`.
public interface Client {
  /// The reply to `request`. What it rests on is durable. Slices in it are lent: retain what
  /// outlives the call. What is submitted meanwhile is decided after this turn.
  void replied(long request, Reply reply);

  /// An event for a consumer of this client; `event` is lent. Called at the end of a turn, when the
  /// event is durable.
  default void delivered(Delivery event) {
    throw new IllegalStateException("expected a client that consumes");
  }
}
