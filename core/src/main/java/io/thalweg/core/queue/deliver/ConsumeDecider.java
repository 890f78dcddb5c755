package io.thalweg.core.queue.deliver;

import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueCommand;
import io.thalweg.core.queue.QueueCommand.Consume;
import io.thalweg.core.queue.QueueCommand.Deadline;
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
  private final DirectReplies replies = new DirectReplies();

  ConsumeDecider(LiveQueues all, Removal removal) {
    this.all = all;
    this.existing = new Existing(all);
    this.removal = removal;
  }

  /// Replies that are stored nowhere.
  DirectReplies replies() {
    return replies;
  }

  void consume(Turn turn, Consume wanted) {
    LiveQueue queue = live(turn, wanted.name());
    Problem problem = queue == null ? Problem.UNKNOWN_QUEUE : refusal(turn, queue, wanted);
    if (queue == null || problem != Problem.NONE) {
      turn.reply(new QueueIs(problem, null, 0, 0));
      return;
    }
    queue.usedMillis = turn.nowMillis();
    if (!queue.isRead(wanted)) {
      begin(turn, queue, wanted);
      return;
    }
    Problem unreadable = Reading.refusal(all, queue, wanted);
    if (unreadable == Problem.NONE) {
      begin(turn, Reading.begin(all, queue, wanted, turn.nowMillis()), wanted);
    } else {
      turn.reply(new QueueIs(unreadable, null, 0, 0));
    }
  }

  private void begin(Turn turn, LiveQueue queue, Consume wanted) {
    QueueClient client = all.client(turn.client());
    QueueSession session = client.session(wanted.session());
    Consumer consumer = new Consumer(queue, session, turn.request(), wanted);
    client.consumers.put(turn.request(), consumer);
    session.consumers.add(consumer);
    queue.consumers.add(consumer);
    all.consumers(1);
    turn.reply(existing.is(Problem.NONE, queue.queue));
    turn.reply((_, _) -> begin(consumer), turn.request(), Reply.Done.OK);
  }

  /// It has been told that it consumes: before, it gets nothing.
  private void begin(Consumer consumer) {
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
    if (isInvalid(wanted.deadline())) {
      return Problem.INVALID_SETTING;
    }
    boolean taken = !queue.consumers.isEmpty();
    boolean alone = taken && queue.consumers.getFirst().exclusive();
    return alone || (wanted.exclusive() && taken) ? Problem.IN_USE : Problem.NONE;
  }

  private static boolean isInvalid(Deadline deadline) {
    return deadline.ends() && !Deadline.mayEnd(deadline.millis());
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
    } else if (client != null) {
      endReplies(client, request);
    }
    turn.reply(Reply.Done.OK);
  }

  private void endReplies(QueueClient client, long request) {
    for (QueueSession session : client.sessions()) {
      if (session.repliesTo != null && session.repliesRequest == request) {
        replies.end(session);
      }
    }
  }

  private void end(Turn turn, Consumer consumer) {
    LiveQueue queue = consumer.queue;
    forget(consumer);
    queue.consumers.remove(consumer);
    queue.usedMillis = turn.nowMillis();
    if (queue.readOf != null) {
      queue.readOf.usedMillis = turn.nowMillis();
      all.forget(queue);
      return;
    }
    Consumer single = queue.single();
    if (single != null) {
      all.takes(single);
      all.schedule(queue);
    }
    boolean last = queue.consuming() == 0 && !queue.isRemoved();
    if (last && queue.isAutoDelete()) {
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
    for (LiveQueue reader : List.copyOf(queue.readers)) {
      all.forget(reader);
      removed(turn, reader);
    }
    for (Consumer consumer : List.copyOf(queue.consumers)) {
      forget(consumer);
      Client client = consumer.session.client.client;
      turn.reply(client, consumer.request, new Ended(Problem.UNKNOWN_QUEUE));
    }
    queue.consumers.clear();
    for (LiveQueue.Asked asked : queue.asked) {
      Client client = asked.session().client.client;
      turn.reply(client, asked.terms().request(), new QueueIs(Problem.UNKNOWN_QUEUE, null, 0, 0));
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
    boolean locked = owner != null && owner.client != turn.client();
    if (locked || queue.isStream() || isInvalid(get.deadline())) {
      Problem other = queue.isStream() ? Problem.UNSUPPORTED : Problem.INVALID_SETTING;
      turn.reply(new QueueIs(locked ? Problem.LOCKED : other, null, 0, 0));
      return;
    }
    QueueSession session = all.client(turn.client()).session(get.session());
    queue.usedMillis = turn.nowMillis();
    Deadline deadline = queue.deadline(get.deadline());
    Lease.Terms terms = new Lease.Terms(turn.request(), get.settles(), deadline);
    queue.asked.add(new LiveQueue.Asked(session, terms));
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
    session.end(turn);
    replies.end(session);
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
