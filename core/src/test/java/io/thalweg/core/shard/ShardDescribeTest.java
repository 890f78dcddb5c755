package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.thalweg.core.batch.Batches;
import io.thalweg.core.read.ReadCommand.Producers;
import io.thalweg.core.read.ReadCommand.Producing;
import io.thalweg.core.read.ReadCommand.Sized;
import io.thalweg.core.read.ReadCommand.Sizes;
import io.thalweg.core.read.ReadCommand.Writers;
import io.thalweg.core.topic.PartitionView.Producer;
import io.thalweg.core.topic.TopicCommand.Append;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Problem;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is said of partitions without reading their events.
class ShardDescribeTest {
  private static final long NOBODY = 1L << 40;

  private final TestShard broker = new TestShard();
  private final TopicInfo topic = broker.create("t", 2, TestShard.FOREVER);
  private final long partition = topic.partition(0);

  private List<Writers> writers(int most, Long... partitions) {
    return broker.get(Producing.class, new Producers(List.of(partitions), most)).partitions();
  }

  @Test
  void sizesAreThoseOfStoredBatches() {
    ByteBuffer batch = Batches.at(1, 3);
    int bytes = batch.remaining();
    broker.append(partition, batch);
    Sizes all = new Sizes(List.of(topic.partition(1), partition, NOBODY));
    assertThat(broker.get(Sized.class, all).bytes()).containsExactly(0L, (long) bytes, -1L);
  }

  @Test
  void anAnswerWaitsForWhatItSpeaksOf() {
    broker.ask(new Append(partition, Batches.by(5, 0, 0, 1)));
    long sizes = broker.ask(new Sizes(List.of(partition)));
    long producers = broker.ask(new Producers(List.of(partition), 10));
    broker.endTurn();
    assertThat(broker.replies).doesNotContainKeys(sizes, producers);
    broker.sync();
    assertThat(broker.replies).containsKeys(sizes, producers);
  }

  @Test
  void producersAreToldByIdUntilTheyExpireAndAfterARestart() {
    broker.append(partition, Batches.by(9, 2, 0, 3));
    broker.append(partition, Batches.by(5, 0, 0, 1));
    broker.append(partition, Batches.by(9, 2, 3, 2));
    List<Writers> said = writers(10, partition, topic.partition(1), NOBODY);
    assertThat(said.get(0).producers())
        .extracting(Producer::id, Producer::epoch, Producer::lastSequence)
        .containsExactly(tuple(5L, (short) 0, 0), tuple(9L, (short) 2, 4));
    assertThat(said.get(1)).isEqualTo(new Writers(Problem.NONE, List.of()));
    assertThat(said.get(2).problem()).isEqualTo(Problem.UNKNOWN_PARTITION);
    broker.restart();
    assertThat(writers(10, partition)).containsExactly(said.get(0));
    broker.now += 86_400_000;
    assertThat(writers(10, partition).getFirst().producers()).isEmpty();
  }

  @Test
  void anAnswerNamesNoMoreProducersThanWanted() {
    for (int i = 0; i < 3; i++) {
      broker.append(partition, Batches.by(i, 0, 0, 1));
      broker.append(topic.partition(1), Batches.by(i, 0, 0, 1));
    }
    assertThat(writers(5, partition, topic.partition(1)))
        .extracting(Writers::problem)
        .containsExactly(Problem.NONE, Problem.LIMIT_REACHED);
    assertThat(writers(6, partition, topic.partition(1)))
        .extracting(each -> each.producers().size())
        .containsExactly(3, 3);
  }
}
