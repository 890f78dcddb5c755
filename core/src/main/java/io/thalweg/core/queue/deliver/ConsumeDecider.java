package io.thalweg.core.queue.deliver;

import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueCommand;
import io.thalweg.core.queue.QueueCommand.Consume;
import io.thalweg.core.queue.QueueCommand.Ended;
import io.thalweg.core.queue.QueueCommand.QueueIs;
import io.thalweg.core.queue.QueueName;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.core.turn.Turn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides who consumes.
final class ConsumeDecider {
  private final LiveQueues all;
  private final Existing existing;
  private final Removal removal;

  ConsumeDecider(LiveQueues all, Removal removal) {
    this.all = all;
    this.existing = new Existing(all);
    this.removal = removal;
  }

  void consume(Turn turn, Consume wanted) {
    LiveQueue queue = live(turn, wanted.name());
    Problem problem = queue == null ? Problem.UNKNOWN_QUEUE : refusal(turn, queue, wanted);
    if (queue == null || problem != Problem.NONE) {
      turn.reply(new QueueIs(problem, null, 0, 0));
      return;
    }
    QueueClient client = all.client(turn.client());
    QueueSession session = client.session(wanted.session());
    Consumer consumer = new Consumer(queue, session, turn.request(), wanted);
    client.consumers.put(turn.request(), consumer);
    session.consumers.add(consumer);
    queue.consumers.add(consumer);
    all.consumers(1);
    queue.usedMillis = turn.nowMillis();
    Reply reply =
        new QueueIs(Problem.NONE, queue.queue, all.ready(queue.queue), queue.consumers.size());
    turn.reply((_, told) -> begin(consumer, told), turn.request(), reply);
  }

  /// It is told that it consumes before it gets anything.
  private void begin(Consumer consumer, Reply told) {
    Client client = consumer.session.client.client;
    client.replied(consumer.request, told);
    if (!consumer.isEnded()) {
      consumer.activate();
      all.takes(consumer);
    }
  }

  private Problem refusal(Turn turn, LiveQueue queue, Consume wanted) {
    QueueClient owner = queue.owner;
    if (owner != null && owner.client != turn.client()) {
      return Problem.LOCKED;
    }
    boolean taken = !queue.consumers.isEmpty();
    boolean alone = taken && queue.consumers.getFirst().exclusive();
    return alone || (wanted.exclusive() && taken) ? Problem.IN_USE : Problem.NONE;
  }

  private @Nullable LiveQueue live(Turn turn, QueueName name) {
    Queue queue = existing.found(name);
    return queue == null ? null : all.of(queue, turn.nowMillis());
  }

  void cancel(Turn turn, long request) {
    QueueClient client = all.known(turn.client());
    Consumer consumer = client == null ? null : client.consumers.get(request);
    if (consumer != null) {
      end(turn, consumer);
    }
    turn.reply(Reply.Done.OK);
  }

  private void end(Turn turn, Consumer consumer) {
    LiveQueue queue = consumer.queue;
    forget(consumer);
    queue.consumers.remove(consumer);
    queue.usedMillis = turn.nowMillis();
    Consumer single = queue.single();
    if (single != null) {
      all.takes(single);
      all.schedule(queue);
    }
    boolean last = queue.consumers.isEmpty() && !queue.isRemoved();
    if (last && queue.queue.settings().lifetime().autoDelete()) {
      removal.remove(turn, queue.queue);
    }
  }

  private void forget(Consumer consumer) {
    all.consumers(-1);
    consumer.end();
    consumer.session.consumers.remove(consumer);
    consumer.session.client.consumers.remove(consumer.request);
  }

  /// The queue is gone: its consumers end, and are told.
  void removed(Turn turn, LiveQueue queue) {
    for (Consumer consumer : List.copyOf(queue.consumers)) {
      forget(consumer);
      Client client = consumer.session.client.client;
      turn.reply(client, consumer.request, new Ended(Problem.UNKNOWN_QUEUE));
    }
    queue.consumers.clear();
    for (LiveQueue.Asked asked : queue.asked) {
      Client client = asked.session().client.client;
      turn.reply(client, asked.request(), new QueueIs(Problem.UNKNOWN_QUEUE, null, 0, 0));
    }
    queue.asked.clear();
    QueueClient owner = queue.owner;
    if (owner != null) {
      owner.owned.remove(queue);
    }
  }

  void get(Turn turn, QueueCommand.Get get) {
    LiveQueue queue = live(turn, get.name());
    if (queue == null) {
      turn.reply(new QueueIs(Problem.UNKNOWN_QUEUE, null, 0, 0));
      return;
    }
    QueueClient owner = queue.owner;
    if (owner != null && owner.client != turn.client()) {
      turn.reply(new QueueIs(Problem.LOCKED, null, 0, 0));
      return;
    }
    QueueSession session = all.client(turn.client()).session(get.session());
    queue.usedMillis = turn.nowMillis();
    queue.asked.add(new LiveQueue.Asked(session, turn.request(), get.settles()));
    all.schedule(queue);
  }

  void limit(Turn turn, QueueCommand.Limit limit) {
    QueueSession session = all.client(turn.client()).session(limit.session());
    session.limit(limit.credit());
    take(session);
  }

  /// Those who consume in `session` may take events again.
  private void take(QueueSession session) {
    for (int i = 0; i < session.consumers.size(); i++) {
      all.takes(session.consumers.get(i));
    }
  }

  void sent(Turn turn, long bytes) {
    QueueClient client = all.known(turn.client());
    if (client != null && client.sent(bytes)) {
      for (QueueSession session : client.sessions()) {
        take(session);
      }
    }
  }

  void close(Turn turn, int number) {
    QueueClient client = all.known(turn.client());
    QueueSession session = client == null ? null : client.known(number);
    if (client != null && session != null) {
      int left = QueueCommand.Gone.STEP;
      while (left > 0) {
        left = lose(turn, session, left);
        if (session.unsettled() == 0) {
          break;
        }
      }
      if (session.unsettled() > 0) {
        client.moribund(session);
        turn.timers().schedule(turn.nowMillis(), new QueueCommand.Gone(client.client));
      }
      client.remove(session);
    }
    turn.reply(Reply.Done.OK);
  }

  /// Ends the consumers of `session`, and gives back what it has; at most `most` steps. Returns how
  /// many are left.
  private int lose(Turn turn, QueueSession session, int most) {
    int left = most;
    session.end();
    while (left > 0 && !session.consumers.isEmpty()) {
      end(turn, session.consumers.getFirst());
      left--;
    }
    for (Lease lease = session.first(); left > 0 && lease != null; lease = session.first()) {
      session.remove(lease);
      if (!lease.feed.isStopped()) {
        lease.feed.fail(turn, lease);
        lease.feed.flush(turn);
        all.schedule(lease.feed.queue);
      }
      left--;
    }
    return left;
  }

  void gone(Turn turn, Client who) {
    QueueClient client = all.known(who);
    if (client == null) {
      return;
    }
    int left = QueueCommand.Gone.STEP;
    for (QueueSession session : client.leaving()) {
      left = lose(turn, session, left);
      if (left > 0) {
        client.lost(session);
      }
    }
    int queues = QueueCommand.Opened.STEP;
    while (client.isGone() && queues > 0 && left > 0 && !client.owned.isEmpty()) {
      removal.remove(turn, client.owned.getFirst().queue);
      queues--;
    }
    if (left <= 0 || (client.isGone() && !client.owned.isEmpty())) {
      turn.timers().schedule(turn.nowMillis(), new QueueCommand.Gone(who));
    } else if (client.isGone()) {
      all.forget(who);
    }
  }
}
