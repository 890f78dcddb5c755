package io.thalweg.core.topic;

import io.thalweg.core.base.Check;
import io.thalweg.core.base.Ids;
import io.thalweg.core.base.LongMap;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Tail;
import io.thalweg.core.turn.Restatable;
import io.thalweg.core.turn.Stated;
import io.thalweg.core.turn.Turn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// All topics, partitions, segments and the counter of ids. Changed by appliers only.
public final class TopicState extends Restatable implements TopicView {
  /// Told, in life only, what changes as soon as it is durable.
  public interface Watcher {
    /// `partition` ends at `nextOffset` once `position` is durable; `bytes` were added.
    void appended(long position, PartitionView partition, long nextOffset, int bytes);

    /// `partition` starts at `logStart` once `position` is durable.
    void startMoved(long position, long partition, long logStart);

    /// `topic`, which has a name, is to be shown once `position` is durable.
    void shown(long position, TopicInfo topic);

    /// `topic` is to be hidden once `position` is durable; a queue's own is gone then.
    void hidden(long position, TopicInfo topic);

    /// Nothing counts any more of the segment that `run` is in, once `position` is durable.
    void removed(long position, SegmentInfo run);
  }

  /// Is told where the offsets of a partition do not follow each other, though every one of them is
  /// in a segment or in the journal.
  @FunctionalInterface
  public interface Coverage {
    /// Position of what is found when replay has ended, between segments and the journal.
    long AFTER_REPLAY = -1;

    /// A shard's own: it cannot happen.
    Coverage UNBROKEN =
        (_, partition, expected, found) ->
            Check.that(
                false,
                "expected offset "
                    + expected
                    + " of partition "
                    + partition
                    + " in the journal or a segment, but the next one is "
                    + found);

    /// Behind what covers the offsets of `partition` up to `expected`, the next to be covered is
    /// `found`; seen at journal position `position`.
    void broken(long position, long partition, long expected, long found);
  }

  private static final class Topic extends Stated {
    private final TopicInfo info;

    Topic(TopicInfo info) {
      this.info = info;
    }

    @Override
    protected int restateBytes() {
      return TopicStated.bytes(info);
    }

    @Override
    protected void restate(Turn turn) {
      TopicStated.write(turn, info);
    }

    @Override
    public String toString() {
      return "topic " + info.title();
    }
  }

  private final class Counter extends Stated {
    @Override
    protected int restateBytes() {
      return 64;
    }

    @Override
    protected void restate(Turn turn) {
      IdsAdvanced.write(turn, nextId);
    }

    @Override
    public String toString() {
      return "the counter of ids";
    }
  }

  private final Tail tail;
  private final Watcher watcher;
  private final Coverage coverage;
  private final Counter counter = new Counter();
  private final LongMap<Topic> topics = new LongMap<>();
  private final Map<String, TopicInfo> byName = new HashMap<>();
  private final LongMap<PartitionState> partitions = new LongMap<>();
  private final Segments segments = new Segments(order);
  private long nextId = 1;
  private boolean live;

  public TopicState(Tail tail, Watcher watcher) {
    this(tail, watcher, Coverage.UNBROKEN);
  }

  /// As one that replays what may be damaged: `coverage` is told instead of failing.
  public TopicState(Tail tail, Watcher watcher, Coverage coverage) {
    this.tail = tail;
    this.watcher = watcher;
    this.coverage = coverage;
  }

  void advanceIds(long position, long next) {
    nextId = Math.max(nextId, next);
    order.stated(counter, position);
  }

  void stateTopic(long position, TopicInfo info) {
    Topic before = topics.remove(info.id());
    if (before != null) {
      order.forget(before);
    }
    Topic topic = new Topic(info);
    topics.put(info.id(), topic);
    order.stated(topic, position);
    if (!info.isShown()) {
      return;
    }
    byName.put(info.name(), info);
    if (live) {
      watcher.shown(position, info);
    }
  }

  void deleteTopic(long position, long id) {
    Topic topic = topics.remove(id);
    if (topic == null) {
      return;
    }
    order.forget(topic);
    byName.remove(topic.info.name(), topic.info);
    if (live) {
      for (int i = 0; i < topic.info.partitions(); i++) {
        forget(position, partitions.get(topic.info.partition(i)));
      }
      watcher.hidden(position, topic.info);
    }
  }

  private void forget(long position, @Nullable PartitionState partition) {
    if (partition == null) {
      return;
    }
    partitions.remove(partition.id());
    order.forget(partition);
    partition.dropTail();
    partition.dropRuns(run -> drop(position, run));
  }

  void statePartition(
      RecordReader in, long logStart, long nextOffset, LongMap<ProducerWindow> producers) {
    PartitionState partition = partitionOf(in.aggregate());
    partition.state(logStart, nextOffset, producers);
    order.stated(partition, in.position());
  }

  void append(RecordReader in) {
    PartitionState partition = partitionOf(in.aggregate());
    int bytes = in.remaining();
    partition.appended(in, bytes);
    if (live) {
      watcher.appended(in.position(), partition, partition.nextOffset(), bytes);
    }
  }

  void appendShared(RecordReader in) {
    PartitionState partition = partitionOf(in.aggregate());
    long base = in.getLong();
    int offset = in.getInt();
    int bytes = in.getInt();
    long next = base + in.getInt();
    partition.appendedShared(in, base, next, offset, bytes, in.getLong());
    if (live) {
      watcher.appended(in.position(), partition, partition.nextOffset(), bytes);
    }
  }

  void moveLogStart(long position, long partition, long logStart) {
    PartitionState state = partitions.get(partition);
    if (state != null && state.isKnown()) {
      state.moveLogStart(logStart, run -> drop(position, run));
    }
    if (live) {
      watcher.startMoved(position, partition, logStart);
    }
  }

  /// A segment is stated at `position`: `runs` are those that count, and `fileBytes` the bytes of
  /// all events in its file.
  void addSegment(long position, long fileBytes, List<SegmentInfo> runs) {
    if (segments.stated(position, fileBytes, runs) && live) {
      runs.forEach(run -> addRun(position, run));
    }
  }

  private void addRun(long position, SegmentInfo run) {
    PartitionState partition = partitions.get(run.partition());
    if (partition != null && partition.wants(run) && topicOf(run.partition()) != null) {
      partition.addRun(run, replaced -> drop(position, replaced));
    } else {
      drop(position, run);
    }
  }

  private void drop(long position, SegmentInfo run) {
    if (segments.drop(run) && live) {
      watcher.removed(position, run);
    }
  }

  void removeSegment(long id) {
    Check.that(!live, "expected no segment to be removed but at replay");
    segments.forget(id);
  }

  private PartitionState partitionOf(long id) {
    PartitionState partition = partitions.get(id);
    if (partition == null) {
      partition = new PartitionState(id, tail, coverage);
      partitions.put(id, partition);
    }
    return partition;
  }

  /// The durable end of `partition` is now `end`. Returns by how much it moved.
  public long durable(long partition, long end) {
    PartitionState state = partitions.get(partition);
    if (state == null) {
      return 0;
    }
    long before = state.durableEnd();
    state.setDurableEnd(end);
    return state.durableEnd() - before;
  }

  /// The durable start of `partition` is now `start`.
  public void durableStart(long partition, long start) {
    PartitionState state = partitions.get(partition);
    if (state != null) {
      state.setDurableStart(start);
    }
  }

  @Override
  public void replayed() {
    segments.runs().forEach(run -> addRun(0, run));
    for (PartitionState partition : partitions.sorted(PartitionState[]::new)) {
      if (partition.isKnown() && topicOf(partition.id()) != null) {
        partition.replayed();
      } else {
        forget(0, partition);
      }
    }
    live = true;
  }

  private @Nullable TopicInfo topicOf(long partition) {
    return topic(Ids.topicOf(partition));
  }

  @Override
  public @Nullable TopicInfo topic(long id) {
    Topic topic = topics.get(id);
    return topic == null ? null : topic.info;
  }

  @Override
  public @Nullable TopicInfo named(String name) {
    return byName.get(name);
  }

  @Override
  public int topics() {
    return topics.size();
  }

  @Override
  public @Nullable PartitionView partition(long id) {
    return partitions.get(id);
  }

  @Override
  public int partitions() {
    return partitions.size();
  }

  @Override
  public void forEachPartition(Consumer<? super PartitionView> each) {
    for (PartitionState partition : partitions.sorted(PartitionState[]::new)) {
      each.accept(partition);
    }
  }

  @Override
  public int segments() {
    return segments.size();
  }

  /// How many runs there are in segments.
  public int runCount() {
    return segments.runCount();
  }

  @Override
  public long nextId() {
    return nextId;
  }

  @Override
  public void forEachSparse(Consumer<List<SegmentInfo>> each) {
    segments.forEachSparse(each);
  }

  /// All runs in segments, in the order of segments and partitions.
  public List<SegmentInfo> runs() {
    return segments.runs();
  }

  @Override
  public void forEachTopic(Consumer<? super TopicInfo> each) {
    for (Topic topic : topics.sorted(Topic[]::new)) {
      each.accept(topic.info);
    }
  }
}
