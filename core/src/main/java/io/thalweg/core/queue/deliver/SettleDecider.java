package io.thalweg.core.queue.deliver;

import io.thalweg.core.queue.QueueCommand.Outcome;
import io.thalweg.core.queue.QueueCommand.Settle;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.core.turn.Turn;
import org.jspecify.annotations.Nullable;

/// Decides what becomes of deliveries. What was delivered of a queue that is gone by now, or in
/// vain, is settled without effect.
final class SettleDecider {
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
        case ACCEPT -> feed.accept(turn, lease);
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
