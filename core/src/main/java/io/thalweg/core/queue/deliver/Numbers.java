package io.thalweg.core.queue.deliver;

import io.thalweg.core.base.LongMap;
import io.thalweg.core.queue.CursorView;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueName;
import io.thalweg.core.queue.QueueSettings.Order;
import io.thalweg.core.queue.manage.LiveNumbers;
import io.thalweg.core.queue.manage.QueueReport.Blocked;
import io.thalweg.core.queue.manage.QueueReport.Contents;
import io.thalweg.core.queue.manage.QueueReport.Counts;
import io.thalweg.core.queue.manage.QueueReport.Rates;
import io.thalweg.core.queue.manage.RateWindow;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.topic.TopicInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What is in queues, and what happened in them since the start; what happened in queues that are
/// gone still counts for their namespaces.
final class Numbers implements LiveNumbers {
  private final LiveQueues all;
  private final Existing existing;
  private final LongMap<Counts> past = new LongMap<>();

  Numbers(LiveQueues all) {
    this.all = all;
    this.existing = new Existing(all);
  }

  @Override
  public @Nullable Queue found(QueueName name) {
    return existing.found(name);
  }

  @Override
  public boolean isGhost(Queue queue) {
    return existing.isGhost(queue);
  }

  @Override
  public int consumers(Queue queue) {
    LiveQueue live = all.known(queue.id());
    return live == null ? 0 : live.consumers.size();
  }

  @Override
  public Contents contents(Queue queue) {
    LiveQueue live = all.known(queue.id());
    long ready = existing.ready(queue);
    if (live == null) {
      return new Contents(ready, 0, 0, 0, taken(queue, 0, Long.MAX_VALUE));
    }
    boolean keyed = queue.settings().delivery().order() == Order.KEY;
    long leased = 0;
    long delayed = 0;
    long oldest = Long.MAX_VALUE;
    for (int i = 0; i < live.feeds.size(); i++) {
      Feed feed = live.feeds.get(i);
      leased += feed.leased;
      delayed += feed.delayed();
      long first = feed.firstReady();
      long taken = first < 0 ? -1 : feed.partition.takenMillis(first);
      oldest = taken < 0 ? oldest : Math.min(oldest, taken);
    }
    ready = keyed ? Math.max(0, ready - delayed) : ready; // they count as ready there
    long since = ready == 0 ? -1 : taken(queue, live.feeds.size(), oldest);
    return new Contents(ready, leased, delayed, live.dying.size(), since);
  }

  /// When the oldest event that is not done was taken, in the partitions from `from` on that nobody
  /// has looked at; or `known`, if that is less. -1: there is none.
  private long taken(Queue queue, int from, long known) {
    TopicInfo topic = all.topics().topic(queue.topic());
    long oldest = known;
    for (int i = from; topic != null && i < topic.partitions(); i++) {
      PartitionView partition = all.topics().partition(topic.partition(i));
      CursorView cursor = all.view().cursor(queue.id(), i);
      if (partition != null) {
        long floor = Math.max(cursor == null ? 0 : cursor.floor(), partition.logStart());
        long first = cursor == null ? floor : cursor.nextOpen(floor);
        long taken = first < partition.durableEnd() ? partition.takenMillis(first) : -1;
        oldest = taken < 0 ? oldest : Math.min(oldest, taken);
      }
    }
    return oldest == Long.MAX_VALUE ? -1 : oldest;
  }

  @Override
  public Counts counts(Queue queue) {
    LiveQueue live = all.known(queue.id());
    long before = live == null ? all.before(queue) : live.tally.publishedBefore;
    long published = Math.max(0, all.ends(queue, false) - before);
    if (live == null) {
      return new Counts(published, 0, 0, 0, 0, 0, 0, 0);
    }
    LiveQueue.Tally tally = live.tally;
    tally.published = Math.max(tally.published, published); // its topic may be gone
    return new Counts(
        tally.published,
        tally.delivered,
        tally.acknowledged,
        tally.failed,
        tally.deadLettered,
        tally.expired,
        tally.dropped,
        tally.filtered);
  }

  @Override
  public List<Blocked> blocked(Queue queue) {
    LiveQueue live = all.known(queue.id());
    List<Blocked> blocked = new ArrayList<>(0);
    for (int i = 0; live != null && i < live.feeds.size(); i++) {
      Blocked one = live.feeds.get(i).blocked();
      if (one != null) {
        blocked.add(one);
      }
    }
    return blocked;
  }

  @Override
  public Rates rates(Queue queue, long nowMillis) {
    long from = nowMillis - RateWindow.MILLIS;
    LiveQueue live = all.known(queue.id());
    RateWindow window = live == null ? null : live.lately;
    Rates told = Rates.NONE;
    if (live != null && window != null) {
      LiveQueue.Tally tally = live.tally;
      told = window.at(nowMillis, tally.arrived, tally.delivered, tally.acknowledged);
    }
    if (live != null && live.liveMillis <= from) {
      return told;
    }
    double published = RateWindow.perSecond((double) taken(queue, from));
    return new Rates(Math.max(published, told.published()), told.delivered(), told.acknowledged());
  }

  /// Events that are there of those that were taken from `millis` on, as far as is known.
  private long taken(Queue queue, long millis) {
    TopicInfo topic = all.topics().topic(queue.topic());
    long sum = 0;
    for (int i = 0; topic != null && i < topic.partitions(); i++) {
      PartitionView partition = all.topics().partition(topic.partition(i));
      sum += partition == null ? 0 : taken(partition, millis);
    }
    return sum;
  }

  private static long taken(PartitionView partition, long millis) {
    long end = partition.durableEnd();
    long before = partition.logStart() - 1; // the last one that was taken before
    long first = end;
    while (first - before > 1 && partition.takenMillis(end - 1) >= millis) {
      long middle = (before + first) >>> 1;
      if (partition.takenMillis(middle) < millis) {
        before = middle;
      } else {
        first = middle;
      }
    }
    return end - first;
  }

  /// What happened in the queue, which goes, still counts for its namespace.
  void keep(Queue queue) {
    Counts before = past.get(queue.name().namespace());
    Counts last = counts(queue);
    past.put(queue.name().namespace(), before == null ? last : before.plus(last));
  }

  /// The namespace is gone.
  void forget(long namespace) {
    past.remove(namespace);
  }

  @Override
  public Map<Long, Counts> past() {
    Map<Long, Counts> all = new TreeMap<>();
    for (long namespace : past.sortedKeys()) {
      Counts counts = past.get(namespace);
      if (counts != null) {
        all.put(namespace, counts);
      }
    }
    return all;
  }
}
