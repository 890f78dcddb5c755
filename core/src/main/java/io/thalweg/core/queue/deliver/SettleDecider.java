package io.thalweg.core.queue.deliver;

import io.thalweg.core.queue.QueueCommand;
import io.thalweg.core.queue.QueueCommand.Outcome;
import io.thalweg.core.queue.QueueCommand.Settle;
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
    QueueClient client = all.known(turn.client());
    QueueSession session = client == null ? null : client.known(settle.session());
    Lease lease = session == null ? null : firstOf(session, settle);
    if (session == null || lease == null || settle.last() > session.lastTag()) {
      turn.reply(new Reply.Done(Problem.UNKNOWN_DELIVERY));
      return;
    }
    Feed feed = lease.feed;
    int left = Settle.MOST;
    while (lease != null && lease.tag <= settle.last() && left-- > 0) {
      Lease following = lease.after;
      if (lease.feed != feed) {
        feed.flush(turn);
        feed = lease.feed;
      }
      settle(turn, session, lease, settle.outcome());
      lease = following;
    }
    feed.flush(turn);
  }

  /// The unsettled delivery with the lowest of the tags, or null.
  private static @Nullable Lease firstOf(QueueSession session, Settle settle) {
    Lease lease = session.lease(settle.first());
    if (lease != null || settle.first() == settle.last()) {
      return lease;
    }
    lease = session.first();
    while (lease != null && lease.tag < settle.first()) {
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

  /// Looks for a delivery that is unsettled for too long, in the order of delivery; its client is
  /// told.
  void overdue(Turn turn, QueueCommand.UnsettledDue due) {
    QueueClient client = all.known(due.client());
    QueueSession session = client == null ? null : client.known(due.session());
    if (session == null || session.client.isGone() || !session.isOverdue(turn.nowMillis())) {
      return;
    }
    long next = Long.MAX_VALUE;
    int looked = 0;
    for (Lease lease = session.first(); lease != null && looked < LOOKED_AT; lease = lease.after) {
      looked++;
      long most = lease.terms.unsettledMillis();
      if (most > 0 && lease.givenMillis + most <= turn.nowMillis()) {
        turn.reply(due.client(), lease.terms.request(), new QueueCommand.Overdue(most));
        return;
      }
      next = most > 0 ? Math.min(next, lease.givenMillis + most) : next;
    }
    if (next != Long.MAX_VALUE) {
      session.overdueAt(turn, Math.max(next, turn.nowMillis() + LOOK_MILLIS));
    }
  }

  void recover(Turn turn, int number) {
    QueueClient client = all.known(turn.client());
    QueueSession session = client == null ? null : client.known(number);
    if (session != null) {
      for (Lease lease = session.first(); lease != null; lease = session.first()) {
        settle(turn, session, lease, Outcome.RELEASE);
      }
    }
    turn.reply(Reply.Done.OK);
  }
}
