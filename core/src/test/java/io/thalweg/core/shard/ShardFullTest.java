package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.batch.Batches;
import io.thalweg.core.group.GroupCommand.CommitOffsets;
import io.thalweg.core.group.GroupCommand.Committed;
import io.thalweg.core.group.GroupCommand.Position;
import io.thalweg.core.topic.TopicCommand.AddPartitions;
import io.thalweg.core.topic.TopicCommand.Append;
import io.thalweg.core.topic.TopicCommand.Create;
import io.thalweg.core.topic.TopicCommand.Delete;
import io.thalweg.core.topic.TopicCommand.InitProducer;
import io.thalweg.core.topic.TopicCommand.ProducerIs;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a full disk stops, and what it does not.
class ShardFullTest {
  private final TestShard broker = new TestShard();
  private final TopicInfo topic = broker.create("t", 1, TestShard.FOREVER);
  private final long partition = topic.partition(0);

  private Problem refusal(Command command) {
    return broker.get(Reply.Done.class, command).problem();
  }

  @Test
  void onlyEventsAndWhatTakesThemAreRefused() {
    broker.append(partition, Batches.at(1, 1));
    broker.shard.space(true);
    assertThat(refusal(new Append(partition, Batches.at(1, 1)))).isEqualTo(Problem.DISK_FULL);
    assertThat(refusal(new Create("new", 1, TestShard.FOREVER, false)))
        .isEqualTo(Problem.DISK_FULL);
    assertThat(refusal(new AddPartitions(topic.id(), 2, -1, false))).isEqualTo(Problem.DISK_FULL);

    var commit = new CommitOffsets("g", "", null, -1, List.of(new Position(partition, 1, 0, "")));
    assertThat(broker.get(Committed.class, commit).problem()).isEqualTo(Problem.NONE);
    assertThat(broker.get(ProducerIs.class, new InitProducer(-1, (short) -1)).problem())
        .isEqualTo(Problem.NONE);
    assertThat(broker.read(partition, 0)).hasSize(1);
    assertThat(refusal(new Delete(topic.id()))).isEqualTo(Problem.NONE);

    broker.shard.space(false);
    broker.create("new", 1, TestShard.FOREVER);
  }

  @Test
  void nobodyPausesForRoomInTheJournal() {
    broker.journal.writable = false;
    assertThat(broker.shard.writable()).isFalse();
    broker.shard.space(true);
    assertThat(broker.shard.writable()).isTrue();
  }

  @Test
  void storageLooksAgainALittleAfterItHasAnswered() {
    assertThat(broker.store.looks).isEqualTo(1);
    broker.pass(10 * Shard.LOOK_MILLIS);
    assertThat(broker.store.looks).as("not before it has answered").isEqualTo(1);
    broker.shard.space(false);
    broker.pass(Shard.LOOK_MILLIS - 1);
    assertThat(broker.store.looks).isEqualTo(1);
    broker.pass(1);
    assertThat(broker.store.looks).isEqualTo(2);
  }
}
