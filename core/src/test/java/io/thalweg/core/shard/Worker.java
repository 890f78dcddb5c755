package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueCommand.Consume;
import io.thalweg.core.queue.QueueCommand.Get;
import io.thalweg.core.queue.QueueCommand.Outcome;
import io.thalweg.core.queue.QueueCommand.QueueIs;
import io.thalweg.core.queue.QueueCommand.Settle;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Delivery;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A client that consumes from queues, in session 1.
class Worker implements Client {
  /// What was delivered, as `value`, or `value*` if again.
  final List<String> got = new ArrayList<>();

  final List<Long> tags = new ArrayList<>();

  /// What it has not settled, by tags.
  final TreeMap<Long, String> open = new TreeMap<>();

  final Map<Long, Reply> replies = new HashMap<>();
  int failures;
  private final TestShard broker;

  Worker(TestShard broker) {
    this.broker = broker;
  }

  @Override
  public void replied(long request, Reply reply) {
    replies.put(request, reply);
  }

  @Override
  public void delivered(Delivery event) {
    ByteBuffer whole = ByteBuffer.allocate((int) event.bytes());
    for (int i = 0; i < event.parts(); i++) {
      whole.put(event.part(i));
    }
    byte[] value = whole.array();
    String text = new String(value, StandardCharsets.UTF_8);
    open.put(event.tag(), text);
    got.add(text + (event.redelivered() ? "*" : ""));
    tags.add(event.tag());
    failures = event.failures();
  }

  /// What was delivered since the last call.
  List<String> taken() {
    List<String> all = List.copyOf(got);
    got.clear();
    return all;
  }

  /// The highest tag that it has not settled.
  long lastOpen() {
    return open.lastKey();
  }

  Worker consume(Queue queue, int credit) {
    return consume(new Consume(queue.name(), 1, true, false, 0, credit));
  }

  Worker consume(Consume command) {
    long request = broker.ask(command, this);
    broker.settle();
    assertThat(((QueueIs) replies.get(request)).problem()).isEqualTo(Problem.NONE);
    return this;
  }

  /// Asks for one event.
  List<String> get(Queue queue) {
    long request = broker.ask(new Get(queue.name(), 1, true), this);
    broker.settle();
    if (replies.get(request) instanceof QueueIs is) {
      assertThat(is.problem()).isEqualTo(Problem.EMPTY);
    }
    return taken();
  }

  /// Settles deliveries by their tags.
  void settle(Outcome outcome, long first, long last) {
    open.keySet().removeIf(tag -> tag >= first && tag <= last);
    ask(new Settle(1, first, last, outcome));
  }

  void ask(Command command) {
    broker.ask(command, this);
    broker.settle();
  }

  /// Its connection is gone.
  void leave() {
    broker.shard.closed(this);
    broker.settle();
  }
}
