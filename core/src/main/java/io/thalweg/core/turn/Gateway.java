package io.thalweg.core.turn;

/// A session's only door to the shard.
public interface Gateway {
  /// Hands `command` over; its bytes are lent for this call. No reply ever arrives inside it.
  void submit(Command command, Client client, long request);

  /// Tells the shard that `client` is gone: its waiting fetches end, its replies are dropped.
  void closed(Client client);

  /// Whether the shard takes more; false: stop reading this socket.
  boolean writable();

  /// Whether commands that write `bytes` together would find room one behind the other, as the
  /// parts of a large event have to; if not, it will be there later. What never fits has room, too,
  /// so that it is refused.
  default boolean hasRoom(long bytes) {
    return writable();
  }
}
