package io.thalweg.core.queue.deliver;

import io.thalweg.core.base.LongMap;
import io.thalweg.core.queue.QueueCommand;
import io.thalweg.core.queue.order.KeySession;
import io.thalweg.core.turn.Turn;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One who consumes and settles: a client's channel. Numbers its deliveries and knows those that
/// are not settled.
final class QueueSession {
  /// Of leases that nobody has got yet.
  static final QueueSession NONE = new QueueSession(QueueClient.NOBODY, 0);

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

  /// When a delivery may be unsettled for too long, in broker time: an alarm is set for then.
  private long overdueMillis = Long.MAX_VALUE;

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

  void add(Lease lease, @Nullable Consumer consumer) {
    lease.session = this;
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
  }

  /// A delivery will have been unsettled for too long at `dueMillis`.
  void overdueAt(Turn turn, long dueMillis) {
    if (dueMillis < overdueMillis) {
      forgetAlarm(turn);
      overdueMillis = dueMillis;
      alarm =
          turn.timers().schedule(dueMillis, new QueueCommand.UnsettledDue(client.client, number));
    }
  }

  private void forgetAlarm(Turn turn) {
    if (overdueMillis != Long.MAX_VALUE) {
      overdueMillis = Long.MAX_VALUE;
      turn.timers().cancel(alarm);
    }
  }

  /// Whether it is time to look for such; the alarm is set no more.
  boolean isOverdue(long nowMillis) {
    boolean due = nowMillis >= overdueMillis && !ended;
    overdueMillis = due ? Long.MAX_VALUE : overdueMillis;
    return due;
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
