package io.thalweg.core.shard;

import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Reply;
import java.util.ArrayDeque;

/// Replies that wait until everything their decider could have seen is durable (P1). Positions
/// never go back, so the order of parking is the order of release.
final class Parked {
  private record Waiting(long position, Client client, long request, Reply reply) {}

  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

  void park(long position, Client client, long request, Reply reply) {
    waiting.add(new Waiting(position, client, request, reply));
  }

  /// Sends what rests on positions up to `durable` only.
  void release(long durable) {
    Waiting first = waiting.peek();
    while (first != null && first.position <= durable) {
      waiting.remove();
      first.client.replied(first.request, first.reply);
      first = waiting.peek();
    }
  }

  int size() {
    return waiting.size();
  }
}
