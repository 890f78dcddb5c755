package io.thalweg.core.queue.deliver;

import io.thalweg.core.base.LongMap;
import io.thalweg.core.queue.QueueCommand;
import io.thalweg.core.queue.QueueCommand.Deadline;
import io.thalweg.core.queue.order.KeySession;
import io.thalweg.core.turn.Turn;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One who consumes and settles: a client's channel. Numbers its deliveries and knows those that
/// are not settled.
final class QueueSession {
  final QueueClient client;
  final int number;
  final List<Consumer> consumers = new ArrayList<>(1);
  private final LongMap<Lease> leases = new LongMap<>();

  /// What it has of keys, of each feed that keeps their order. Never gone through: its order is
  /// chance.
  private final IdentityHashMap<Feed, KeySession> keys = new IdentityHashMap<>(0);

  /// Under what name it waits for replies; null: it does not.
  @Nullable String repliesTo;

  /// Number of the request that it began to wait with.
  long repliesRequest;

  private final Lease.Deadlines deadlines = new Lease.Deadlines();

  /// Whether deliveries ever had a deadline.
  private boolean everDeadlines;

  /// When a delivery may be unsettled for too long of which the client is told, in broker time.
  private long overdueMillis = Long.MAX_VALUE;

  /// When the alarm rings that is set; `Long.MAX_VALUE`: none is.
  private long alarmMillis = Long.MAX_VALUE;

  private long alarm;

  private @Nullable Lease first;
  private @Nullable Lease last;
  private int credit;
  private long lastTag;
  private boolean ended;

  QueueSession(QueueClient client, int number) {
    this.client = client;
    this.number = number;
  }

  /// Whoever it is in the order of keys that `feed` keeps.
  KeySession keys(Feed feed) {
    KeySession known = keys.get(feed);
    if (known == null) {
      keys.keySet().removeIf(Feed::isStopped);
      known = new KeySession();
      keys.put(feed, known);
    }
    return known;
  }

  /// It waits for replies under `name`; null: not any more.
  void awaitReplies(@Nullable String name, long request) {
    repliesTo = name;
    repliesRequest = request;
  }

  /// It is gone: nothing is delivered to it any more.
  void end(Turn turn) {
    ended = true;
    forgetAlarm(turn);
    keys.values().forEach(KeySession::close);
  }

  boolean isEnded() {
    return ended;
  }

  /// How many deliveries may be unsettled; 0: any number.
  void limit(int most) {
    credit = most;
  }

  boolean hasCredit() {
    return credit == 0 || leases.size() < credit;
  }

  /// The tag of a delivery that is not to be settled.
  long nextTag() {
    return ++lastTag;
  }

  /// The tag that was given last.
  long lastTag() {
    return lastTag;
  }

  int unsettled() {
    return leases.size();
  }

  /// `lease` is delivered now.
  void add(Turn turn, Lease lease, @Nullable Consumer consumer) {
    lease.consumer = consumer;
    lease.tag = nextTag();
    lease.before = last;
    if (last == null) {
      first = lease;
    } else {
      last.after = lease;
    }
    last = lease;
    leases.put(lease.tag, lease);
    lease.feed.leased++;
    if (consumer != null) {
      consumer.unsettled++;
    }
    Deadline deadline = lease.terms.deadline();
    if (deadline.millis() > 0) {
      lease.dueMillis = turn.nowMillis() + deadline.millis();
      if (deadline.ends()) {
        everDeadlines = true;
        deadlines.add(lease);
      } else {
        overdueMillis = Math.min(overdueMillis, lease.dueMillis);
      }
      remind(turn, lease.dueMillis);
    }
  }

  /// `lease` ends `millis` after now; whether it has a deadline, which has not passed.
  boolean extend(Turn turn, Lease lease, long millis) {
    if (!lease.hasDeadline() || lease.isOver(turn.nowMillis())) {
      return false;
    }
    deadlines.remove(lease);
    lease.dueMillis = turn.nowMillis() + millis;
    deadlines.add(lease);
    remind(turn, lease.dueMillis);
    return true;
  }

  /// The delivery whose deadline has passed first, or null.
  @Nullable Lease over(long nowMillis) {
    Lease soonest = deadlines.first();
    return soonest == null || !soonest.isOver(nowMillis) ? null : soonest;
  }

  /// Whether deliveries ever had a deadline: then it is no problem to settle what has ended.
  boolean everHadDeadlines() {
    return everDeadlines;
  }

  /// Whether it is time to look for what is unsettled for too long; the alarm is set no more.
  boolean isDue(long nowMillis) {
    boolean due = nowMillis >= alarmMillis && !ended;
    alarmMillis = due ? Long.MAX_VALUE : alarmMillis;
    return due;
  }

  /// Whether it is time to look for such as the client is told of; it is not any more.
  boolean isOverdue(long nowMillis) {
    boolean due = nowMillis >= overdueMillis;
    overdueMillis = due ? Long.MAX_VALUE : overdueMillis;
    return due;
  }

  /// A delivery of which the client is told may have been unsettled for too long at `dueMillis`.
  void overdueAt(long dueMillis) {
    overdueMillis = dueMillis;
  }

  /// Sees to it that an alarm rings when the next delivery is unsettled for too long.
  void remind(Turn turn) {
    remind(turn, Math.min(overdueMillis, deadlines.nextMillis()));
  }

  private void remind(Turn turn, long dueMillis) {
    if (dueMillis < alarmMillis) {
      forgetAlarm(turn);
      alarmMillis = dueMillis;
      alarm =
          turn.timers().schedule(dueMillis, new QueueCommand.UnsettledDue(client.client, number));
    }
  }

  private void forgetAlarm(Turn turn) {
    if (alarmMillis != Long.MAX_VALUE) {
      alarmMillis = Long.MAX_VALUE;
      turn.timers().cancel(alarm);
    }
  }

  /// The unsettled delivery with that tag, or null.
  @Nullable Lease lease(long tag) {
    return tag <= 0 ? null : leases.get(tag);
  }

  /// The unsettled delivery with the lowest tag, or null.
  @Nullable Lease first() {
    return first;
  }

  void remove(Lease lease) {
    if (lease.hasDeadline()) {
      deadlines.remove(lease);
    }
    Lease older = lease.before;
    Lease newer = lease.after;
    if (older == null) {
      first = newer;
    } else {
      older.after = newer;
    }
    if (newer == null) {
      last = older;
    } else {
      newer.before = older;
    }
    lease.before = null;
    lease.after = null;
    leases.remove(lease.tag);
    lease.feed.leased--;
    Consumer consumer = lease.consumer;
    if (consumer != null) {
      consumer.unsettled--;
    }
  }
}
