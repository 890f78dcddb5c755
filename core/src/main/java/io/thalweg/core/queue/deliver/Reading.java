package io.thalweg.core.queue.deliver;

import io.thalweg.core.batch.EventMarks;
import io.thalweg.core.queue.Note.Death;
import io.thalweg.core.queue.QueueCommand.Consume;
import io.thalweg.core.queue.Start;
import io.thalweg.core.queue.source.EventSource;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Turn;
import org.jspecify.annotations.Nullable;

/// Events that are kept, read by one consumer from some place on: nothing is remembered about it,
/// and what becomes of a delivery does not matter.
final class Reading extends Feed {
  /// Most events that are passed over at once.
  private static final int PASSED = 10_000;

  private long next;

  /// What is older is passed over, until something is not.
  private long fromMillis = Long.MIN_VALUE;

  Reading(LiveQueues all, LiveQueue queue, PartitionView partition, Start start) {
    super(all, queue, partition);
    this.next =
        switch (start.kind()) {
          case FIRST -> partition.logStart();
          case LAST -> Math.max(partition.logStart(), partition.nextOffset() - 1);
          case NEXT -> partition.nextOffset();
          case OFFSET -> Math.clamp(start.value(), partition.logStart(), partition.nextOffset());
          case TIME, AGE -> since(start.value());
        };
  }

  /// Why somebody may not read what `live` keeps, all of it; [Problem#NONE]: it may.
  static Problem refusal(LiveQueues all, LiveQueue live, Consume wanted) {
    TopicInfo topic = all.topics().topic(live.queue.topic());
    Start start = wanted.start();
    int partition = start == null ? -1 : start.partition();
    if (topic == null) {
      return Problem.UNKNOWN_QUEUE;
    }
    if (!wanted.settles() || live.queue.settings().filter() != null) {
      return Problem.UNSUPPORTED;
    }
    if (wanted.credit() == 0) {
      return Problem.INVALID_SETTING;
    }
    if (partition >= topic.partitions()) {
      return Problem.UNKNOWN_PARTITION;
    }
    boolean anywhere = partition < 0 && topic.partitions() > 1;
    boolean offset = start != null && start.kind() == Start.Kind.OFFSET;
    return offset && anywhere ? Problem.INVALID_PARTITIONS : Problem.NONE;
  }

  /// Somebody who may reads what `live` keeps.
  static LiveQueue begin(LiveQueues all, LiveQueue live, Consume wanted, long nowMillis) {
    LiveQueue reader = new LiveQueue(live);
    TopicInfo topic = all.topics().topic(live.queue.topic());
    Start start = start(wanted, nowMillis);
    for (int i = 0; topic != null && i < topic.partitions(); i++) {
      boolean asked = start.partition() < 0 || start.partition() == i;
      PartitionView partition = asked ? all.topics().partition(topic.partition(i)) : null;
      if (partition != null) {
        reader.feeds.add(new Reading(all, reader, partition, start));
      }
    }
    live.readers.add(reader);
    all.add(reader);
    return reader;
  }

  private static Start start(Consume wanted, long nowMillis) {
    Start start = wanted.start();
    if (start == null) {
      return Start.NEXT;
    }
    return start.kind() == Start.Kind.AGE
        ? new Start(Start.Kind.TIME, nowMillis - start.value(), start.partition())
        : start;
  }

  /// An offset before the first event at `millis` or later, in the same run or entry.
  private long since(long millis) {
    fromMillis = millis;
    long start = partition.logStart();
    var run = partition.segmentFrom(start, millis);
    if (run != null) {
      return Math.max(start, run.baseOffset());
    }
    long entry = partition.tailFrom(start, millis);
    return entry < 0 ? partition.nextOffset() : Math.max(start, partition.tailBase(entry));
  }

  @Override
  @Nullable Lease take(Turn turn, QueueSession session) {
    for (int passed = 0; passed < PASSED; passed++) {
      next = Math.max(next, partition.logStart());
      long found = source.find(next);
      if (found == EventSource.UNREADABLE) {
        all().unreadable(next, source.endOfBatch());
        next = source.endOfBatch();
        continue;
      }
      if (found > next) {
        next = found;
        continue;
      }
      long end = found < 0 ? found : source.whole();
      if (end == EventSource.WAITS || end == EventSource.END) {
        return null;
      }
      next = end < 0 ? found + 1 : end;
      boolean isPart = (source.cursor().attributes() & EventMarks.WENT_BEFORE) != 0;
      if (end >= 0 && !isPart && source.cursor().timestamp() >= fromMillis) {
        fromMillis = Long.MIN_VALUE;
        return new Lease(new Lease.Place(this, found, end), source.bytes(), 0, false, null);
      }
    }
    all().schedule(queue);
    return null;
  }

  @Override
  void accept(Turn turn, Lease lease) {}

  @Override
  void reject(Turn turn, Lease lease) {}

  @Override
  void fail(Turn turn, Lease lease) {}

  @Override
  void release(Turn turn, Lease lease) {}

  @Override
  boolean remove(Turn turn, long offset, long end) {
    return false;
  }

  @Override
  boolean isFree(long offset) {
    return false;
  }

  @Override
  int delayed() {
    return 0;
  }

  @Override
  long firstReady() {
    return -1;
  }

  @Override
  long purge(Turn turn, long from, long to, int most) {
    return to;
  }

  @Override
  long purgeable() {
    return 0;
  }

  @Override
  long due(Turn turn) {
    return Long.MAX_VALUE;
  }

  @Override
  long nextDueMillis() {
    return Long.MAX_VALUE;
  }

  @Override
  long drop(Turn turn, Death why) {
    return NOTHING;
  }

  @Override
  long ready() {
    return Math.max(0, partition.nextOffset() - next);
  }

  @Override
  long readyBytes() {
    return 0;
  }
}
