package io.thalweg.core.shard;

import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Reply;
import java.util.ArrayDeque;
import java.util.IdentityHashMap;

/// Replies that wait until everything their decider could have seen is durable (P1). Positions
/// never go back, so the order of parking is the order of release; what need not wait leaves first,
/// but never before what the same client waits for.
final class Parked {
  private record Waiting(long position, Client client, long request, Reply reply) {}

  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private final ArrayDeque<Waiting> atOnce = new ArrayDeque<>(0);

  /// How many replies to a client wait, if any do. Never gone through: its order is chance.
  private final IdentityHashMap<Client, int[]> counts = new IdentityHashMap<>();

  private final ArrayDeque<int[]> spare = new ArrayDeque<>();

  void park(long position, Client client, long request, Reply reply) {
    waiting.add(new Waiting(position, client, request, reply));
    int[] count = counts.get(client);
    if (count == null) {
      count = spare.isEmpty() ? new int[1] : spare.pop();
      counts.put(client, count);
    }
    count[0]++;
  }

  /// To be sent at the next [#release], if `client` waits for nothing else; else it rests on
  /// `position`.
  void atOnce(long position, Client client, long request, Reply reply) {
    if (counts.containsKey(client)) {
      park(position, client, request, reply);
    } else {
      atOnce.add(new Waiting(position, client, request, reply));
    }
  }

  /// Sends what rests on positions up to `durable` only.
  void release(long durable) {
    for (int i = atOnce.size(); i > 0; i--) {
      Waiting each = atOnce.remove();
      each.client.replied(each.request, each.reply);
    }
    Waiting first = waiting.peek();
    while (first != null && first.position <= durable) {
      waiting.remove();
      released(first.client);
      first.client.replied(first.request, first.reply);
      first = waiting.peek();
    }
  }

  private void released(Client client) {
    int[] count = counts.get(client);
    if (count != null && --count[0] == 0) {
      counts.remove(client);
      spare.push(count);
    }
  }

  int size() {
    return waiting.size() + atOnce.size();
  }
}
