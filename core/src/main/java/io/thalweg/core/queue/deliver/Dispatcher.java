package io.thalweg.core.queue.deliver;

import io.thalweg.core.base.Ids;
import io.thalweg.core.queue.QueueCommand.QueueIs;
import io.thalweg.core.queue.QueueSettings.Order;
import io.thalweg.core.queue.source.Delivered;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Brings events to those who take them: at the end of a turn, some of them each time.
final class Dispatcher {
  /// Journal bytes of one look at a queue at most.
  static final int JOURNAL_BYTES = 128 << 10;

  /// Most deliveries and deaths of one look at a queue.
  private static final int MOST = 1_000;

  /// Most bytes delivered in a turn.
  private static final long BYTES = 4 << 20;

  /// What an event that is filtered out counts of them: as much as it takes to look at it.
  private static final long FILTERED_BYTES = 256;

  /// Most queues looked at in a turn.
  private static final int QUEUES = 256;

  private final LiveQueues all;
  private final Upkeep upkeep;
  private final Delivered delivered = new Delivered();

  /// Those for whom there was nothing, while a queue is looked at.
  private final List<Consumer> empty = new ArrayList<>();

  private long bytes;
  private int left;

  Dispatcher(LiveQueues all, Upkeep upkeep) {
    this.all = all;
    this.upkeep = upkeep;
  }

  /// `partition` has so many more events that are durable.
  void advanced(long partition, long events, long nowMillis) {
    List<LiveQueue> live = all.onTopic(Ids.topicOf(partition));
    for (int i = 0; i < live.size(); i++) {
      LiveQueue queue = live.get(i);
      queue.arrived(events, nowMillis);
      if (!queue.takers.isEmpty() || !queue.asked.isEmpty() || queue.isNeedy()) {
        all.schedule(queue);
      }
    }
  }

  /// Looks at queues; `room` makes room for so many journal bytes. Whether more is to be done.
  boolean step(Turn turn, IntPredicate room) {
    bytes = BYTES;
    for (int i = Math.min(QUEUES, all.scheduled()); i > 0 && bytes > 0; i--) {
      if (!room.test(JOURNAL_BYTES)) {
        return false;
      }
      LiveQueue queue = all.nextScheduled();
      if (queue != null && !queue.isRemoved()) {
        look(turn, queue, room);
      }
    }
    return all.scheduled() > 0;
  }

  private void look(Turn turn, LiveQueue queue, IntPredicate room) {
    left = MOST;
    queue.tick(turn.nowMillis());
    long filtered = queue.tally.filtered;
    upkeep.openFeeds(turn, queue);
    long due = upkeep.before(turn, queue, room);
    if (!room.test(JOURNAL_BYTES)) {
      all.schedule(queue);
      return;
    }
    boolean died = queue.dying.isEmpty();
    serveAsked(turn, queue);
    serve(turn, queue);
    died &= !queue.dying.isEmpty();
    bytes -= (queue.tally.filtered - filtered) * FILTERED_BYTES;
    if (left <= 0 || bytes <= 0 || died) {
      all.schedule(queue);
    }
    for (int i = 0; i < queue.feeds.size(); i++) {
      Feed feed = queue.feeds.get(i);
      feed.flush(turn);
      feed.rest();
      due = Math.min(due, feed.nextDueMillis());
    }
    Upkeep.remind(turn, queue, Math.min(due, Upkeep.release(turn, queue)));
  }

  private void serveAsked(Turn turn, LiveQueue queue) {
    for (int i = queue.asked.size(); i > 0 && left > 0; i--) {
      LiveQueue.Asked asked = queue.asked.remove();
      QueueSession session = asked.session();
      if (session.client.isGone()) {
        continue;
      }
      boolean served = !session.isEnded() && !queue.paused;
      Lease lease = served ? take(turn, queue, session) : null;
      if (lease != null) {
        deliver(turn, lease, session, null, asked.terms());
      } else if (served && queue.ready() > 0) {
        queue.asked.add(asked); // it is read, or becomes durable
      } else {
        turn.reply(
            session.client.client,
            asked.terms().request(),
            new QueueIs(Problem.EMPTY, queue.queue, 0, queue.consumers.size()));
      }
    }
  }

  private void serve(Turn turn, LiveQueue queue) {
    boolean keyed = queue.queue.settings().delivery().order() == Order.KEY;
    boolean serves = !queue.paused;
    while (serves && left > 0 && bytes > 0 && (keyed || empty.isEmpty())) {
      Consumer consumer = queue.takers.poll();
      if (consumer == null) {
        break;
      }
      if (!queue.isServed(consumer)) {
        continue;
      }
      Lease lease = take(turn, queue, consumer.session);
      if (lease == null) {
        empty.add(consumer);
      } else {
        deliver(turn, lease, consumer.session, consumer, consumer.terms);
        queue.takers.add(consumer);
      }
    }
    for (int i = empty.size() - 1; i >= 0; i--) {
      queue.takers.addFirst(empty.get(i));
    }
    empty.clear();
  }

  /// The next event for `session`: of the highest priority that has one, or of partitions in turn.
  private static @Nullable Lease take(Turn turn, LiveQueue queue, QueueSession session) {
    int feeds = queue.feeds.size();
    boolean inTurn = queue.queue.settings().delivery().priorities() <= 1 && feeds > 1;
    int first = inTurn ? ++queue.turns : feeds - 1;
    for (int i = 0; i < feeds; i++) {
      int index = inTurn ? (first + i) % feeds : first - i;
      Lease lease = queue.feeds.get(index).take(turn, session);
      if (lease != null) {
        return lease;
      }
    }
    return null;
  }

  private void deliver(
      Turn turn,
      Lease lease,
      QueueSession session,
      @Nullable Consumer consumer,
      Lease.Terms terms) {
    Feed feed = lease.feed;
    long tag;
    if (terms.settles()) {
      lease.terms = terms;
      session.add(turn, lease, consumer);
      tag = lease.tag;
    } else {
      tag = session.nextTag();
      feed.accept(turn, lease);
    }
    boolean reads = feed.queue.isReader();
    boolean again = lease.again || (!reads && all.isOlder(feed.partition, lease.offset));
    delivered
        .in(reads ? Ids.indexOf(feed.partition.id()) : -1)
        .of(feed.source, terms.request(), session.number, tag)
        .told(again, lease.failures, consumer == null ? feed.queue.ready() : 0);
    long weight = delivered.weight();
    session.client.delivered(weight);
    bytes -= weight;
    left--;
    all.delivered();
    feed.queue.tally.delivered++;
    session.client.client.delivered(delivered);
  }
}
