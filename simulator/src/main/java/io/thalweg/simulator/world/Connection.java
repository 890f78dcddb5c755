package io.thalweg.simulator.world;

import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Reply;
import io.thalweg.simulator.told.HistoryFailed;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/// A client's connection to one life of the broker.
final class Connection implements Client {
  private record Waiting(Command command, boolean ordered, Consumer<Reply> then) {}

  private final TreeMap<Long, Waiting> waiting = new TreeMap<>();
  private long newestOrdered;
  private boolean closed;

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
}
