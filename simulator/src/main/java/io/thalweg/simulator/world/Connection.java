package io.thalweg.simulator.world;

import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Delivery;
import io.thalweg.core.turn.Reply;
import io.thalweg.simulator.told.HistoryFailed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// A client's connection to one life of the broker.
final class Connection implements Client {
  private record Waiting(Command command, boolean ordered, Consumer<Reply> then) {}

  private final TreeMap<Long, Waiting> waiting = new TreeMap<>();

  /// Requests that are answered as often as it may be.
  private final Map<Long, Consumer<Reply>> followed = new HashMap<>();

  private final Consumer<Delivery> deliveries;
  private long newestOrdered;
  private boolean closed;

  /// `deliveries` takes what is delivered.
  Connection(Consumer<Delivery> deliveries) {
    this.deliveries = deliveries;
  }

  /// `request` may be answered to `then`, once, more often, or never.
  void follow(long request, Consumer<Reply> then) {
    followed.put(request, then);
  }

  /// `request` will be answered to `then`; if `ordered`, not before earlier ones.
  void expect(long request, Command command, boolean ordered, Consumer<Reply> then) {
    waiting.put(request, new Waiting(command, ordered, then));
  }

  /// Nobody listens any more.
  void close() {
    closed = true;
  }

  /// What is not answered.
  List<String> waiting() {
    return waiting.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue().command).toList();
  }

  @Override
  public void replied(long request, Reply reply) {
    if (closed) {
      return;
    }
    Consumer<Reply> follower = followed.get(request);
    if (follower != null) {
      follower.accept(reply);
      return;
    }
    Waiting answered = waiting.remove(request);
    if (answered == null) {
      throw new HistoryFailed("request " + request + " is answered again: " + reply);
    }
    if (answered.ordered) {
      HistoryFailed.unless(
          request > newestOrdered,
          () -> "request " + request + " is answered behind " + newestOrdered);
      newestOrdered = request;
    }
    answered.then.accept(reply);
  }

  @Override
  public void delivered(Delivery event) {
    if (!closed) {
      deliveries.accept(event);
    }
  }
}
