package io.thalweg.core.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.batch.Batches;
import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Tail;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.core.turn.Scenario;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A broker that has nothing but topics. What is appended is durable at once, unless it is held.
final class TopicScenario extends Scenario<TopicState> implements TopicState.Watcher {
  static final TopicSettings FOREVER = new TopicSettings(-1, -1, 1 << 20);

  final List<TopicInfo> shown = new ArrayList<>();
  final List<TopicInfo> hidden = new ArrayList<>();
  final List<SegmentInfo> removed = new ArrayList<>();
  boolean held;
  private final TopicDecider decider;
  private final Tail tail = new Tail();
  private long lastEntry;

  TopicScenario() {
    this(TopicLimits.DEFAULT);
  }

  TopicScenario(TopicLimits limits) {
    tail.startAt(1);
    state = new TopicState(tail, this);
    state.replayed();
    decider = new TopicDecider(state, limits);
    schedule(now, new TopicCommand.Retain());
  }

  @Override
  protected void decideOne(Command command) {
    decider.decide(this, (TopicCommand) command);
  }

  @Override
  protected TopicState fresh() {
    Tail again = new Tail();
    again.startAt(0);
    for (long position = 0; position <= lastEntry; position++) {
      again.add(position, null, 0);
    }
    return new TopicState(again, this);
  }

  @Override
  protected void entryBegan(long atPosition) {
    tail.add(atPosition, null, 0);
    lastEntry = atPosition;
  }

  @Override
  protected long oldestNeeded() {
    return Math.min(state.oldestStatement(), tail.oldestLive());
  }

  @Override
  protected boolean readInPlace(RecordKind<TopicState> kind) {
    return kind == Appended.V1;
  }

  @Override
  protected String text(TopicState of) {
    StringBuilder out = new StringBuilder();
    of.forEachTopic(topic -> out.append(topic).append('\n'));
    of.forEachPartition(partition -> text(out, partition));
    return out.append(of.runs()).append(of.nextId()).toString();
  }

  private void text(StringBuilder out, PartitionView partition) {
    out.append(partition.id() + " " + partition.logStart() + ".." + partition.nextOffset() + "\n");
    for (long entry = partition.tailFirst(); entry < partition.tailNext(); entry++) {
      out.append("  " + partition.tailBase(entry) + " in " + partition.tailPosition(entry));
      out.append("+" + partition.tailOffset(entry) + ":" + partition.tailLength(entry) + "\n");
    }
    out.append("  ").append(partition.newestSegment()).append(partition.bytes()).append('\n');
    out.append("  ").append(stated((PartitionState) partition)).append('\n');
  }

  /// The partition's whole statement in bytes, its producers' windows too.
  private String stated(PartitionState partition) {
    return captured(partition::restate).getFirst().hex();
  }

  @Override
  public void appended(long position, PartitionView partition, long nextOffset, int bytes) {
    if (!held) {
      state.durable(partition.id(), nextOffset);
    }
  }

  @Override
  public void startMoved(long position, long partition, long logStart) {
    if (!held) {
      state.durableStart(partition, logStart);
    }
  }

  @Override
  public void shown(long position, TopicInfo topic) {
    shown.add(topic);
  }

  @Override
  public void hidden(long position, TopicInfo topic) {
    hidden.add(topic);
  }

  @Override
  public void removed(long position, SegmentInfo segment) {
    removed.add(segment);
  }

  TopicInfo create(String name, int partitions, TopicSettings settings) {
    TopicCommand.Created created = tryCreate(name, partitions, settings);
    assertThat(created.problem()).isEqualTo(Problem.NONE);
    return created.topic();
  }

  TopicCommand.Created tryCreate(String name, int partitions, TopicSettings settings) {
    var create = new TopicCommand.Create(name, partitions, settings, false);
    return get(TopicCommand.Created.class, create);
  }

  /// Partition 0 of a new topic whose events are kept for ever.
  PartitionView partition() {
    return partition(FOREVER);
  }

  PartitionView partition(TopicSettings settings) {
    long id = create("t" + state.nextId(), 1, settings).partition(0);
    return state.partition(id);
  }

  TopicCommand.Appended append(long partition, ByteBuffer batch) {
    return get(TopicCommand.Appended.class, new TopicCommand.Append(partition, batch));
  }

  /// Appends so many events; returns their first offset.
  long append(PartitionView partition, int events) {
    TopicCommand.Appended reply = append(partition.id(), Batches.at(1000, events));
    assertThat(reply.problem()).isEqualTo(Problem.NONE);
    return reply.baseOffset();
  }

  /// Says that offsets from `base` to `end` of `partition` are in a segment now.
  Problem flushed(PartitionView partition, long base, long end, long bytes, long brokerTime) {
    long id = state.nextId();
    IdsAdvanced.take(this, state);
    return added(run(id, partition, base, end, bytes, brokerTime));
  }

  static SegmentInfo run(
      long id, PartitionView partition, long base, long end, long bytes, long brokerTime) {
    return new SegmentInfo(id, false, partition.id(), base, end, bytes, 7, 1000, brokerTime, base);
  }

  /// Says that a segment with these runs has been written.
  Problem added(SegmentInfo... runs) {
    return get(Reply.Done.class, new TopicCommand.AddSegment(List.of(runs))).problem();
  }

  Problem trim(PartitionView partition, long offset) {
    return trimmed(partition, offset).problem();
  }

  TopicCommand.Trimmed trimmed(PartitionView partition, long offset) {
    return get(TopicCommand.Trimmed.class, new TopicCommand.Trim(partition.id(), offset));
  }
}
