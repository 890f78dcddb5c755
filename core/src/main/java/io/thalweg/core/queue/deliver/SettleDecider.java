package io.thalweg.core.queue.deliver;

import io.thalweg.core.queue.QueueCommand.Counted;
import io.thalweg.core.queue.QueueCommand.Deadline;
import io.thalweg.core.queue.QueueCommand.Extend;
import io.thalweg.core.queue.QueueCommand.Outcome;
import io.thalweg.core.queue.QueueCommand.Overdue;
import io.thalweg.core.queue.QueueCommand.Settle;
import io.thalweg.core.queue.QueueCommand.UnsettledDue;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.core.turn.Turn;
import org.jspecify.annotations.Nullable;

/// Decides what becomes of deliveries. What was delivered of a queue that is gone by now, or in
/// vain, is settled without effect.
final class SettleDecider {
  /// Deliveries of a session that are looked at at once for such as are unsettled for too long.
  private static final int LOOKED_AT = 10_000;

  /// How often that is done at most.
  private static final long LOOK_MILLIS = 100;

  private final LiveQueues all;

  SettleDecider(LiveQueues all) {
    this.all = all;
  }

  void settle(Turn turn, Settle settle) {
    QueueSession session = session(turn.client(), settle.session());
    boolean given = session != null && settle.last() <= session.lastTag();
    Lease first = session == null ? null : firstOf(session, settle.first(), settle.last());
    if (session != null && given && first != null) {
      settle(turn, session, first, settle);
    } else if (session == null || !given || !session.everHadDeadlines()) {
      turn.reply(new Reply.Done(Problem.UNKNOWN_DELIVERY));
    }
  }

  /// Whether each unsettled delivery among the tags, of which there is one, still counts.
  boolean hasEffect(Turn turn, Settle settle) {
    QueueSession session = session(turn.client(), settle.session());
    Lease lease = session == null ? null : firstOf(session, settle.first(), settle.last());
    boolean counts = lease != null && lease.tag <= settle.last();
    for (; counts && lease != null && lease.tag <= settle.last(); lease = lease.after) {
      counts = !lease.isOver(turn.nowMillis()) && !lease.feed.isVoid(lease);
    }
    return counts;
  }

  private void settle(Turn turn, QueueSession session, Lease first, Settle settle) {
    Feed feed = first.feed;
    Lease lease = first;
    int left = Settle.MOST;
    while (lease != null && lease.tag <= settle.last() && left-- > 0) {
      Lease following = lease.after;
      if (lease.feed != feed) {
        feed.flush(turn);
        feed = lease.feed;
      }
      if (!lease.isOver(turn.nowMillis())) {
        settle(turn, session, lease, settle.outcome());
      }
      lease = following;
    }
    feed.flush(turn);
  }

  private @Nullable QueueSession session(Client who, int number) {
    QueueClient client = all.known(who);
    return client == null ? null : client.known(number);
  }

  /// The unsettled delivery with the lowest of the tags, or null.
  private static @Nullable Lease firstOf(QueueSession session, long first, long last) {
    Lease lease = session.lease(first);
    if (lease != null || first == last) {
      return lease;
    }
    lease = session.first();
    while (lease != null && lease.tag < first) {
      lease = lease.after;
    }
    return lease;
  }

  private void settle(Turn turn, QueueSession session, Lease lease, Outcome outcome) {
    boolean full = !session.hasCredit();
    session.remove(lease);
    Feed feed = lease.feed;
    if (!feed.isStopped()) {
      switch (outcome) {
        case ACCEPT -> {
          feed.queue.tick(turn.nowMillis());
          feed.queue.tally.acknowledged++;
          feed.accept(turn, lease);
        }
        case REJECT -> feed.reject(turn, lease);
        case FAIL -> feed.fail(turn, lease);
        case RELEASE -> feed.release(turn, lease);
      }
      all.schedule(feed.queue);
    }
    Consumer consumer = lease.consumer;
    if (full) {
      for (int i = 0; i < session.consumers.size(); i++) {
        all.takes(session.consumers.get(i));
      }
    } else if (consumer != null) {
      all.takes(consumer);
    }
  }

  void extend(Turn turn, Extend extend) {
    if (!Deadline.mayEnd(extend.millis())) {
      turn.reply(new Counted(Problem.INVALID_SETTING, 0));
      return;
    }
    QueueSession session = session(turn.client(), extend.session());
    Lease lease = session == null ? null : firstOf(session, extend.first(), extend.last());
    int extended = 0;
    int left = Settle.MOST;
    while (session != null && lease != null && lease.tag <= extend.last() && left-- > 0) {
      extended += session.extend(turn, lease, extend.millis()) ? 1 : 0;
      lease = lease.after;
    }
    turn.reply(new Counted(extended == 0 ? Problem.UNKNOWN_DELIVERY : Problem.NONE, extended));
  }

  /// What is unsettled for too long ends, or its client is told.
  void due(Turn turn, UnsettledDue due) {
    QueueSession session = session(due.client(), due.session());
    if (session == null || session.client.isGone() || !session.isDue(turn.nowMillis())) {
      return;
    }
    end(turn, session);
    if (session.isOverdue(turn.nowMillis())) {
      tell(turn, session);
    }
    session.remind(turn);
  }

  /// Deliveries whose deadline has passed end, as failed; some at once.
  private void end(Turn turn, QueueSession session) {
    int left = UnsettledDue.STEP;
    Lease lease = session.over(turn.nowMillis());
    while (lease != null && left-- > 0) {
      settle(turn, session, lease, Outcome.FAIL);
      Lease following = session.over(turn.nowMillis());
      if (following == null || following.feed != lease.feed || left == 0) {
        lease.feed.flush(turn);
      }
      lease = following;
    }
  }

  /// Looks for a delivery that is unsettled for too long, in the order of delivery; its client is
  /// told.
  private static void tell(Turn turn, QueueSession session) {
    long next = Long.MAX_VALUE;
    int looked = 0;
    for (Lease lease = session.first(); lease != null && looked < LOOKED_AT; lease = lease.after) {
      looked++;
      if (lease.hasDeadline()) {
        continue;
      }
      if (lease.dueMillis <= turn.nowMillis()) {
        Overdue overdue = new Overdue(lease.terms.deadline().millis());
        turn.reply(session.client.client, lease.terms.request(), overdue);
        return;
      }
      next = Math.min(next, lease.dueMillis);
    }
    if (next != Long.MAX_VALUE) {
      session.overdueAt(Math.max(next, turn.nowMillis() + LOOK_MILLIS));
    }
  }

  void recover(Turn turn, int number) {
    QueueSession session = session(turn.client(), number);
    Lease lease = session == null ? null : session.first();
    while (session != null && lease != null) {
      Lease following = lease.after;
      if (!lease.isOver(turn.nowMillis())) {
        settle(turn, session, lease, Outcome.RELEASE);
      }
      lease = following;
    }
    turn.reply(Reply.Done.OK);
  }
}
