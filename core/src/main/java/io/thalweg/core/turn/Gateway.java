package io.thalweg.core.turn;

/// A session's only door to the shard.
public interface Gateway {
  /// Hands `command` over; its bytes are lent for this call. No reply ever arrives inside it.
  void submit(Command command, Client client, long request);

  /// Tells the shard that `client` is gone: its waiting fetches end, its replies are dropped.
  void closed(Client client);

  /// Whether the shard takes more; false: stop reading this socket.
  boolean writable();
}
