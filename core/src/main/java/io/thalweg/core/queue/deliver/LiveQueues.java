package io.thalweg.core.queue.deliver;

import io.thalweg.core.base.Ids;
import io.thalweg.core.base.LongMap;
import io.thalweg.core.batch.Codecs;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueLimits;
import io.thalweg.core.queue.QueueStatus;
import io.thalweg.core.queue.QueueView;
import io.thalweg.core.queue.letter.MessageHeaders;
import io.thalweg.core.queue.source.BatchReads;
import io.thalweg.core.queue.source.EventSource;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.topic.TopicView;
import io.thalweg.core.turn.Client;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The queues that somebody uses, who uses them, and which are to be looked at.
final class LiveQueues {
  private static final List<LiveQueue> NONE = List.of();

  private final QueueView view;
  private final TopicView topics;
  private final QueueLimits limits;
  private final Codecs codecs;
  private final MessageHeaders headers;
  private final BatchReads reads;
  private final LongMap<LiveQueue> queues = new LongMap<>();
  private final LongMap<List<LiveQueue>> byTopic = new LongMap<>();

  /// Never gone through: its order is chance.
  private final IdentityHashMap<Client, QueueClient> clients = new IdentityHashMap<>();

  private final ArrayDeque<LiveQueue> scheduled = new ArrayDeque<>();
  private final LinkedHashSet<Feed> syncing = new LinkedHashSet<>();
  private int consumers;
  private long delivered;
  private long unreadable;
  private long nowMillis;

  /// Where partitions ended when replay did, by their ids.
  private final LongMap<Long> opened = new LongMap<>();

  /// Queues from this id on were declared since.
  private long firstNewId;

  LiveQueues(QueueView view, QueueLimits limits, QueueDecider.Surroundings around) {
    this.view = view;
    this.topics = around.topics();
    this.limits = limits;
    this.codecs = around.codecs();
    this.headers = around.headers();
    this.reads = new BatchReads(around.reads());
  }

  QueueView view() {
    return view;
  }

  TopicView topics() {
    return topics;
  }

  QueueLimits limits() {
    return limits;
  }

  /// How far queues in order by key look ahead.
  QueueLimits.Ahead ahead() {
    return limits.ahead();
  }

  /// Most notes of a cursor.
  int mostNotes() {
    return limits.notes();
  }

  /// Replay has ended: what is there may have been delivered before.
  void opened() {
    firstNewId = topics.nextId();
    view.forEach(
        queue -> {
          TopicInfo topic = topics.topic(queue.topic());
          for (int i = 0; topic != null && i < topic.partitions(); i++) {
            PartitionView partition = topics.partition(topic.partition(i));
            if (partition != null) {
              opened.put(partition.id(), partition.nextOffset());
            }
          }
        });
  }

  /// Whether the event was there when replay ended, and the queue perhaps, too.
  boolean isOlder(PartitionView partition, long offset) {
    Long end = opened.get(partition.id());
    return end != null && offset < end;
  }

  /// It is `millis` in broker time.
  void now(long millis) {
    nowMillis = millis;
  }

  /// Broker time when deliveries were made last.
  long nowMillis() {
    return nowMillis;
  }

  /// The queue, live from now on.
  LiveQueue of(Queue queue, long atMillis) {
    LiveQueue live = queues.get(queue.id());
    if (live == null) {
      live = new LiveQueue(queue, headers);
      live.usedMillis = atMillis;
      live.liveMillis = atMillis;
      live.paused = view.isPaused(queue.id());
      live.tally.publishedBefore = before(queue);
      queues.put(queue.id(), live);
      List<LiveQueue> others = byTopic.get(queue.topic());
      if (others == null) {
        others = new ArrayList<>(1);
        byTopic.put(queue.topic(), others);
      }
      others.add(live);
    }
    return live;
  }

  /// `reader` reads what its queue keeps.
  void add(LiveQueue reader) {
    List<LiveQueue> others = byTopic.get(reader.queue.topic());
    if (others != null) {
      others.add(reader);
    }
  }

  /// The queue of that id, if it is live.
  @Nullable LiveQueue known(long id) {
    return queues.get(id);
  }

  /// The queue is gone.
  void forget(LiveQueue live) {
    live.remove();
    live.feeds.forEach(Feed::stop);
    LiveQueue of = live.readOf;
    if (of == null) {
      queues.remove(live.queue.id());
    } else {
      of.readers.remove(live);
    }
    List<LiveQueue> others = byTopic.get(live.queue.topic());
    if (others != null) {
      others.remove(live);
      if (others.isEmpty()) {
        byTopic.remove(live.queue.topic());
      }
    }
  }

  /// Whoever the queue's topic is.
  List<LiveQueue> onTopic(long topic) {
    List<LiveQueue> live = byTopic.get(topic);
    return live == null ? NONE : live;
  }

  /// The client, known from now on.
  QueueClient client(Client client) {
    return clients.computeIfAbsent(client, QueueClient::new);
  }

  /// The client, or null if it has asked for nothing yet.
  @Nullable QueueClient known(Client client) {
    return clients.get(client);
  }

  void forget(Client client) {
    clients.remove(client);
  }

  /// The queue is to be looked at.
  void schedule(LiveQueue live) {
    if (!live.scheduled && !live.isRemoved()) {
      live.scheduled = true;
      scheduled.add(live);
    }
  }

  /// The consumer may take events again.
  void takes(Consumer consumer) {
    if (!consumer.queued && consumer.takes()) {
      consumer.queue.takers.add(consumer);
      schedule(consumer.queue);
    }
  }

  /// The next queue to be looked at, or null.
  @Nullable LiveQueue nextScheduled() {
    LiveQueue live = scheduled.poll();
    if (live != null) {
      live.scheduled = false;
    }
    return live;
  }

  int scheduled() {
    return scheduled.size();
  }

  int live() {
    return queues.size();
  }

  /// Finds keys that are no headers of their own.
  MessageHeaders headers() {
    return headers;
  }

  /// Finds events of `partition`; the queue is looked at when they come.
  EventSource source(LiveQueue live, PartitionView partition) {
    return source(live, partition, 1);
  }

  /// @param answers that it keeps of what it reads
  EventSource source(LiveQueue live, PartitionView partition, int answers) {
    return new EventSource(partition, reads, answers, codecs, () -> schedule(live));
  }

  /// `feed` waits for what it has written.
  void syncing(Feed feed) {
    syncing.add(feed);
  }

  /// Feeds that wait for what they have written; once told of what is durable they say so again.
  List<Feed> takeSyncing() {
    List<Feed> all = List.copyOf(syncing);
    syncing.clear();
    return all;
  }

  /// The queue's events from `from` to before `to` are none, as they are stored: nobody gets them.
  void unreadable(long from, long to) {
    unreadable += to - from;
  }

  /// One more event is delivered.
  void delivered() {
    delivered++;
  }

  /// `more` consumers have begun; negative: have ended.
  void consumers(int more) {
    consumers += more;
  }

  /// Where the queue's partitions ended, in sum, when replay did; or now, if the queue is newer.
  long before(Queue queue) {
    return queue.id() >= firstNewId ? ends(queue, false) : ends(queue, true);
  }

  /// Where the queue's partitions end, in sum; or ended, `atStart`.
  long ends(Queue queue, boolean atStart) {
    TopicInfo topic = topics.topic(queue.topic());
    long sum = 0;
    for (int i = 0; topic != null && i < topic.partitions(); i++) {
      PartitionView partition = topics.partition(topic.partition(i));
      if (partition != null) {
        Long then = opened.get(partition.id());
        sum += !atStart ? partition.nextOffset() : then == null ? 0 : then;
      }
    }
    return sum;
  }

  /// @param buried dead letters that were copied or dropped
  QueueStatus status(long buried) {
    return new QueueStatus(view.count(), consumers, delivered, buried, unreadable);
  }

  /// The aggregate id of a queue's cursor in a partition of its topic.
  static long cursor(LiveQueue live, PartitionView partition) {
    return Ids.partition(live.queue.id(), Ids.indexOf(partition.id()));
  }
}
