package io.thalweg.simulator.world;

import io.thalweg.core.base.Ids;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.ReadCommand.Result;
import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Problem;
import io.thalweg.simulator.event.StoredBatch;
import io.thalweg.simulator.queue.Queues;
import io.thalweg.simulator.told.Counts;
import io.thalweg.simulator.told.HistoryFailed;
import io.thalweg.simulator.told.Story;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The independent model: everything that was sent, and everything that the broker has said about
/// it. Whatever it says must fit what it said before, through every crash.
final class Checker {
  private static final int LEADER_EPOCH_END = 16;
  private static final int LEADER_EPOCH_AT = 12;

  /// What was committed for a partition by a group.
  static final class Commits {
    final Set<Long> asked = new HashSet<>();
    long seen = -1;
  }

  /// What was known of a partition when it was asked for.
  record Snapshot(PartitionModel partition, long offset, long start, long end, boolean gone) {
    static Snapshot of(PartitionModel partition, long offset) {
      boolean gone = partition.topic.state == TopicModel.State.GONE;
      return new Snapshot(partition, offset, partition.start, partition.end, gone);
    }
  }

  final List<SentBatch> batches = new ArrayList<>();
  private final List<TopicModel> topics = new ArrayList<>();
  private final List<TopicModel> notGone = new ArrayList<>();
  final Map<String, Commits> commits = new TreeMap<>();
  private final Map<Long, PartitionModel> partitions = new HashMap<>();
  private final Counts counts;
  private @Nullable Queues queues;

  /// Tells how much time has passed.
  private Story story;

  /// Whether reads have been made to fail: then damage may be reported.
  boolean readsFail;

  /// Whether bytes of the disk have been changed: then, too.
  boolean damaged;

  /// Whether damage has been reported.
  boolean noticed;

  Checker(Counts counts, Story story) {
    this.counts = counts;
    this.story = story;
  }

  /// `to` is told of what is acknowledged.
  void tells(Queues to) {
    queues = to;
  }

  /// From now on the story is this one.
  void goesOn(Story now) {
    story = now;
  }

  /// No event that is sent now will be older than this, in time elapsed.
  long entered() {
    return story.entered();
  }

  List<TopicModel> topicsThere() {
    List<TopicModel> there = new ArrayList<>();
    for (TopicModel topic : notGone()) {
      if (topic.state == TopicModel.State.THERE) {
        there.add(topic);
      }
    }
    return there;
  }

  /// A topic's creation is asked for.
  void asked(TopicModel topic) {
    topics.add(topic);
    notGone.add(topic);
  }

  /// Topics that are not known to be gone, or not to have come.
  List<TopicModel> notGone() {
    notGone.removeIf(topic -> topic.state == TopicModel.State.GONE);
    return notGone;
  }

  void there(TopicModel topic, TopicInfo seen) {
    topic.there(seen);
    topic.partitions.forEach(partition -> partitions.put(partition.id, partition));
  }

  /// A life begins: what the directory shows now is settled.
  void opened(TopicDirectory directory) {
    for (TopicModel topic : notGone()) {
      TopicInfo seen = directory.named(topic.name);
      if (seen != null && (topic.info == null || topic.info.id() == seen.id())) {
        there(topic, seen);
        topic.state = TopicModel.State.THERE;
      } else {
        topic.gone();
      }
    }
    seen(directory);
  }

  /// What the directory shows has been seen.
  void seen(TopicDirectory directory) {
    for (TopicModel topic : notGone()) {
      TopicInfo seen = directory.named(topic.name);
      if (seen != null) {
        if (seen != topic.info) {
          there(topic, seen);
        }
      } else if (topic.state == TopicModel.State.DELETING
          || topic.state == TopicModel.State.THERE) {
        topic.gone();
      }
    }
    for (TopicInfo info : directory.all()) {
      HistoryFailed.unless(
          isKnown(info), () -> info + (wasKnown(info) ? " is back" : " was made by nobody"));
    }
  }

  private boolean isKnown(TopicInfo info) {
    for (TopicModel topic : notGone()) {
      if (topic.info == info || info.equals(topic.info)) {
        return true;
      }
    }
    return false;
  }

  /// Whether there was another topic of that name.
  boolean follows(TopicModel topic) {
    return topics.stream().anyMatch(topic::follows);
  }

  private boolean wasKnown(TopicInfo info) {
    return topics.stream().anyMatch(topic -> info.equals(topic.info));
  }

  void appended(SentBatch batch, long offset) {
    PartitionModel partition = partition(batch.partition);
    HistoryFailed.unless(offset >= 0, () -> batch + " acknowledged at offset " + offset);
    partition.place(batch, offset);
    partition.endSeen(offset + batch.events);
    counts.acknowledged++;
    Queues told = queues;
    if (told != null) {
      batch.all.forEach(
          (delta, event) ->
              told.appended(
                  Ids.topicOf(partition.id), partition.id, batch.id, offset + delta, event));
    }
  }

  PartitionModel partition(long id) {
    PartitionModel partition = partitions.get(id);
    if (partition == null) {
      throw new HistoryFailed("nobody made partition " + id);
    }
    return partition;
  }

  /// All partitions of the topic with that id, which is known.
  List<PartitionModel> partitionsOf(long topic) {
    return partitions.values().stream().filter(each -> Ids.topicOf(each.id) == topic).toList();
  }

  /// One result of a fetch. Returns the offset behind what was read; -1 if nothing was.
  long fetched(Snapshot asked, Result result) {
    PartitionModel partition = asked.partition;
    Supplier<String> where = () -> where(asked, result);
    HistoryFailed.unless(result.partition() == partition.id, where);
    switch (result.problem()) {
      case NONE -> {
        return batches(asked, result, where);
      }
      case OFFSET_OUT_OF_RANGE -> {
        HistoryFailed.unless(result.logStart() > asked.offset, where);
        partition.startSeen(result.logStart());
      }
      case UNKNOWN_PARTITION -> unknown(partition);
      case DAMAGED -> damage(() -> where(asked, result));
      default -> throw new HistoryFailed(where.get());
    }
    return -1;
  }

  private static String where(Snapshot asked, Result result) {
    return "fetch of " + asked.partition + " at " + asked.offset + ": " + result;
  }

  /// Damage is reported.
  void damage(Supplier<String> where) {
    HistoryFailed.unless(readsFail || damaged, where);
    noticed = true;
  }

  private long batches(Snapshot asked, Result result, Supplier<String> where) {
    PartitionModel partition = asked.partition;
    HistoryFailed.unless(!asked.gone, () -> where.get() + " of a topic that was gone");
    HistoryFailed.unless(
        result.durableEnd() >= asked.end, () -> where.get() + " lost what was there");
    HistoryFailed.unless(result.logStart() >= asked.start, () -> where.get() + " is back");
    partition.endSeen(result.durableEnd());
    partition.startSeen(result.logStart());
    long next = -1;
    for (Slice slice : result.batches()) {
      next = read(partition, slice, asked.offset, next);
    }
    long end = next;
    HistoryFailed.unless(
        end <= result.durableEnd(), () -> where.get() + " shows what is not durable");
    return next;
  }

  /// Checks all batches of `slice`, which follow `expected` (or, if that is -1, hold `wanted`);
  /// returns the offset behind them.
  long read(PartitionModel partition, Slice slice, long wanted, long expected) {
    ByteBuffer bytes = slice.view();
    if (partition.topic.compacts()) {
      return readLeft(partition, bytes, wanted, expected);
    }
    long next = expected;
    int at = 0;
    while (at < bytes.limit()) {
      SentBatch batch = identify(partition, bytes, at);
      long offset = BatchHeader.baseOffset(bytes, at);
      boolean follows =
          next < 0 ? offset <= wanted && wanted < offset + batch.events : offset == next;
      long before = next;
      HistoryFailed.unless(
          follows, () -> batch + " read at " + offset + " from " + wanted + ", expected " + before);
      partition.place(batch, offset);
      partition.endSeen(offset + batch.events);
      counts.batchesRead++;
      next = offset + batch.events;
      at += batch.bytes.length;
    }
    return next;
  }

  /// The same of a partition that may have been compacted: there may be holes.
  private long readLeft(PartitionModel partition, ByteBuffer bytes, long wanted, long expected) {
    long next = expected < 0 ? wanted : expected;
    int at = 0;
    while (at < bytes.limit()) {
      StoredBatch stored = StoredBatch.at(bytes, at);
      boolean first = at == 0 && expected < 0;
      long from = next;
      HistoryFailed.unless(
          first ? stored.end() > from : stored.base() >= from,
          () -> stored + " is read from " + wanted + " in " + partition + ", expected " + from);
      if (!stored.events().isEmpty()) {
        SentBatch batch = sent(partition, stored.timestamp());
        HistoryFailed.unless(
            stored.isLeftOf(batch.bytes, batch.all), () -> batch + " has changed into " + stored);
        partition.place(batch, stored.base());
        partition.keys.found(stored);
        counts.batchesRead++;
      }
      partition.endSeen(stored.end());
      counts.compactedAway += partition.keys.leftOut(from, stored, story.elapsed());
      next = stored.end();
      at += stored.bytes();
    }
    return at == 0 ? expected : next;
  }

  /// A reader has come from the start of `partition` to its end.
  void readAll(PartitionModel partition) {
    partition.keys.read(story.elapsed());
  }

  private SentBatch identify(PartitionModel partition, ByteBuffer bytes, int at) {
    SentBatch batch = sent(partition, BatchHeader.baseTimestamp(bytes, at));
    boolean same =
        batch.bytes.length <= bytes.limit() - at
            && bytes.getInt(at + LEADER_EPOCH_AT) == 0
            && bytes.getInt(at + Long.BYTES) == batch.bytes.length - LEADER_EPOCH_AT
            && ByteBuffer.wrap(batch.bytes, LEADER_EPOCH_END, batch.bytes.length - LEADER_EPOCH_END)
                .equals(bytes.slice(at + LEADER_EPOCH_END, batch.bytes.length - LEADER_EPOCH_END));
    HistoryFailed.unless(same, () -> batch + " has changed in " + partition);
    return batch;
  }

  private SentBatch sent(PartitionModel partition, long timestamp) {
    long id = timestamp - Story.FIRST_TIMESTAMP;
    HistoryFailed.unless(
        id >= 0 && id < batches.size(), () -> partition + " holds a batch that nobody sent: " + id);
    return batches.get((int) id);
  }

  /// The broker says that there is no such partition.
  void unknown(PartitionModel partition) {
    TopicModel.State state = partition.topic.state;
    HistoryFailed.unless(state != TopicModel.State.THERE, partition + " is unknown");
    partition.topic.gone();
  }

  /// `offset` is said to be committed; null: nothing is. `before` was seen when that was asked for.
  void committed(PartitionModel partition, Commits own, @Nullable Long offset, long before) {
    if (offset == null) {
      boolean lost = before >= 0 && partition.topic.state == TopicModel.State.THERE;
      HistoryFailed.unless(
          !lost, () -> "offset " + before + " of " + partition + " is no more committed");
      return;
    }
    HistoryFailed.unless(
        own.asked.contains(offset) && offset >= before,
        () -> "committed offset of " + partition + " is " + offset + ", but it was " + before);
    own.seen = Math.max(own.seen, offset);
  }

  static void none(Problem problem, Supplier<String> what) {
    HistoryFailed.unless(problem == Problem.NONE, () -> what.get() + " is refused: " + problem);
  }
}
