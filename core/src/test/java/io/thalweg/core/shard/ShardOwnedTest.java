package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.batch.Batches;
import io.thalweg.core.read.ReadCommand.Fetched;
import io.thalweg.core.topic.TopicCommand.Append;
import io.thalweg.core.topic.TopicCommand.CreateOwned;
import io.thalweg.core.topic.TopicCommand.DeleteOwned;
import io.thalweg.core.topic.TopicCommand.GrowOwned;
import io.thalweg.core.topic.TopicCommand.InitProducer;
import io.thalweg.core.topic.TopicCommand.ProducerIs;
import io.thalweg.core.topic.TopicCommand.Release;
import io.thalweg.core.topic.TopicState;
import io.thalweg.core.turn.Problem;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A queue's own topic in a whole shard: it is flushed, let go and brought back as any other.
class ShardOwnedTest {
  private final TestShard broker = new TestShard();
  private final long topic = newId(broker);
  private final long partition = topic << 20;

  ShardOwnedTest() {
    broker.ask(new CreateOwned(topic, 9, 1));
    broker.sync();
  }

  /// An id that nothing bears.
  static long newId(TestShard broker) {
    return broker.get(ProducerIs.class, new InitProducer(-1, (short) -1)).producer();
  }

  private TopicState topics() {
    return (TopicState) broker.shard.states().getFirst();
  }

  private void fill() {
    broker.journal.capacity = 4 << 20;
    while (broker.journal.usedBytes() <= broker.journal.capacity / 2) {
      broker.append(partition, Batches.sized(10_000));
    }
  }

  @Test
  void itsEventsAreFlushedAndThereAfterARestart() {
    broker.append(partition, Batches.at(1, 3));
    fill();
    List<ByteBuffer> before = broker.read(partition, 0);
    broker.settle();
    assertThat(broker.store.written).isNotEmpty();
    assertThat(broker.read(partition, 0)).isEqualTo(before);
    broker.restart();
    assertThat(broker.read(partition, 0)).isEqualTo(before);
    assertThat(topics().topic(topic).owner()).isEqualTo(9);
    assertThat(broker.shard.directory().all()).isEmpty();
    assertThat(broker.shard.status(10, broker.now).topics()).isEqualTo(1);
  }

  @Test
  void whatIsReleasedLetsGoOfItsSegments() {
    fill();
    broker.settle();
    int written = broker.store.files.size();
    assertThat(written).isPositive();
    broker.ask(new Release(partition, topics().partition(partition).nextOffset()));
    broker.settle();
    assertThat(broker.store.files).isEmpty();
    broker.restart();
    assertThat(topics().partition(partition).bytes()).isZero();
  }

  @Test
  void itGrowsAndGoesWithItsFetches() {
    broker.ask(new GrowOwned(topic, 3));
    broker.append(topic << 20 | 2, Batches.at(1, 1));
    long waiting = broker.ask(TestShard.fetch(partition, 0, 1, 60_000));
    broker.sync();
    assertThat(broker.replies).doesNotContainKey(waiting);
    broker.ask(new DeleteOwned(topic));
    broker.sync();
    assertThat(broker.reply(Fetched.class, waiting).results().getFirst().problem())
        .isEqualTo(Problem.UNKNOWN_PARTITION);
    broker.restart();
    assertThat(topics().topics()).isZero();
    assertThat(topics().partitions()).isZero();
    broker.ask(new Append(partition, Batches.at(1, 1)));
    broker.sync();
  }
}
