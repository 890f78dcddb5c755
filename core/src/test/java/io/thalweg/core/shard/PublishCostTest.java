package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Chance;
import io.thalweg.core.base.Opaque;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.exchange.Binding.Kind;
import io.thalweg.core.exchange.ExchangeCommand.Bind;
import io.thalweg.core.exchange.ExchangeDecider;
import io.thalweg.core.exchange.ExchangeLimits;
import io.thalweg.core.exchange.ExchangeState;
import io.thalweg.core.exchange.HeaderMatch;
import io.thalweg.core.exchange.QueueNames;
import io.thalweg.core.exchange.Router;
import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordWriter;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.memory.Tail;
import io.thalweg.core.publish.Letter;
import io.thalweg.core.publish.PublishCommand.Message;
import io.thalweg.core.publish.PublishCommand.Publish;
import io.thalweg.core.publish.PublishDecider;
import io.thalweg.core.publish.Targets;
import io.thalweg.core.topic.IdsAdvanced;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.topic.TopicCommand.CreateOwned;
import io.thalweg.core.topic.TopicCommand.Release;
import io.thalweg.core.topic.TopicDecider;
import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicLimits;
import io.thalweg.core.topic.TopicState;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.core.turn.Timers;
import io.thalweg.core.turn.Turn;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Publishing into the blocks of a journal: what it costs, and that the bytes lie where the index
/// says. Queue `i` is named by its number.
class PublishCostTest implements Targets, QueueNames {
  private static final int QUEUES = 200;
  private static final int NEEDED = 900_000;

  private final BlockPool pool = new BlockPool(2 << 20, 4);
  private final Tail tail = new Tail();
  private final TopicState topics =
      new TopicState(tail, new Undurable(new TopicDirectory(), _ -> {}));
  private final ExchangeState exchanges = new ExchangeState();
  private final RecordTable records = new RecordTable();
  private final Frame frame = new Frame(pool, records::apply);
  private final Ready turn = new Ready();
  private final TopicDecider decider = new TopicDecider(topics, TopicLimits.DEFAULT);
  private final PublishDecider publishes =
      new PublishDecider(new Router(exchanges, this), this, topics);
  private final long[] partitions = new long[QUEUES];
  private long position;

  /// Writes into the frame; answers are counted.
  private final class Ready implements Turn {
    private final Chance chance = new Chance(1);
    private int replies;

    @Override
    public long position() {
      return 0;
    }

    @Override
    public long nowMillis() {
      return 1_000_000;
    }

    @Override
    public Chance chance() {
      return chance;
    }

    @Override
    public Timers timers() {
      throw new UnsupportedOperationException();
    }

    @Override
    public RecordWriter begin(RecordKind<?> kind, long aggregate) {
      return frame.begin(kind.id(), aggregate);
    }

    @Override
    public Client client() {
      return (_, _) -> {};
    }

    @Override
    public long request() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void reply(Reply reply) {
      replies += reply.problem() == Problem.NONE ? 1 : 0;
    }

    @Override
    public void reply(Client client, long request, Reply reply) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void then(Command followUp) {
      throw new UnsupportedOperationException();
    }
  }

  PublishCostTest() {
    records.bind(RecordTable.TOPIC_KINDS, topics);
    records.bind(RecordTable.EXCHANGE_KINDS, exchanges);
    topics.replayed();
    open();
    var binder = new ExchangeDecider(exchanges, ExchangeLimits.DEFAULT, this, _ -> 1);
    for (int i = 0; i < QUEUES; i++) {
      long topic = IdsAdvanced.take(turn, topics);
      decider.decide(turn, new CreateOwned(topic, i + 1, 1));
      partitions[i] = topic << 20;
      var always = HeaderMatch.ALWAYS;
      binder.decide(turn, new Bind(1, "amq.fanout", Kind.QUEUE, "" + i, "", Opaque.EMPTY, always));
    }
  }

  private void open() {
    assertThat(frame.reserve(NEEDED)).isTrue();
    frame.open(position, turn.nowMillis());
    tail.add(position, frame.block(), frame.payloadOffset());
    position++;
  }

  @Override
  public long partition(long queue, int priority) {
    return partitions[(int) queue];
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
    return Problem.NONE;
  }

  @Override
  public long find(long namespace, String name) {
    return Long.parseLong(name);
  }

  @Override
  public String nameOf(long id) {
    return Long.toString(id);
  }

  private void publish(Publish publish) {
    assertThat(publishes.journalBytes(publish)).isBetween(1, NEEDED);
    publishes.decide(turn, publish);
  }

  /// Lets go of what was written, and goes on in a new frame.
  private void turnOver() {
    for (long partition : partitions) {
      PartitionView view = topics.partition(partition);
      decider.decide(turn, new Release(partition, view.nextOffset()));
    }
    frame.close();
    while (pool.available() == 0 && tail.evictOldest(position - 1)) {
      // until one is free
    }
    open();
  }

  private void checkAllocatesNothing(Message... messages) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    Publish publish = new Publish(1, List.of(messages));
    int answers = turn.replies;
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 300; round++) {
      turnOver();
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 2; i++) { // an index of few entries does not grow
        publishes.journalBytes(publish);
        publishes.decide(turn, publish);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(turn.replies).isEqualTo(answers + 600);
    assertThat(least).isZero();
  }

  @Test
  void publishingAllocatesNothing() {
    Letter toOne = Letter.to("", "7", "hello").with("color", "red");
    Letter toAll = Letter.to("amq.fanout", "", "hello");
    checkAllocatesNothing(toOne);
    checkAllocatesNothing(toOne, toOne, toAll, toAll, toOne);
  }

  @Test
  void anExpiringMessageAllocatesNothing() {
    Letter letter = Letter.to("", "7", "hello").with("color", "red");
    checkAllocatesNothing(letter.lasting(5_000));
  }

  @Test
  void theBytesLieWhereTheIndexSays() {
    publish(new Publish(1, List.of(Letter.to("", "7", "alone"))));
    Message all = Letter.to("amq.fanout", "", "to all");
    publish(new Publish(1, new ArrayList<>(Collections.nCopies(3, all))));
    for (int i = 0; i < QUEUES; i++) {
      PartitionView view = topics.partition(partitions[i]);
      long entry = view.tailNext() - 1;
      assertThat(view.tailBase(entry)).isEqualTo(i == 7 ? 1 : 0);
      ByteBuffer batch = view.tailSlice(entry).view();
      assertThat(BatchHeader.baseOffset(batch, 0)).isZero();
      assertThat(BatchHeader.count(batch, 0)).isEqualTo(3);
      assertThat(BatchHeader.bytes(batch, 0)).isEqualTo(batch.limit());
      assertThat(BatchHeader.crcHolds(batch, 0, batch.limit())).isTrue();
    }
    Slice payload = frame.close();
    EntryContents contents = EntryContents.of(payload.view());
    assertThat(contents.bytes()).isEqualTo(payload.length());
    assertThat(contents.ranges()).hasSize(QUEUES + 1);
  }
}
