package io.thalweg.core.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.batch.EventCursor;
import io.thalweg.core.exchange.QueueNames;
import io.thalweg.core.exchange.Router;
import io.thalweg.core.journal.JournalWriter;
import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Tail;
import io.thalweg.core.publish.PublishCommand.Message;
import io.thalweg.core.publish.PublishCommand.Publish;
import io.thalweg.core.publish.PublishCommand.Published;
import io.thalweg.core.topic.Appended;
import io.thalweg.core.topic.AppendedShared;
import io.thalweg.core.topic.AppendedShared.BodyStored;
import io.thalweg.core.topic.IdsAdvanced;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.topic.TopicCommand;
import io.thalweg.core.topic.TopicDecider;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.topic.TopicLimits;
import io.thalweg.core.topic.TopicSettings;
import io.thalweg.core.topic.TopicState;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Scenario;
import io.thalweg.core.turn.Turn;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A broker with exchanges, and with queues that hold events and hand out none.
final class PublishScenario extends Scenario<TopicState>
    implements Targets, QueueNames, TopicState.Watcher {
  /// A queue: its topic, and how much it takes.
  static final class Box {
    final long id;
    final long topic;
    final int levels;
    int mostEvents = Integer.MAX_VALUE;
    long mostBytes = Long.MAX_VALUE;

    Box(long id, long topic, int levels) {
      this.id = id;
      this.topic = topic;
      this.levels = levels;
    }
  }

  final Exchanges exchanges = new Exchanges(this);
  private final Map<String, Box> byName = new HashMap<>();
  private final Map<Long, Box> byId = new HashMap<>();
  private final TopicDecider topics;
  private final PublishDecider decider;
  private final Tail tail = new Tail();
  private long lastEntry;

  /// How many journal entries there is room for, from now on.
  int roomForEntries = Integer.MAX_VALUE;

  PublishScenario() {
    tail.startAt(1);
    state = new TopicState(tail, this);
    state.replayed();
    topics = new TopicDecider(state, new TopicLimits(50_000, 100_000, 1000, 5_000));
    decider = new PublishDecider(new Router(exchanges.state, this), this, state);
  }

  /// A new queue with a topic of its own, a partition for each level of priority.
  Box queue(String name, int levels) {
    long id = IdsAdvanced.take(this, state);
    long topic = IdsAdvanced.take(this, state);
    ask(new TopicCommand.CreateOwned(topic, id, levels));
    return add(name, new Box(id, topic, levels));
  }

  Box queue(String name) {
    return queue(name, 1);
  }

  /// A new queue that has the events of a topic.
  Box subscription(String name, TopicInfo topic) {
    return add(name, new Box(IdsAdvanced.take(this, state), topic.id(), 1));
  }

  private Box add(String name, Box box) {
    byName.put(name, box);
    byId.put(box.id, box);
    return box;
  }

  TopicInfo topic(String name) {
    var create = new TopicCommand.Create(name, 1, new TopicSettings(-1, -1, 1 << 20), false);
    return get(TopicCommand.Created.class, create).topic();
  }

  Published publish(Message... messages) {
    return get(Published.class, new Publish(1, List.of(messages)));
  }

  @Override
  protected void decideOne(Command command) {
    if (!(command instanceof Publish publish)) {
      topics.decide(this, (TopicCommand) command);
      return;
    }
    do {
      int before = journal.size();
      int allowed = decider.journalBytes(publish);
      assertThat(allowed).isLessThan(JournalWriter.MAX_PAYLOAD);
      if (allowed > 0 && roomForEntries-- <= 0) {
        decider.refuse(this, Problem.TRY_AGAIN);
        return;
      }
      decider.decide(this, publish);
      int written = 0;
      for (Entry<TopicState> entry : journal.subList(before, journal.size())) {
        written += entry.body().limit() + 14;
      }
      assertThat(written).isLessThanOrEqualTo(allowed);
    } while (decider.goesOn());
  }

  @Override
  protected int journalBytes(Command command) {
    return command instanceof Publish ? Integer.MAX_VALUE : command.journalBytes();
  }

  @Override
  public long partition(long queue, int priority) {
    Box box = byId.get(queue);
    return box.topic << 20 | Math.min(priority, box.levels - 1);
  }

  @Override
  public boolean lasts(long queue) {
    return true;
  }

  @Override
  public boolean weighs(long partition) {
    return false;
  }

  @Override
  public void weigh(Turn turn, long partition, long bytes) {
    throw new AssertionError("expected nobody to count");
  }

  @Override
  public boolean buriesRefused(long queue) {
    return false;
  }

  @Override
  public Message refused(long queue, Message message) {
    throw new AssertionError("expected no dead letter");
  }

  @Override
  public boolean mayFollow(Turn turn, List<? extends Command> then) {
    return true;
  }

  @Override
  public void expires(long queue) {}

  @Override
  public Problem admits(long queue, int events, long bytes) {
    Box box = byId.get(queue);
    long there = 0;
    for (int level = 0; level < box.levels; level++) {
      there += state.partition(box.topic << 20 | level).nextOffset();
    }
    boolean takes = there + events <= box.mostEvents && bytes <= box.mostBytes;
    return takes ? Problem.NONE : Problem.LIMIT_REACHED;
  }

  @Override
  public long find(long namespace, String name) {
    Box box = byName.get(name);
    return box == null ? NONE : box.id;
  }

  @Override
  public String nameOf(long id) {
    return Long.toString(id);
  }

  /// The events of a queue, as `offset value`, read as they lie in the journal.
  List<String> events(Box box) {
    return events(box.topic << 20);
  }

  List<String> events(long id) {
    PartitionView partition = state.partition(id);
    List<String> all = new ArrayList<>();
    for (long entry = partition.tailFirst(); entry < partition.tailNext(); entry++) {
      ByteBuffer batch = batch(partition, entry);
      long shift = partition.tailBase(entry) - BatchHeader.baseOffset(batch, 0);
      EventCursor event = new EventCursor().over(batch, 0);
      while (event.next()) {
        byte[] value = new byte[event.valueLength()];
        batch.get(event.valueAt(), value);
        String text = new String(value, StandardCharsets.UTF_8);
        all.add(event.offset() + shift + " " + text.strip());
      }
    }
    return all;
  }

  /// The stored batch.
  ByteBuffer batch(PartitionView partition, long entry) {
    long position = partition.tailPosition(entry);
    ByteBuffer found = null;
    for (int i = 0; i < journal.size(); i++) {
      Entry<TopicState> record = journal.get(i);
      boolean here = record.position() == position;
      if (here && partition.tailIsShared(entry) && record.kind() == BodyStored.V1) {
        found = isBodyOf(i, partition.id(), partition.tailBase(entry)) ? record.body() : found;
      } else if (here
          && record.kind() == Appended.V1
          && record.aggregate() == partition.id()
          && BatchHeader.baseOffset(record.body(), 0) == partition.tailBase(entry)) {
        found = record.body();
      }
    }
    assertThat(found).isNotNull();
    assertThat(BatchHeader.crcHolds(found, 0, found.limit())).isTrue();
    assertThat(found.limit()).isEqualTo(partition.tailLength(entry));
    return found;
  }

  private boolean isBodyOf(int body, long partition, long base) {
    for (int i = body + 1; i < journal.size(); i++) {
      Entry<TopicState> record = journal.get(i);
      if (record.kind() != AppendedShared.V1) {
        return false;
      }
      if (record.aggregate() == partition && AppendedShared.baseOffset(record.body(), 0) == base) {
        return true;
      }
    }
    return false;
  }

  /// How many records of `kind` there are from `from` on.
  long count(RecordKind<?> kind, int from) {
    return journal.stream().skip(from).filter(entry -> entry.kind() == kind).count();
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
    of.forEachPartition(
        partition -> {
          out.append(partition.id() + ": " + partition.logStart() + "..");
          out.append(partition.nextOffset() + " durable " + partition.bytes() + "\n");
          for (long at = partition.tailFirst(); at < partition.tailNext(); at++) {
            out.append(" " + partition.tailBase(at) + " in " + partition.tailPosition(at));
            out.append("+" + partition.tailOffset(at) + ":" + partition.tailLength(at));
            out.append(" " + partition.tailIsShared(at) + partition.tailMaxTimestamp(at) + "\n");
          }
        });
    return out.append(of.nextId()).toString();
  }

  @Override
  public void appended(long position, PartitionView partition, long nextOffset, int bytes) {
    state.durable(partition.id(), nextOffset);
  }

  @Override
  public void startMoved(long position, long partition, long logStart) {
    state.durableStart(partition, logStart);
  }

  @Override
  public void shown(long position, TopicInfo topic) {}

  @Override
  public void hidden(long position, TopicInfo topic) {}

  @Override
  public void removed(long position, SegmentInfo run) {}
}
